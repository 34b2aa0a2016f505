"""Keeps worlds safe on the disk, on a thread of its own: automatic saves, saves by name, sessions of before."""

from __future__ import annotations

import contextlib
import functools
import logging
import math
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import msgspec
import numpy as np

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ClientJoin, ClientOpen, ServerEvent, ServerOpened
from nacre.server.sessions.lifecycle import Life
from nacre.server.sessions.session import Asked, Session
from nacre.server.storage.save_store import Claim, Elsewhere, Vault, key_of
from nacre.server.storage.snapshot import Snapshot, SnapshotError
from nacre.world.grid import TICK
from nacre.world.interface import ModelIdentity
from nacre.world.state import P_POS

log = logging.getLogger(__name__)

# A save is begun this long after the one before; the rest of the promised second is for writing it.
AUTOSAVE_SECONDS: Final = 0.75
AUTOSAVE_TICKS: Final = round(AUTOSAVE_SECONDS / TICK)  # lockstep worlds may run faster than the clock
AUTOSAVE_METRES: Final = 20.0
# Frame ids of a session that was taken up again begin this much higher than the save knew: the frames sent after
# it, three hours of them, must never come twice.
FRAME_GAP: Final = 1 << 20


def facts(session: Session) -> dict[str, Any]:
    """What besides its state a session needs to go on, as plain data; no token among it."""
    opened = msgspec.to_builtins(session.opened)
    return {
        "session": session.name,
        "seed": session.seed,
        "tick": session.tick,
        "frame": session.frame,
        "paused": session.life.paused,
        "owner": session.owner,
        "tier": session.tier,
        "played": session.life.played,
        "limit": session.life.limit,
        "request": msgspec.to_builtins(session.request),
        "asked": {**asdict(session.asked), "channels": sorted(session.asked.channels)},
        "opened": {**opened, "token": "", "guest": ""},
        "host": key_of(session.host.token) if session.host is not None else "",
    }


def revive(snapshot: Snapshot, token: str, claim: Claim, ttl: float) -> Session:
    """The session that was saved; raises SnapshotError when its facts are not those of a session."""
    about = snapshot.about
    try:
        asked = Asked(**{**about["asked"], "channels": frozenset(about["asked"]["channels"])})
        life = Life(ttl, about["limit"], about["played"], paused=about["paused"])
        request = msgspec.convert(about["request"], ClientOpen | ClientJoin)
        session = Session(request, asked, about["seed"], life, token)
        session.owner, session.tier = about["owner"], about["tier"]
        session.tick = session.saved_tick = about["tick"]
        session.frame = session.frame_before = about["frame"] + FRAME_GAP
        session.played_before = about["played"]
        opened = {**about["opened"], "token": token, "guest": session.guest, "session": session.name}
        session.before = msgspec.convert({**opened, "epoch": claim.epoch}, ServerOpened)
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"the save holds no session: {error}") from None
    session.restored, session.claim = snapshot.state, claim
    return session


@dataclass
class _Last:
    """The newest save that was asked for."""

    tick: int
    time: float
    x: float
    z: float


class Keeper:
    """Automatic saves of sessions, saves by name, and taking sessions up again.

    `autosave` and `keep` copy on the caller's thread and write on the keeper's. A disk that is full or read-only is
    logged and told to the client as an event `not_saved`; the saves before stay, and play goes on.
    """

    def __init__(self, vault: Vault | None, notify: Callable[[], None] = lambda: None) -> None:
        self._vault, self._notify = vault, notify
        self._autos: dict[str, tuple[Session, Claim, Snapshot]] = {}
        self._jobs: deque[Callable[[], None]] = deque()
        self._last: dict[str, _Last] = {}
        self._failing: set[str] = set()
        self._ready = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="nacre-keeper", daemon=True)
        self.identity = ModelIdentity("")  # known when the model is loaded
        self.written = self.failed = 0
        if vault is not None:
            self._thread.start()

    @property
    def saves(self) -> bool:
        """Whether anything is kept at all."""
        return self._vault is not None

    def stop(self) -> None:
        """Write what was asked for, then end."""
        with self._ready:
            self._stopping = True
            self._ready.notify()
        if self._thread.is_alive():
            self._thread.join(10.0)

    def knows(self, token: str) -> bool:
        """Whether a session of this token was kept by this or an earlier server."""
        return self._vault is not None and self._vault.knows(token)

    def take_up(
        self, token: str, ttl: float, request: int, open_under: Callable[[str], Session | None] = lambda _: None
    ) -> Session:
        """A kept session as a Session to submit; raises Refusal with a typed code.

        open_under finds the session that is kept under a key: a guest comes back to a host who is back.
        """
        assert self._vault is not None
        try:
            claim = self._vault.claim(token)
        except Elsewhere:
            raise Refusal("session_elsewhere", id=request) from None
        except OSError as error:
            raise Refusal("session_damaged", f"the session's folder: {error.strerror}", id=request) from None
        try:
            snapshot = claim.read()
            if snapshot is None:
                raise SnapshotError("there is no save in it")
            if not self.identity.accepts(snapshot.model):
                raise SnapshotError("the session was saved by another model or other weights", "wrong_model")
            session = revive(snapshot, token, claim, ttl)
            if key := snapshot.about.get("host"):
                session.host = open_under(key)
        except SnapshotError as error:
            claim.release()
            log.warning("session %s cannot be taken up: %s", claim.folder.name[:8], error)
            raise Refusal(error.code, str(error)[:300], id=request) from None
        if isinstance(session.request, ClientJoin) and session.host is None:
            claim.release()
            if not self._vault.kept(snapshot.about["host"]):
                raise Refusal("session_expired", "the world of that session is over", id=request)
            why, hint = "the player whose world it is has not come back yet", "Try again until they have."
            raise Refusal("session_elsewhere", why, hint=hint, id=request, retry_after=0.5)
        for damaged in claim.damaged:
            log.warning("session %s: %s; the save before it was used", session.name, damaged)
        return session

    def begin(self, session: Session) -> None:
        """Give a session its folder; without one it is played, but not kept."""
        if self._vault is None or session.claim is not None or session.world is None:
            return
        try:
            session.claim = self._vault.claim(session.token)
        except (OSError, Elsewhere) as error:
            self._complain(session, error)

    def autosave(self, session: Session, now: float, at_once: bool = False) -> None:
        """Save when a second has passed or 20 m were walked, or at once; never the same tick twice."""
        world, last = session.world, self._last.get(session.name)
        if session.claim is None or world is None or session.opened is None:
            return
        if last is not None and not at_once:
            walked = math.hypot(world.player[P_POS][0] - last.x, world.player[P_POS][2] - last.z)
            soon = now - last.time < AUTOSAVE_SECONDS and abs(session.tick - last.tick) < AUTOSAVE_TICKS
            if session.tick == last.tick or (soon and walked < AUTOSAVE_METRES):
                return
        x, _, z = (float(value) for value in world.player[P_POS])
        self._last[session.name] = _Last(session.tick, now, x, z)
        snapshot = Snapshot(world.copy(), self.identity.fingerprint, facts(session))
        with self._ready:
            self._autos[session.name] = (session, session.claim, snapshot)
            self._ready.notify()

    def keep(self, session: Session, name: str, done: Callable[[int | Exception], None]) -> None:
        """Save by name; `done` gets the bytes, or what went wrong, on the keeper's thread."""
        assert self._vault is not None and session.world is not None
        vault, owner = self._vault, session.owner
        bodies = {one.name: one.world.copy() for one in session.companions if one.world is not None}
        snapshot = Snapshot(session.world.copy(), self.identity.fingerprint, facts(session), bodies)

        def job() -> None:
            try:
                done(vault.keep(owner or "local", name, snapshot))
            except (OSError, ValueError) as error:
                done(error)

        self._do(job)

    def fetch(self, owner: str, name: str, request: int) -> Snapshot:
        """A save by name; raises Refusal."""
        if self._vault is None:
            raise Refusal("no_saves", id=request)
        try:
            snapshot = self._vault.fetch(owner or "local", name)
        except ValueError:
            raise Refusal("bad_name", id=request) from None
        except SnapshotError as error:
            raise Refusal(error.code, str(error)[:300], id=request) from None
        if not self.identity.accepts(snapshot.model):
            raise Refusal("wrong_model", id=request)
        return snapshot

    def let_go(self, session: Session, forget: bool) -> None:
        """The session has ended: remove what was kept of it, or leave it for a later server to take up."""
        self._last.pop(session.name, None)
        claim, session.claim = session.claim, None
        if claim is None:
            return
        with self._ready:
            if forget:
                self._autos.pop(session.name, None)

        def job() -> None:
            with self._ready:
                waiting = self._autos.pop(session.name, None)
            if waiting is not None:
                self._write(*waiting)
            if forget:
                claim.remove()
            else:
                claim.release()

        self._do(job)

    def later(self, job: Callable[[], None]) -> None:
        """Do something with the disk on the keeper's thread; nothing when there is none."""
        if self._vault is not None:
            self._do(job)

    def _do(self, job: Callable[[], None]) -> None:
        with self._ready:
            self._jobs.append(job)
            self._ready.notify()

    def _run(self) -> None:
        if self._vault is not None:
            with contextlib.suppress(OSError):
                self._vault.sweep()
        while True:
            with self._ready:
                while not self._jobs and not self._autos and not self._stopping:
                    self._ready.wait()
                if self._jobs:
                    job = self._jobs.popleft()
                elif self._autos:
                    job = functools.partial(self._write, *self._autos.pop(next(iter(self._autos))))
                else:
                    return
            try:
                job()
            except Exception:
                log.exception("a save failed")

    def _write(self, session: Session, claim: Claim, snapshot: Snapshot) -> None:
        if not all(np.isfinite(array).all() for array in (snapshot.state.player, snapshot.state.entities)):
            return  # a world that is no more: the save before it is the one to go back to
        try:
            claim.write(snapshot)
        except OSError as error:
            self._complain(session, error)
            return
        self.written += 1
        self._failing.discard(session.name)
        session.saved_tick = snapshot.about["tick"]

    def _complain(self, session: Session, error: Exception) -> None:
        self.failed += 1
        if session.name in self._failing:
            return
        self._failing.add(session.name)
        reason = getattr(error, "strerror", None) or type(error).__name__
        log.error("session %s is not saved: %s", session.name, reason)
        text = f"the world cannot be saved ({reason}); play goes on"
        session.outbox.put(ServerEvent(kind="not_saved", tick=session.tick, data={"text": text}))
        self._notify()

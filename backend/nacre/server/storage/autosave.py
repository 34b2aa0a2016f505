"""Writes automatic and named saves on a disk thread, and resumes sessions from them."""

from __future__ import annotations

import contextlib
import functools
import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import msgspec
import numpy as np

from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ClientJoin, ClientOpen, ServerEvent, ServerOpened
from nacre.server.sessions.key import session_key
from nacre.server.sessions.lifecycle import Lifecycle
from nacre.server.sessions.session import Session, SessionSettings
from nacre.server.storage.save_store import Claim, SaveStore, SessionInUse
from nacre.server.storage.snapshot import Snapshot, SnapshotError
from nacre.world.grid import TICK
from nacre.world.interface import ModelIdentity
from nacre.world.state import P_POS

log = logging.getLogger(__name__)

# A save is begun this long after the one before; the rest of the promised second is for writing it.
AUTOSAVE_SECONDS: Final = 0.75
AUTOSAVE_TICKS: Final = round(AUTOSAVE_SECONDS / TICK)  # lockstep worlds may run faster than the clock
AUTOSAVE_METRES: Final = 20.0
# Frame ids of a session that is resumed begin this much higher than the save knew: the frames sent after
# it, three hours of them, must never come twice.
BURIED: Final = 4096  # keys remembered; by then the files of the oldest are long gone
FRAME_GAP: Final = 1 << 20


def session_facts(session: Session) -> dict[str, Any]:
    """What a session needs to be resumed besides its world, as plain data; tokens are left out."""
    opened = msgspec.to_builtins(session.opened)
    return {
        "session": session.name,
        "seed": session.seed,
        "tick": session.playback.tick,
        "frame": session.playback.frame,
        "paused": session.lifecycle.paused,
        "owner": session.owner,
        "tier": session.tier,
        "label": session.label,
        "played": session.lifecycle.seconds_played(time.monotonic()),
        "limit": session.lifecycle.limit,
        "request": msgspec.to_builtins(session.request),
        "asked": {**asdict(session.settings), "channels": sorted(session.settings.channels)},
        "opened": {**opened, "token": "", "guest": ""},
        "host": session_key(session.host.token) if session.host is not None else "",
    }


def session_from_snapshot(snapshot: Snapshot, token: str, claim: Claim, ttl: float) -> Session:
    """The session of a save; raises SnapshotError when its facts are incomplete."""
    about = snapshot.about
    try:
        settings = SessionSettings(**{**about["asked"], "channels": frozenset(about["asked"]["channels"])})
        lifecycle = Lifecycle(ttl, about["limit"], about["played"], paused=about["paused"], known=True)
        request = msgspec.convert(about["request"], ClientOpen | ClientJoin)
        session = Session(request, settings, about["seed"], lifecycle, token)
        session.owner, session.tier, session.label = about["owner"], about["tier"], about.get("label", "")
        session.playback.tick = session.resumption.saved_tick = about["tick"]
        session.playback.frame = session.resumption.frames_before = about["frame"] + FRAME_GAP
        session.resumption.seconds_before = about["played"]
        opened = {**about["opened"], "token": token, "guest": session.guest, "session": session.name}
        session.resumption.opened = msgspec.convert({**opened, "epoch": claim.epoch}, ServerOpened)
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotError(f"the save holds no session: {error}") from None
    session.resumption.state, session.resumption.claim = snapshot.state, claim
    return session


@dataclass
class _LastSave:
    """When and where the newest automatic save of a session was requested."""

    tick: int
    time: float
    x: float
    z: float


class Autosaver:
    """Automatic saves, named saves and resuming of sessions.

    `autosave` and `save_named` copy on the caller's thread and write on the disk thread. A full or read-only disk is
    logged and sent to the client as an event `not_saved`; the saves before stay, and play goes on.
    """

    def __init__(self, store: SaveStore | None, notify: Callable[[], None] = lambda: None) -> None:
        self._store, self._notify = store, notify
        self._autos: dict[str, tuple[Session, Claim, Snapshot]] = {}
        self._jobs: deque[Callable[[], None]] = deque()
        self._last: dict[str, _LastSave] = {}
        self._failing: set[str] = set()
        self._buried: dict[str, None] = {}  # keys of sessions that are over, oldest first
        self._ready = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="nacre-disk", daemon=True)
        self.identity = ModelIdentity("")  # known when the model is loaded
        self.written = self.failed = 0
        if store is not None:
            self._thread.start()

    @property
    def enabled(self) -> bool:
        """Whether there is a store to save to."""
        return self._store is not None

    def stop(self) -> None:
        """Write the saves that wait, then end the thread."""
        with self._ready:
            self._stopping = True
            self._ready.notify()
        if self._thread.is_alive():
            self._thread.join(10.0)

    def has_session(self, token: str) -> bool:
        """Whether this or an earlier server saved a session with this token."""
        return self._store is not None and session_key(token) not in self._buried and self._store.has_session(token)

    def bury(self, session: Session) -> None:
        """A session is over: from now on nobody can resume it, though its files are removed a moment later."""
        if self._store is None:
            return
        self._buried[session_key(session.token)] = None
        while len(self._buried) > BURIED:
            del self._buried[next(iter(self._buried))]
        if session.resumption.claim is not None:
            session.resumption.claim.bury()

    def release_unopened(self, session: Session) -> None:
        """Let go of a session that `resume_session` gave and that is not to be opened."""
        if session.resumption.claim is not None:
            session.resumption.claim.release()
            session.resumption.claim = None

    def resume_session(
        self, token: str, ttl: float, request: int, open_under: Callable[[str], Session | None] = lambda _: None
    ) -> Session:
        """A saved session as a Session to submit to the engine; raises Refusal with a typed code.

        open_under finds the running session with a key: a guest can be resumed once its host is.
        """
        assert self._store is not None
        try:
            claim = self._store.claim(token, create=False)
        except FileNotFoundError:
            raise Refusal("session_expired", id=request) from None
        except SessionInUse:
            raise Refusal("session_elsewhere", id=request) from None
        except OSError as error:
            raise Refusal("session_damaged", f"the session's folder: {error.strerror}", id=request) from None
        try:
            snapshot = claim.read()
            if snapshot is None:
                claim.remove()
                raise Refusal("session_expired", id=request)
            if not self.identity.accepts(snapshot.model):
                raise SnapshotError("the session was saved by another model or other weights", "wrong_model")
            session = session_from_snapshot(snapshot, token, claim, ttl)
            if key := snapshot.about.get("host"):
                session.host = open_under(key)
        except SnapshotError as error:
            claim.release()
            log.warning("session %s cannot be resumed: %s", claim.folder.name[:8], error)
            raise Refusal(error.code, str(error)[:300], id=request) from None
        if isinstance(session.request, ClientJoin) and session.host is None:
            claim.release()
            if not self._store.has_key(snapshot.about["host"]):
                raise Refusal("session_expired", "the world of that session is over", id=request)
            why, hint = "the player whose world it is has not come back yet", "Try again until they have."
            raise Refusal("session_elsewhere", why, hint=hint, id=request, retry_after=0.5)
        for damaged in claim.damaged:
            log.warning("session %s: %s; the save before it was used", session.name, damaged)
        return session

    def claim_folder(self, session: Session) -> None:
        """Claim the save folder of a session; when that fails it runs without saves."""
        if self._store is None or session.resumption.claim is not None or session.playback.world is None:
            return
        try:
            session.resumption.claim = self._store.claim(session.token)
        except (OSError, SessionInUse) as error:
            self._report_failure(session, error)

    def autosave(self, session: Session, now: float, at_once: bool = False) -> None:
        """Save a session when AUTOSAVE_SECONDS passed or AUTOSAVE_METRES were walked, or at once; no tick twice."""
        world, last = session.playback.world, self._last.get(session.name)
        if session.resumption.claim is None or world is None or session.opened is None:
            return
        if last is not None and not at_once:
            walked = math.hypot(world.player[P_POS][0] - last.x, world.player[P_POS][2] - last.z)
            soon = now - last.time < AUTOSAVE_SECONDS and abs(session.playback.tick - last.tick) < AUTOSAVE_TICKS
            if session.playback.tick == last.tick or (soon and walked < AUTOSAVE_METRES):
                return
        x, _, z = (float(value) for value in world.player[P_POS])
        self._last[session.name] = _LastSave(session.playback.tick, now, x, z)
        snapshot = Snapshot(world.copy(), self.identity.fingerprint, session_facts(session))
        with self._ready:
            self._autos[session.name] = (session, session.resumption.claim, snapshot)
            self._ready.notify()

    def save_named(self, session: Session, name: str, done: Callable[[int | Exception], None]) -> None:
        """Save by name; `done` gets the number of bytes, or the error, on the disk thread."""
        assert self._store is not None and session.playback.world is not None
        store, owner = self._store, session.owner
        bodies = {one.name: one.playback.world.copy() for one in session.companions if one.playback.world is not None}
        snapshot = Snapshot(session.playback.world.copy(), self.identity.fingerprint, session_facts(session), bodies)

        def job() -> None:
            try:
                written: int | Exception = store.save_named(owner or "local", name, snapshot)
            except Exception as error:  # whatever it is: whoever asked is told that there is no save
                if not isinstance(error, OSError | ValueError):
                    log.exception("session %s: the save %s failed", session.name, name)
                written = error
            done(written)

        self._do(job)

    def load_named(self, owner: str, name: str, request: int) -> Snapshot:
        """The save of this name; raises Refusal."""
        if self._store is None:
            raise Refusal("no_saves", id=request)
        try:
            snapshot = self._store.load_named(owner or "local", name)
        except ValueError:
            raise Refusal("bad_name", id=request) from None
        except SnapshotError as error:
            raise Refusal(error.code, str(error)[:300], id=request) from None
        if not self.identity.accepts(snapshot.model):
            raise Refusal("wrong_model", id=request)
        return snapshot

    def release_session(self, session: Session, forget: bool) -> None:
        """Release the folder of a session that has ended: removed with `forget`, else left for a later server."""
        self._last.pop(session.name, None)
        claim, session.resumption.claim = session.resumption.claim, None
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

    def run_on_disk_thread(self, job: Callable[[], None]) -> None:
        """Run a job on the disk thread; without a store it is dropped."""
        if self._store is not None:
            self._do(job)

    def _do(self, job: Callable[[], None]) -> None:
        with self._ready:
            self._jobs.append(job)
            self._ready.notify()

    def _run(self) -> None:
        if self._store is not None:
            with contextlib.suppress(OSError):
                self._store.sweep()
        automatic = False
        while True:
            job: Callable[[], None]
            with self._ready:
                while not self._jobs and not self._autos and not self._stopping:
                    self._ready.wait()
                # In turn: whoever saves by name without end must not keep the worlds of others from the disk.
                if self._autos and (not self._jobs or not automatic):
                    job, automatic = functools.partial(self._write, *self._autos.pop(next(iter(self._autos)))), True
                elif self._jobs:
                    job, automatic = self._jobs.popleft(), False
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
            if not session.ended:
                self._report_failure(session, error)
            return
        self.written += 1
        self._failing.discard(session.name)
        session.resumption.saved_tick = snapshot.about["tick"]

    def _report_failure(self, session: Session, error: Exception) -> None:
        self.failed += 1
        if session.name in self._failing:
            return
        self._failing.add(session.name)
        reason = getattr(error, "strerror", None) or type(error).__name__
        log.error("session %s is not saved: %s", session.name, reason)
        text = f"the world cannot be saved ({reason}); play goes on"
        session.send_queue.put(ServerEvent(kind="not_saved", tick=session.playback.tick, data={"text": text}))
        self._notify()

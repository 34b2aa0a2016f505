"""What a client asks to be done to its world between two ticks: save, restore, rewind, branch."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping

from nacre.protocol import messages as nwp
from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ServerBranched, ServerRestored, ServerSaved
from nacre.server.sessions.session import Command, Session
from nacre.server.storage.autosave import Keeper
from nacre.server.storage.save_store import valid_name
from nacre.world.grid import TICK
from nacre.world.interface import Progress, WorldModel
from nacre.world.state import WorldState

log = logging.getLogger(__name__)


Change = nwp.ClientSnapshot | nwp.ClientRestore | nwp.ClientRewind | nwp.ClientBranch


def command_of(message: Change) -> Command:
    """What a message asks for; raises Refusal("bad_name")."""
    match message:
        case nwp.ClientSnapshot() | nwp.ClientRestore():
            if not valid_name(message.name):
                raise Refusal("bad_name", id=message.id)
            return Command(
                "snapshot" if isinstance(message, nwp.ClientSnapshot) else "restore", message.id, message.name
            )
        case nwp.ClientRewind():
            return Command("rewind", message.id, seconds=message.seconds)
        case _:
            return Command("branch", message.id)


class Changing:
    """Carries out commands. Engine thread only; answers go into the session's outbox."""

    def __init__(
        self,
        keeper: Keeper,
        notify: Callable[[], None],
        progress: Callable[[Session, int], Progress],
        submit: Callable[[Session], None],
    ) -> None:
        self._keeper, self._notify, self._progress, self._submit = keeper, notify, progress, submit

    def run(self, model: WorldModel, session: Session) -> None:
        """Everything this session has asked for."""
        while session.commands and session.world is not None and not session.ended:
            command = session.commands.popleft()
            try:
                match command.kind:
                    case "snapshot":
                        self._snapshot(session, command)
                    case "restore":
                        self._restore(model, session, command)
                    case "rewind":
                        self._rewind(model, session, command)
                    case "branch":
                        self._branch(session, command)
            except Refusal as refusal:
                session.outbox.put(refusal.reply())
            except Exception:
                log.exception("session %s: %s failed", session.name, command.kind)
                session.outbox.put(Refusal("internal_error", id=command.id).reply())
            if command.kind != "snapshot":
                session.doing.pop(command.id, None)
            self._notify()

    def _snapshot(self, session: Session, command: Command) -> None:
        tick = session.tick
        text = f"writing {command.name} to the disk"
        session.doing[command.id] = nwp.ServerProgress(id=command.id, stage="snapshot", fraction=0.5, text=text)

        def done(result: int | Exception) -> None:
            session.doing.pop(command.id, None)
            if isinstance(result, ValueError):
                session.outbox.put(Refusal("bad_name", id=command.id).reply())
            elif isinstance(result, Exception):
                reason = getattr(result, "strerror", None) or "unknown"
                why = f"the save could not be written: {reason}"
                session.outbox.put(Refusal("save_failed", why, id=command.id).reply())
            else:
                session.outbox.put(ServerSaved(id=command.id, name=command.name, tick=tick, bytes=result))
            self._notify()

        try:
            self._keeper.keep(session, command.name, done)
        except Exception:
            session.doing.pop(command.id, None)
            raise

    def _restore(self, model: WorldModel, session: Session, command: Command) -> None:
        snapshot = self._keeper.fetch(session.owner, command.name, command.id)
        gone = session.tick - int(snapshot.about["tick"])
        session.seed = int(snapshot.about["seed"])
        self._replace(model, session, snapshot.state, int(snapshot.about["tick"]), command.id, snapshot.bodies)
        for one in (session, *session.companions):
            one.past.clear()
        session.outbox.put(ServerRestored(id=command.id, tick=session.tick, seconds=gone * TICK))

    def _rewind(self, model: WorldModel, session: Session, command: Command) -> None:
        found = session.past.back(session.tick, command.seconds)
        if found is None:
            raise Refusal("nothing_to_rewind", id=command.id)
        gone = session.tick - found[0]
        past = {one.name: one.past.back(one.tick, command.seconds) for one in session.companions}
        bodies = {name: before[1] for name, before in past.items() if before is not None}
        self._replace(model, session, found[1], found[0], command.id, bodies)
        session.outbox.put(ServerRestored(id=command.id, tick=session.tick, seconds=gone * TICK))

    def _branch(self, session: Session, command: Command) -> None:
        fork = command.fork
        assert fork is not None and session.world is not None
        fork.restored, fork.before, fork.tick = session.world.copy(), session.opened, session.tick
        fork.seed = session.seed
        self._submit(fork)
        answer = ServerBranched(id=command.id, session=fork.name, token=fork.token, tick=fork.tick)
        session.outbox.put(answer)

    def _replace(
        self,
        model: WorldModel,
        session: Session,
        state: WorldState,
        tick: int,
        request: int,
        bodies: Mapping[str, WorldState],
    ) -> None:
        """Put another state in a session's place; the one before stays when the model cannot take it.

        bodies are those of its guests, by session; a guest who is not among them stays where they are.
        """
        before = session.world
        progress = self._progress(session, request)
        # Others are drawn while the model works; this one must not be.
        session.changing = True
        try:
            session.world = model.restore(state, progress)
            for one in session.companions:
                self._move(model, session.world, one, bodies.get(one.name), progress)
                one.tick = tick
                one.mailbox.release()
        finally:
            session.changing = False
        session.tick = tick
        session.mailbox.release()
        if before is not None:
            with contextlib.suppress(Exception):
                model.forget(before)

    @staticmethod
    def _move(
        model: WorldModel, host: WorldState, guest: Session, before: WorldState | None, progress: Progress
    ) -> None:
        """Bring a guest's body into the state that took its host's place, and back to where it was."""
        assert guest.world is not None
        if before is not None:
            guest.world.player[:], guest.world.history[:] = before.player, before.history
        model.join(host, guest.world, progress)

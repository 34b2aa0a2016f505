"""Commands between two ticks: named save, restore, rewind and branch of a world."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from nacre.protocol import messages as nwp
from nacre.protocol.codec import Refusal
from nacre.protocol.messages import ServerBranched, ServerRestored, ServerSaved, ServerTeleported
from nacre.server.engine.turns import ClientLeft
from nacre.server.sessions.session import Command, Session
from nacre.server.storage.autosave import Autosaver
from nacre.server.storage.save_store import valid_name
from nacre.world.dynamics.actions import wrap_angle
from nacre.world.grid import TICK
from nacre.world.interface import Progress, WorldModel
from nacre.world.state import P_POS, P_YAW, WorldState
from nacre.world.stream.native import NativeModel

log = logging.getLogger(__name__)


CommandMessage = (
    nwp.ClientSnapshot | nwp.ClientRestore | nwp.ClientRewind | nwp.ClientBranch | nwp.ClientResize | nwp.ClientTeleport
)


def command_of(message: CommandMessage) -> Command:
    """A message as a Command; raises Refusal("bad_name")."""
    match message:
        case nwp.ClientSnapshot() | nwp.ClientRestore():
            if not valid_name(message.name):
                raise Refusal("bad_name", id=message.id)
            return Command(
                "snapshot" if isinstance(message, nwp.ClientSnapshot) else "restore", message.id, message.name
            )
        case nwp.ClientResize():
            return Command("resize", message.id, size=(message.width, message.height))
        case nwp.ClientRewind():
            return Command("rewind", message.id, seconds=message.seconds)
        case nwp.ClientTeleport():
            return Command("teleport", message.id, place=(message.x, message.y, message.z), yaw=message.yaw)
        case _:
            return Command("branch", message.id)


class CommandRunner:
    """Carries out commands and queues their answers. Engine thread only."""

    def __init__(
        self,
        autosaver: Autosaver,
        notify: Callable[[], None],
        progress: Callable[[Session, Command], Progress],
        submit: Callable[[Session], None],
    ) -> None:
        self._autosaver, self._notify, self._progress, self._submit = autosaver, notify, progress, submit

    def run(self, model: WorldModel, session: Session) -> None:
        """Carry out all commands that wait for this session."""
        while session.commands and session.playback.world is not None and not session.ended:
            command = session.commands.popleft()
            if not command.answers.begin(command.id):  # it was told that nobody will do it
                give_up_fork(command)
                continue
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
                    case "resize":
                        self._resize(session, command)
                    case "teleport":
                        self._teleport(model, session, command)
            except Refusal as refusal:
                command.answers.put(refusal.reply())
            except ClientLeft:
                log.info("session %s: %s was given up", session.name, command.kind)
                command.answers.put(Refusal("no_world", "the world was left before it was done", id=command.id).reply())
            except Exception:
                log.exception("session %s: %s failed", session.name, command.kind)
                command.answers.put(Refusal("internal_error", id=command.id).reply())
            self._notify()

    def _snapshot(self, session: Session, command: Command) -> None:
        tick = session.playback.tick
        text = f"writing {command.name} to the disk"
        command.answers.progress(nwp.ServerProgress(id=command.id, stage="snapshot", fraction=0.5, text=text))

        def done(result: int | Exception) -> None:
            if isinstance(result, ValueError):
                command.answers.put(Refusal("bad_name", id=command.id).reply())
            elif isinstance(result, Exception):
                reason = getattr(result, "strerror", None) or "unknown"
                why = f"the save could not be written: {reason}"
                command.answers.put(Refusal("save_failed", why, id=command.id).reply())
            else:
                command.answers.put(ServerSaved(id=command.id, name=command.name, tick=tick, bytes=result))
            self._notify()

        self._autosaver.save_named(session, command.name, done)

    def _restore(self, model: WorldModel, session: Session, command: Command) -> None:
        snapshot = self._autosaver.load_named(session.owner, command.name, command.id)
        gone = session.playback.tick - int(snapshot.about["tick"])
        session.seed = int(snapshot.about["seed"])
        self._replace(model, session, snapshot.state, int(snapshot.about["tick"]), command, snapshot.bodies)
        for one in (session, *session.companions):
            one.playback.rewind_buffer.clear()
        command.answers.put(ServerRestored(id=command.id, tick=session.playback.tick, seconds=gone * TICK))

    def _rewind(self, model: WorldModel, session: Session, command: Command) -> None:
        found = session.playback.rewind_buffer.state_before(session.playback.tick, command.seconds)
        if found is None:
            raise Refusal("nothing_to_rewind", id=command.id)
        gone = session.playback.tick - found[0]
        rewind_buffer = {
            one.name: one.playback.rewind_buffer.state_before(one.playback.tick, command.seconds)
            for one in session.companions
        }
        bodies = {name: before[1] for name, before in rewind_buffer.items() if before is not None}
        self._replace(model, session, found[1], found[0], command, bodies)
        command.answers.put(ServerRestored(id=command.id, tick=session.playback.tick, seconds=gone * TICK))

    def _branch(self, session: Session, command: Command) -> None:
        fork = command.fork
        assert fork is not None and session.playback.world is not None
        fork.resumption.state, fork.resumption.opened, fork.playback.tick = (
            session.playback.world.copy(),
            session.opened,
            session.playback.tick,
        )
        fork.seed = session.seed
        self._submit(fork)
        answer = ServerBranched(id=command.id, session=fork.name, token=fork.token, tick=fork.playback.tick)
        command.answers.put(answer)

    @staticmethod
    def _resize(session: Session, command: Command) -> None:
        """Here, between two pictures, no picture is half of one size and half of another."""
        width, height = command.size
        session.settings = replace(session.settings, width=width, height=height)
        if session.opened is not None:
            session.opened.width, session.opened.height = width, height
        command.answers.put(nwp.ServerResized(id=command.id, width=width, height=height))

    def _teleport(self, model: WorldModel, session: Session, command: Command) -> None:
        state = session.playback.world
        if state is None or not isinstance(model, NativeModel):
            raise Refusal("unsupported", id=command.id)
        x, y, z = command.place
        session.playback.replacing_world = True
        try:
            model.teleport(state, x, y, z, self._progress(session, command))
        finally:
            session.playback.replacing_world = False
        if command.yaw is not None:
            state.player[P_YAW] = wrap_angle(command.yaw)
        session.input_queue.expect(x, z, time.monotonic())
        where = [float(v) for v in state.player[P_POS]]
        yaw = float(state.player[P_YAW])
        tick = session.source.playback.tick
        command.answers.put(ServerTeleported(id=command.id, position=where, yaw=yaw, tick=tick))

    def _replace(
        self,
        model: WorldModel,
        session: Session,
        state: WorldState,
        tick: int,
        command: Command,
        bodies: Mapping[str, WorldState],
    ) -> None:
        """Replace a session's world by `state`; the old one stays when the model raises.

        bodies: states of guests by session name; a guest without one stays where it stands.
        """
        before = session.playback.world
        progress = self._progress(session, command)
        # Others are drawn while the model works; this one must not be.
        session.playback.replacing_world = True
        try:
            session.playback.world = model.restore(state, progress)
            for one in session.companions:
                self._move(model, session.playback.world, one, bodies.get(one.name), progress)
                one.playback.tick = tick
                _start_anew(one)
        finally:
            session.playback.replacing_world = False
        session.playback.tick = tick
        _start_anew(session)
        if before is not None:
            with contextlib.suppress(Exception):
                model.forget(before)

    @staticmethod
    def _move(
        model: WorldModel, host: WorldState, guest: Session, before: WorldState | None, progress: Progress
    ) -> None:
        """Join a guest's body to the host's new state, at the place it has in `before` when that is given."""
        assert guest.playback.world is not None
        if before is not None:
            guest.playback.world.player[:], guest.playback.world.history[:] = before.player, before.history
        model.join(host, guest.playback.world, progress)


def give_up_fork(command: Command) -> None:
    """The world that a branch was to make is none: nobody will be told of it, and it must not take the room of one."""
    if command.fork is not None:
        command.fork.failed = True


def _start_anew(session: Session) -> None:
    """Forget the inputs and pictures of what a world went back from."""
    session.input_queue.clear()
    session.send_queue.go_back(session.input_queue.generation)

"""The input mailbox: where what the player does waits for the engine thread."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, NamedTuple

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import HELD_TTL
from nacre.protocol.messages import ClientAct, ClientView, Held
from nacre.world.interface import Action, Camera

LOCKSTEP_QUEUE: Final = 256  # inputs; twelve seconds of ticks, far more than any client should send ahead


class Turn(NamedTuple):
    """What a frame shows: the look to apply now (radians), the camera, and which input it came from.

    arrived is the server's monotonic time of the newest input, 0.0 when nothing is new; hold counts how often
    everything had been let go of before, which tells a frame for a connection that is gone.
    """

    yaw: float
    pitch: float
    camera: Camera | None
    seq: int
    t: float
    arrived: float
    hold: int


class Input(NamedTuple):
    """One lockstep input: one tick's action and the turn of the frame that follows it."""

    action: Action
    turn: Turn


def _camera(message: ClientView) -> Camera | None:
    if message.camera is None:
        return None
    x, y, z = message.camera.position
    return Camera((x, y, z), message.camera.yaw, message.camera.pitch, message.camera.fov)


class Mailbox:
    """Held input is state (the latest wins), look is summed until taken. Safe between two threads.

    With lockstep, inputs queue in order instead and `act` raises Refusal("too_fast") when the queue is full.
    """

    def __init__(self, lockstep: bool = False) -> None:
        self._lock = threading.Lock()
        self._lockstep = lockstep
        self._held = Held()
        self._held_at = 0.0
        self._jumped = False
        self._yaw = self._pitch = 0.0
        self._camera: Camera | None = None
        self._seq, self._t, self._arrived = 0, 0.0, 0.0
        self._queue: deque[Input] = deque()
        self.hold = 0
        self.heard = 0.0  # when the newest input came

    def act(self, message: ClientAct, now: float) -> None:
        """Take in an `act`; one with seq 0 carries no input."""
        if not message.seq:
            return
        self.heard = now
        with self._lock:
            held = message.held if message.held is not None else self._held
            yaw, pitch = (message.look.yaw, message.look.pitch) if message.look else (0.0, 0.0)
            if self._lockstep:
                if len(self._queue) >= LOCKSTEP_QUEUE:
                    raise Refusal("too_fast", f"{LOCKSTEP_QUEUE} inputs are waiting already")
                turn = Turn(yaw, pitch, self._camera, message.seq, message.t, now, self.hold)
                self._held = held
                self._queue.append(Input(_action(held, held.jump), turn))
                return
            self._held, self._held_at = held, now
            self._jumped |= held.jump
            self._yaw += yaw
            self._pitch += pitch
            self._seq, self._t, self._arrived = max(self._seq, message.seq), message.t, now

    def view(self, message: ClientView, now: float) -> None:
        """Take in a `view`; one with seq 0 carries no input."""
        if not message.seq:
            return
        self.heard = now
        with self._lock:
            self._camera = _camera(message)
            if not self._lockstep:
                self._seq, self._t, self._arrived = max(self._seq, message.seq), message.t, now

    def take_turn(self) -> Turn:
        """The look summed since the last call, for the frame that is about to be drawn."""
        with self._lock:
            turn = Turn(self._yaw, self._pitch, self._camera, self._seq, self._t, self._arrived, self.hold)
            self._yaw = self._pitch = self._arrived = 0.0
            return turn

    def take_action(self, now: float) -> Action:
        """What is held, for the tick that is about to run; a press since the last tick counts.

        The look is not in it: it has been applied by `WorldModel.look` already.
        """
        with self._lock:
            jumped, self._jumped = self._jumped, False
            if now - self._held_at > HELD_TTL:
                return Action()
            return _action(self._held, jumped or self._held.jump)

    def take_input(self) -> Input | None:
        """The next lockstep input, None when there is none."""
        with self._lock:
            return self._queue.popleft() if self._queue else None

    @property
    def waiting(self) -> bool:
        """Whether a lockstep input waits."""
        return bool(self._queue)

    def release(self) -> None:
        """Let go of everything: the client has gone, or paused. Numbers of inputs start anew."""
        with self._lock:
            self.hold += 1
            self._held, self._jumped = Held(), False
            self._yaw = self._pitch = 0.0
            self._seq, self._t, self._arrived = 0, 0.0, 0.0
            self._queue.clear()


def _action(held: Held, jump: bool) -> Action:
    return Action(held.move_x, held.move_z, jump, held.sprint)

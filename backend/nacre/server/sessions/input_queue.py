"""The input queue: a client's inputs on their way from the I/O thread to the engine thread."""

from __future__ import annotations

import math
import threading
from collections import deque
from typing import Final, NamedTuple

from nacre.protocol.codec import Refusal
from nacre.protocol.definition import HELD_TTL
from nacre.protocol.messages import ClientAct, ClientPose, ClientView, Held
from nacre.world.interface import Action, Camera, Pose

SETTLES: Final = 8.0  # metres from where it was put within which a body has arrived
PATIENCE: Final = 2.0  # seconds after which poses count again, wherever they are
LOCKSTEP_QUEUE: Final = 256  # inputs; twelve seconds of ticks, far more than any client should send ahead


class FrameInput(NamedTuple):
    """The input that a frame is drawn with: look to apply (radians), camera, and number and times of the newest input.

    arrived is the server's monotonic time of the newest input, 0.0 when nothing is new; generation
    counts how often the queue was cleared, which tells a frame for an earlier connection.
    """

    yaw: float
    pitch: float
    camera: Camera | None
    seq: int
    t: float
    arrived: float
    generation: int


class LockstepInput(NamedTuple):
    """One lockstep input: the action of one tick, and the input of the frame that follows it."""

    action: Action
    frame: FrameInput


def _camera(message: ClientView) -> Camera | None:
    if message.camera is None:
        return None
    x, y, z = message.camera.position
    return Camera((x, y, z), message.camera.yaw, message.camera.pitch, message.camera.fov)


class InputQueue:
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
        self._queue: deque[LockstepInput] = deque()
        self._pose: Pose | None = None
        self._expected: tuple[float, float, float] | None = None  # x and z it was put to, and until when that counts
        self.generation = 0
        self.last_input_at = 0.0  # when the newest input came

    def act(self, message: ClientAct, now: float) -> None:
        """Take in an `act`; one with seq 0 carries no input."""
        if not message.seq:
            return
        self.last_input_at = now
        with self._lock:
            held = message.held if message.held is not None else self._held
            yaw, pitch = (message.look.yaw, message.look.pitch) if message.look else (0.0, 0.0)
            if self._lockstep:
                if len(self._queue) >= LOCKSTEP_QUEUE:
                    raise Refusal("too_fast", f"{LOCKSTEP_QUEUE} inputs are waiting already")
                turn = FrameInput(yaw, pitch, self._camera, message.seq, message.t, now, self.generation)
                self._held = held
                self._queue.append(LockstepInput(_action(held, held.jump), turn))
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
        self.last_input_at = now
        with self._lock:
            self._camera = _camera(message)
            if not self._lockstep:
                self._seq, self._t, self._arrived = max(self._seq, message.seq), message.t, now

    def pose(self, message: ClientPose, now: float) -> None:
        """Take in where the client's own body is; poses from before a teleport do not count."""
        if not message.seq:
            return
        self.last_input_at = now
        x, y, z = message.position
        vx, vy, vz = message.velocity
        with self._lock:
            if self._expected is not None:
                at_x, at_z, until = self._expected
                if now < until and math.hypot(x - at_x, z - at_z) > SETTLES:
                    return
                self._expected = None
            self._pose = Pose((x, y, z), (vx, vy, vz), message.yaw, message.pitch, message.grounded)
            self._seq, self._t, self._arrived = max(self._seq, message.seq), message.t, now

    def expect(self, x: float, z: float, now: float) -> None:
        """The body was put somewhere else: the pose before is forgotten, and late ones will be."""
        with self._lock:
            self._pose, self._expected = None, (x, z, now + PATIENCE)

    def take_frame_input(self) -> FrameInput:
        """The look summed since the last call, for the frame that is about to be drawn."""
        with self._lock:
            turn = FrameInput(self._yaw, self._pitch, self._camera, self._seq, self._t, self._arrived, self.generation)
            self._yaw = self._pitch = self._arrived = 0.0
            return turn

    def take_action(self, now: float) -> Action:
        """What is held, for the tick that is about to run; a press since the last tick counts.

        The look is not in it: it has been applied by `WorldModel.look` already.
        """
        with self._lock:
            jumped, self._jumped = self._jumped, False
            if self._pose is not None:
                return Action(pose=self._pose)
            if now - self._held_at > HELD_TTL:
                return Action()
            return _action(self._held, jumped or self._held.jump)

    def take_input(self) -> LockstepInput | None:
        """The next lockstep input, None when there is none."""
        with self._lock:
            return self._queue.popleft() if self._queue else None

    @property
    def waiting(self) -> bool:
        """Whether a lockstep input waits."""
        return bool(self._queue)

    def clear(self) -> None:
        """Drop all input, as after a pause or a lost client; a new generation begins."""
        with self._lock:
            self.generation += 1
            self._held, self._jumped = Held(), False
            self._yaw = self._pitch = 0.0
            self._seq, self._t, self._arrived = 0, 0.0, 0.0
            self._queue.clear()


def _action(held: Held, jump: bool) -> Action:
    return Action(held.move_x, held.move_z, jump, held.sprint)

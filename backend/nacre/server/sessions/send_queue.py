"""The send queue: messages and frames on their way from the engine thread to one client."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, NamedTuple

from nacre.protocol.codec import ServerMessage
from nacre.protocol.definition import MAX_CREDIT
from nacre.protocol.messages import ServerEvent, ServerFrame, ServerState
from nacre.server.sessions.answers import Answers

MAX_FRAMES: Final = 2  # frames; one being sent, one newest. A third could only be stale.
MAX_EVENTS: Final = 256  # a client that reads nothing must not make the server grow


class EncodedFrame(NamedTuple):
    """A frame ready to go: header, raw parts, when (monotonic) it became ready, and the
    `FrameInput.generation` it shows."""

    header: ServerFrame
    parts: tuple[bytes, ...]
    ready: float
    generation: int


class SendQueue:
    """Bounded queues to one client, with the credit that says how many frames it may be sent.

    Depth 2, drop oldest; with `ordered` (lockstep) nothing is dropped and frames go in order, since `reserve`
    never lets more be drawn than there is credit for. Safe between any threads.
    """

    def __init__(self, credit: int, ordered: bool = False, opening: int = 0) -> None:
        self._lock = threading.Lock()
        self._ordered = ordered
        self.answers = Answers(opening)  # to the connection that holds the session
        self._events: deque[ServerEvent] = deque(maxlen=MAX_EVENTS)
        self._state: ServerState | None = None
        self._frames: deque[EncodedFrame] = deque()
        self._in_flight: deque[int] = deque(maxlen=4 * MAX_CREDIT)
        self._reserved = 0
        self._newest = 0
        self._generation = 0
        self.credit = credit
        self.dropped = 0
        self.stuck = False  # its client has credit, but takes nothing: what waits is not to be drawn again and again

    def put(self, message: ServerMessage) -> None:
        """Queue an answer, an event (the oldest gives way) or a state (the latest wins)."""
        with self._lock:
            if isinstance(message, ServerEvent):
                self._events.append(message)
            elif isinstance(message, ServerState):
                self._state = message
            else:
                self.answers.put(message)

    def next_message(self) -> ServerMessage | None:
        """The next message that is not a frame; it stays until `message_sent` is called with it."""
        if (answer := self.answers.first) is not None:
            return answer
        with self._lock:
            return self._events[0] if self._events else self._state

    def message_sent(self, message: ServerMessage) -> None:
        """Remove a message that was sent."""
        if self.answers.sent(message):
            return
        with self._lock:
            if self._events and self._events[0] is message:
                self._events.popleft()
            elif self._state is message:
                self._state = None

    def _room(self) -> bool:
        if self.stuck and self._frames and not self._ordered:
            return False
        return len(self._in_flight) + self._reserved + len(self._frames) < self.credit

    @property
    def has_room(self) -> bool:
        """Whether a frame drawn now could be sent."""
        with self._lock:
            return self._room()

    def reserve(self) -> bool:
        """Reserve room for a frame about to be drawn; every reservation ends in `put_frame` or `cancel`."""
        with self._lock:
            if not self._room():
                return False
            self._reserved += 1
            return True

    def cancel(self) -> None:
        """Give a reservation back: the frame could not be drawn."""
        with self._lock:
            self._reserved -= 1

    def put_frame(self, frame: EncodedFrame) -> None:
        """Queue a frame that was reserved; it is dropped when a newer one is queued or sent already."""
        with self._lock:
            self._reserved -= 1
            stale = not self._ordered and frame.generation < self._generation
            if stale or frame.header.id <= self._newest:
                self.dropped += 1
                return
            self._newest = frame.header.id
            self._frames.append(frame)
            if not self._ordered and len(self._frames) > MAX_FRAMES:
                self._frames.popleft()
                self.dropped += 1

    def skip(self, count: int) -> None:
        """Count frames that were never drawn because the client had no credit."""
        with self._lock:
            self.dropped += count

    def next_frame(self) -> EncodedFrame | None:
        """The frame to send now: the newest, or in lockstep the next; None without credit."""
        with self._lock:
            if not self._frames or len(self._in_flight) >= self.credit:
                return None
            if self._ordered:
                return self._frames[0]
            while len(self._frames) > 1:
                self._frames.popleft()
                self.dropped += 1
            return self._frames[0]

    def frame_sent(self, frame: EncodedFrame) -> None:
        """Move a frame from the queue to those in flight."""
        with self._lock:
            if self._frames and self._frames[0] is frame:
                self._frames.popleft()
            self._in_flight.append(frame.header.id)

    def acknowledge(self, frame: int | None, credit: int | None) -> None:
        """Note that the client has received frames up to this id, and its credit from now on."""
        with self._lock:
            if frame is not None:
                while self._in_flight and self._in_flight[0] <= frame:
                    self._in_flight.popleft()
            if credit is not None:
                self.credit = credit

    def discard_before(self, generation: int) -> None:
        """Drop frames of inputs before `generation`, those that are still being drawn too.

        In lockstep frames stay: each is the only one its input will ever give.
        """
        with self._lock:
            self._generation = generation
            if not self._ordered:
                self.dropped += len(self._frames)
                self._frames.clear()

    def reconnected(self, generation: int, opening: int = 0) -> None:
        """Drop what was on its way to a lost connection; the one that comes for it waits for `opened`."""
        self.discard_before(generation)
        with self._lock:
            self.stuck, self.answers = False, Answers(opening, resumes=True)
            self._in_flight.clear()

    def go_back(self, generation: int) -> None:
        """Drop what shows the future of a world that went back: its state, and frames as `discard_before` does."""
        self.discard_before(generation)
        with self._lock:
            self._state = None

    @property
    def in_flight(self) -> int:
        """Frames sent and not acknowledged."""
        return len(self._in_flight)

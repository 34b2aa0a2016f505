"""What a connection waits for of the session it holds, and what it is to be told: from the engine to the I/O thread."""

from __future__ import annotations

import threading
from collections import deque

from nacre.protocol.codec import ServerMessage
from nacre.protocol.messages import ServerClosed, ServerOpened, ServerProgress


class Answers:
    """The answers to one connection, in order, and how far is what it has asked for. Safe between threads.

    A session has new ones with each connection that takes it, and a command keeps those of the connection that asked:
    what is answered to one that is gone reaches nobody. opening: the request that `opened` answers; resumes: whether
    that is a `hello`.
    """

    def __init__(self, opening: int = 0, resumes: bool = False) -> None:
        self.opening, self.resumes = opening, resumes
        self._lock = threading.Lock()
        self._messages: deque[ServerMessage] = deque()
        self._waiting: dict[int, ServerProgress] = {}
        self._begun: list[int] = []
        self._left = False
        self.over = False  # whether it was told that its world has ended
        self._opened = False

    def expect(self, request: int, stage: str, text: str) -> None:
        """Note that a request waits, and for what."""
        with self._lock:
            self._waiting[request] = ServerProgress(id=request, stage=stage, fraction=0.0, text=text)

    def begin(self, request: int) -> bool:
        """Note that what was asked for is being done from now on; False when its connection has left before that."""
        with self._lock:
            if not self._left:
                self._begun.append(request)
            return not self._left

    def leave(self) -> None:
        """The connection holds the session no longer: nothing more of what it asked for is begun."""
        with self._lock:
            self._left = True

    @property
    def begun(self) -> list[int]:
        """The requests that are being done, and have no answer yet."""
        with self._lock:
            return list(self._begun)

    def progress(self, message: ServerProgress) -> None:
        """Tell how far a request is, unless it has been answered; the newest takes the place of one not yet sent."""
        with self._lock:
            if message.id not in self._waiting:
                return
            self._waiting[message.id] = message
            last = self._messages[-1] if self._messages else None
            if isinstance(last, ServerProgress) and last.id == message.id:
                self._messages.pop()
            self._messages.append(message)

    def put(self, message: ServerMessage) -> None:
        """Queue the answer to a request, or what answers none."""
        with self._lock:
            if isinstance(message, ServerOpened):
                if self._opened:
                    return  # whoever takes a session the moment it opens is told by both threads
                self._opened = True
            self.over |= isinstance(message, ServerClosed)
            request = getattr(message, "id", 0)
            self._waiting.pop(request, None)
            if request in self._begun:
                self._begun.remove(request)
            self._messages.append(message)

    def awaits(self, request: int) -> bool:
        """Whether a request has not been answered."""
        with self._lock:
            return request in self._waiting

    @property
    def waiting(self) -> ServerProgress | None:
        """How far the oldest request is that waits."""
        with self._lock:
            return next(iter(self._waiting.values()), None)

    @property
    def first(self) -> ServerMessage | None:
        """The message to send now; it stays until `sent`."""
        with self._lock:
            return self._messages[0] if self._messages else None

    def sent(self, message: ServerMessage) -> bool:
        """Remove the first message, if it is this one; whether it was."""
        with self._lock:
            if not self._messages or self._messages[0] is not message:
                return False
            self._messages.popleft()
            return True

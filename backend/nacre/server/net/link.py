"""One TCP connection of the transport: what has come and is not yet read, and what waits to be written."""

from __future__ import annotations

import contextlib
import socket
from collections import deque
from collections.abc import Sequence
from typing import Final

from nacre.server.net.zmtp import GREETING, PING, Message, Reader, message_frames

READ: Final = 65536  # bytes taken from the kernel in one turn
# Frames read of one connection, for each message that it may send: with one second's worth saved up. Beyond it the
# connection is not read, so that the sender waits and not the others; before it a message is refused with a word.
FRAMES_A_MESSAGE: Final = 4
BYTES_A_FRAME: Final = 512  # bytes that cost as much as a frame: four megabytes a second and connection
WORK: Final = 0.1  # seconds of our processor, in each second, that the messages of one connection may take
MOST_WORK: Final = 0.03  # seconds that one message is charged with: taking up a large save once is no attack
FRAMES: Final = 64  # in one turn: PINGs and parts cost work as messages do
COMMANDS: Final = 4  # PING and PONG waiting for a peer that reads nothing
VIEWS: Final = 16  # buffers handed to the kernel in one call


class Link:
    """A connection. Times are monotonic seconds; rate in messages a second. I/O thread only."""

    def __init__(self, stream: socket.socket, id: bytes, address: str, now: float, rate: int) -> None:
        self.stream, self.id, self.address = stream, id, address
        self.began = self.heard = self.pinged = now
        self.admitted = False  # whether it said hello and may stay; the transport's
        self.ended = False  # whether the peer will send no more
        self.leaving: float | None = None  # since when we only wait for our last words to be read
        self.throttled_until = 0.0
        self.more = False  # whether what has come may hold another message
        self.events = 0  # what the selector looks for; the transport's
        self.held = False  # whether it is not to be read for now
        self.unread = False  # whether messages may have come that are not yet taken; the transport's
        self._reader = Reader()
        self._rate = float(FRAMES_A_MESSAGE * rate)
        self._budget, self._counted = self._rate, now
        # Each entry one message (True) or command, as the buffers that are still to be written.
        self._out: deque[tuple[bool, list[memoryview]]] = deque()
        self.messages = self._commands = 0  # how many of each wait
        self.command(GREETING)

    @property
    def shaken(self) -> bool:
        """Whether the handshake is done."""
        return self._reader.ready

    @property
    def blocked(self) -> bool:
        """Whether something waits for the kernel to take it."""
        return bool(self._out)

    def read(self, now: float) -> None:
        """Take what the kernel has, at most READ bytes; OSError is an end like any other."""
        try:
            data = self.stream.recv(READ)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self.heard = now
            if self.leaving is None:
                self._reader.feed(data)
        else:
            self.ended = True

    def take(self, now: float) -> Message | None:
        """The next message that has come whole, None when there is none or it is another's turn (`more`).

        Raises Malformed.
        """
        self._budget = min(self._rate, self._budget + (now - self._counted) * self._rate)
        self._counted = now
        if self._budget < 1.0:
            self.throttled_until = now + 0.01
            return None
        most = min(FRAMES, int(self._budget))
        message, used = self._reader.take(most)
        self._budget -= used + (sum(map(len, message.parts)) / BYTES_A_FRAME if message is not None else 0.0)
        self.more = message is not None or used == most
        if self._reader.answers:
            for answer in self._reader.answers:
                self.command(answer)
            self._reader.answers.clear()
        return message

    def charge(self, seconds: float) -> None:
        """Note what a message took to read and to carry out, beyond its size: sizes say little of what is in them."""
        self._budget -= min(seconds, MOST_WORK) / WORK * self._rate

    def put(self, parts: Sequence[bytes]) -> None:
        """Queue a message."""
        self.messages += 1
        self._out.append((True, [memoryview(buffer) for buffer in message_frames(parts)]))

    def command(self, data: bytes) -> None:
        """Queue a command; with too many waiting it is left out."""
        if self._commands < COMMANDS:
            self._commands += 1
            self._out.append((False, [memoryview(data)]))

    def ping(self, now: float) -> None:
        """Ask for a sign of life."""
        self.pinged = now
        self.command(PING)

    def write(self) -> bool:
        """Write what the kernel takes; False when the connection is gone."""
        try:
            while self._out:
                is_message, views = self._out[0]
                if hasattr(self.stream, "sendmsg"):
                    sent = self.stream.sendmsg(views[:VIEWS])
                else:  # Windows
                    sent = self.stream.send(views[0])
                while views and sent >= len(views[0]):
                    sent -= len(views.pop(0))
                if views:
                    views[0] = views[0][sent:]
                    continue
                self._out.popleft()
                if is_message:
                    self.messages -= 1
                else:
                    self._commands -= 1
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        return True

    def hang_up(self, now: float) -> None:
        """Say no more: the peer reads what was written, then the end."""
        if self.leaving is None:
            self.leaving = now
        if not self._out:
            with contextlib.suppress(OSError):
                self.stream.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Let go of the socket at once."""
        self._out.clear()
        self.stream.close()

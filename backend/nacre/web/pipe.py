"""One player's ZeroMQ connection, owned by a thread, seen from asyncio as send and receive.

A plain poller in a thread rather than zmq.asyncio: it is four times faster per message and has none of
its multi-second stalls (pyzmq issue 2173).
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Sequence
from typing import Final

from nacre.client.dealer import Dealer, EndpointError, NoRoom, Part, Waker
from nacre.errors import Failure

CONNECT_SECONDS: Final = 5.0  # a server on this machine or the next answers in milliseconds
IDLE_SECONDS: Final = 0.5  # longest wait between looks at the connect timeout
MAX_WAITING: Final = 256  # messages to the server that it has not taken; a page sends 60 a second
MAX_UNREAD: Final = 64 << 20  # bytes the page has not taken; credit keeps this at two frames


class ServerGone(Failure):
    """The server cannot be reached or has gone away; the text is for people."""

    code = "server_gone"


class ServerPipe:
    """A DEALER to the world server. `send` and `receive` belong to the loop's thread."""

    def __init__(self, endpoint: str, loop: asyncio.AbstractEventLoop) -> None:
        self._endpoint, self._loop = endpoint, loop
        self._outgoing: queue.Queue[list[bytes]] = queue.Queue(MAX_WAITING)
        self._incoming: deque[list[Part]] = deque()
        self._unread = 0
        self._gone: str | None = None
        self._arrived = asyncio.Event()
        self._waker = Waker()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nacre-bridge-pipe", daemon=True)

    def start(self) -> None:
        """Connect; failures arrive through `receive`."""
        self._thread.start()

    def send(self, parts: list[bytes]) -> bool:
        """Hand a message over without waiting; False when the server has stopped taking them."""
        try:
            self._outgoing.put_nowait(parts)
        except queue.Full:
            return False
        self._waker.ring()
        return True

    async def receive(self) -> list[Part]:
        """The next message from the server; raises ServerGone once there will be no more."""
        while not self._incoming:
            if self._gone is not None:
                raise ServerGone(self._gone)
            self._arrived.clear()
            await self._arrived.wait()
        parts = self._incoming.popleft()
        self._unread -= sum(map(len, parts))
        return parts

    def close(self) -> None:
        """Let go of the server; returns when the thread has ended. Safe to call twice."""
        self._stop.set()
        self._waker.ring()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)
        self._waker.close()

    def _deliver(self, parts: Sequence[Part]) -> None:
        self._unread += sum(map(len, parts))
        if self._unread > MAX_UNREAD:
            self._finish("the page has stopped reading")
            return
        self._incoming.append(list(parts))
        self._arrived.set()

    def _finish(self, reason: str) -> None:
        self._gone = self._gone or reason
        self._arrived.set()

    def _on_loop(self, function: object, argument: object) -> None:
        try:
            self._loop.call_soon_threadsafe(function, argument)  # type: ignore[arg-type]
        except RuntimeError:
            self._stop.set()  # the loop has closed: nobody is left to read

    def _run(self) -> None:
        reason = ""
        try:
            dealer = Dealer(self._endpoint, self._waker)
            try:
                reason = self._pump(dealer)
            finally:
                dealer.close()
        except (EndpointError, NoRoom) as error:
            reason = str(error)
        finally:
            self._on_loop(self._finish, reason)

    def _pump(self, dealer: Dealer) -> str:
        """Carry messages until told to stop or the connection ends; returns why."""
        began = time.monotonic()
        connected = False
        while not self._stop.is_set():
            dealer.poll(IDLE_SECONDS)
            if dealer.state == "lost":
                return "the world server has gone" if connected else f"no world server at {self._endpoint}"
            connected = dealer.state == "up"
            if not connected and time.monotonic() - began > CONNECT_SECONDS:
                return f"no world server at {self._endpoint}"
            while connected and not self._outgoing.empty():
                if not dealer.send(self._outgoing.get_nowait()):
                    return "the world server has stopped taking messages"
            while (parts := dealer.take()) is not None:
                self._on_loop(self._deliver, parts)
        return "closed"

"""One player's ZeroMQ connection, owned by a thread, seen from asyncio as send and receive.

A plain poller in a thread rather than zmq.asyncio: it is four times faster per message and has none of
its multi-second stalls (pyzmq issue 2173).
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

import zmq
from zmq.utils.monitor import recv_monitor_message

CONNECT_SECONDS: Final = 5.0  # a server on this machine or the next answers in milliseconds
MAX_MESSAGE: Final = 64 << 20  # bytes in one part from the server: the largest raw frame with depth, eight times
MAX_WAITING: Final = 256  # messages to the server that it has not taken; a page sends 60 a second
MAX_UNREAD: Final = 64 << 20  # bytes the page has not taken; credit keeps this at two frames


class ServerGone(Exception):
    """The server cannot be reached or has gone away; the text is for people."""


class ServerPipe:
    """A DEALER to the world server. `send` and `receive` belong to the loop's thread."""

    def __init__(self, endpoint: str, loop: asyncio.AbstractEventLoop) -> None:
        self._endpoint, self._loop = endpoint, loop
        self._outgoing: queue.Queue[list[bytes]] = queue.Queue(MAX_WAITING)
        self._incoming: deque[list[bytes]] = deque()
        self._unread = 0
        self._gone: str | None = None
        self._arrived = asyncio.Event()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
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
        self._wake()
        return True

    async def receive(self) -> list[bytes]:
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
        self._wake()
        if self._thread.is_alive():
            self._thread.join(timeout=5.0)
        self._wake_in.close()

    def _wake(self) -> None:
        # A full pair means that the thread is awake already; a closed one that it has ended.
        with contextlib.suppress(OSError):
            self._wake_in.send(b"!")

    def _deliver(self, parts: Sequence[bytes]) -> None:
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
        context = zmq.Context()
        dealer = context.socket(zmq.DEALER)
        dealer.linger = 0
        dealer.set(zmq.MAXMSGSIZE, MAX_MESSAGE)
        dealer.set(zmq.SNDHWM, MAX_WAITING)
        dealer.set(zmq.RECONNECT_IVL, -1)  # the page decides when to try again, with its session token
        dealer.set(zmq.CONNECT_TIMEOUT, int(1000 * CONNECT_SECONDS))
        dealer.set(zmq.HEARTBEAT_IVL, 2000)
        dealer.set(zmq.HEARTBEAT_TIMEOUT, 6000)
        monitor = dealer.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED)
        reason = ""
        try:
            dealer.connect(self._endpoint)
            reason = self._pump(dealer, monitor)
        except zmq.ZMQError as error:
            reason = f"{self._endpoint}: {error}"
        finally:
            dealer.disable_monitor()
            monitor.close(0)
            dealer.close()
            context.term()
            self._wake_out.close()
            self._on_loop(self._finish, reason)

    def _pump(self, dealer: zmq.Socket[bytes], monitor: zmq.Socket[bytes]) -> str:
        """Carry messages until told to stop or the connection ends; returns why."""
        poller = zmq.Poller()
        for source in (dealer, monitor, self._wake_out):
            poller.register(source, zmq.POLLIN)
        connected = False
        while not self._stop.is_set():
            ready = dict(poller.poll(None if connected else int(1000 * CONNECT_SECONDS)))
            if not ready and not connected:
                return f"no world server at {self._endpoint}"
            if self._wake_out.fileno() in ready:
                self._wake_out.recv(4096)
            if connected or dealer in ready:
                while not self._outgoing.empty():
                    try:
                        dealer.send_multipart(self._outgoing.get_nowait(), zmq.NOBLOCK)
                    except zmq.Again:
                        return "the world server has stopped taking messages"
            if dealer in ready:
                self._on_loop(self._deliver, dealer.recv_multipart())
            if monitor in ready:
                event = recv_monitor_message(monitor)["event"]
                if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                    connected = True
                    self._wake()  # what was sent before the handshake is waiting
                else:
                    return "the world server has gone" if connected else f"no world server at {self._endpoint}"
        return "closed"

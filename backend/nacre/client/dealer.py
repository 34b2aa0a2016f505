"""The client's end of the wire: a DEALER that says when it is connected and when it is lost.

With `server/net/curve_transport.py`, the only code that knows libzmq.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Final, Literal

import zmq
from zmq.utils.monitor import recv_monitor_message

from nacre.client.endpoint import EndpointError as EndpointError
from nacre.client.endpoint import endpoint_of, is_address
from nacre.client.names import address_of
from nacre.errors import Failure
from nacre.open_files import room_for
from nacre.socket_buffers import receive_buffer

HEARTBEAT_MS, TIMEOUT_MS = 2000, 6000  # the protocol's heartbeat, and three of them
CONNECT_MS: Final = 5000  # a server on this machine or the next answers in milliseconds
LARGEST: Final = 64 << 20  # bytes in one part from a server: the largest raw frame with depth, eight times
SOCKETS: Final = 4096  # of one context; a connection has three, two of them to hear how it is
FILES: Final = 16  # that a connection may need to open: a socket, and what libzmq wakes its threads with
QUEUE: Final = 256  # messages that may wait in either direction
LOOKUP_SECONDS: Final = 0.02  # of one wait for a name: whoever polls has other things to look at
COPIED: Final = 65536  # bytes; below it a copy costs less than keeping ZeroMQ's own memory alive
# Numbers, not pyzmq's flags: joining two of those costs more than the call they are for.
NOW, ONE_TO_READ, READINESS, RCVMORE = int(zmq.NOBLOCK), int(zmq.POLLIN), int(zmq.EVENTS), int(zmq.RCVMORE)
Part = bytes | memoryview  # of a message: a memoryview is read-only, of single bytes
EVENTS: Final = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED


def _context() -> zmq.Context[zmq.Socket[bytes]]:
    """One for the whole process: each holds threads and files of its own."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context.instance()
    if int(context.get(zmq.MAX_SOCKETS)) < SOCKETS:
        with contextlib.suppress(zmq.ZMQError):  # others of this process have sockets already
            context.set(zmq.MAX_SOCKETS, SOCKETS)
    return context


class Waker:
    """Ends a `poll` from another thread."""

    def __init__(self) -> None:
        self._in, self._out = socket.socketpair()
        self._in.setblocking(False)
        self._out.setblocking(False)

    def ring(self) -> None:
        """Make `poll` return. From any thread; never blocks, never raises."""
        # A full pair means that the thread is awake already; a closed one that it has ended.
        with contextlib.suppress(OSError):
            self._in.send(b"\0")

    def fileno(self) -> int:
        """What to poll."""
        return self._out.fileno()

    def clear(self) -> None:
        """Forget every ring so far."""
        with contextlib.suppress(OSError):
            while len(self._out.recv(4096)) == 4096:
                pass

    def close(self) -> None:
        """Let go of the sockets."""
        self._in.close()
        self._out.close()


class NoRoom(Failure):
    """No more files or sockets can be opened."""

    code = "too_many_files"


class Dealer:
    """One connection attempt and the connection that comes of it; it never reconnects by itself.

    One thread at a time. Raises EndpointError when the endpoint is no address, NoRoom when
    no more files can be opened. server_key, the public key that a
    server with CURVE shows when it starts, has everything encrypted.
    """

    def __init__(self, endpoint: str, waker: Waker | None = None, server_key: str | None = None) -> None:
        self.state: Literal["connecting", "up", "lost"] = "connecting"
        self._waker = waker
        endpoint = endpoint_of(endpoint)
        if not room_for(FILES):
            raise NoRoom("no more connections: this process may not open more files", "raise the limit: ulimit -n 4096")
        self._socket = _context().socket(zmq.DEALER)
        for option, value in (
            (zmq.LINGER, 0),
            (zmq.SNDHWM, QUEUE),
            (zmq.RCVHWM, QUEUE),
            (zmq.MAXMSGSIZE, LARGEST),
            (zmq.RCVBUF, receive_buffer(endpoint)),
            (zmq.HEARTBEAT_IVL, HEARTBEAT_MS),
            (zmq.HEARTBEAT_TIMEOUT, TIMEOUT_MS),
            (zmq.CONNECT_TIMEOUT, CONNECT_MS),
            # Whoever owns the session token decides when to try again: ZeroMQ would send what was queued for the
            # server before to the one after it, which must hear `hello` first. An hour and not -1 (never): with
            # that, libzmq throws what had come, a goodbye for example, away with the connection.
            (zmq.RECONNECT_IVL, 3_600_000),
        ):
            self._socket.setsockopt(option, value)
        if server_key is not None:
            self._socket.curve_publickey, self._socket.curve_secretkey = zmq.curve_keypair()
            self._socket.curve_serverkey = server_key.encode()
        self._monitor = self._socket.get_monitor_socket(EVENTS)
        self._early: list[Sequence[bytes]] = []  # said before its name was found
        self._lookup: Future[str] | None = None
        host, _, port = endpoint.removeprefix("tcp://").rpartition(":")
        if not endpoint.startswith("tcp://") or is_address(host.strip("[]")):
            self._connect(endpoint)
        else:
            self._lookup, self._port = address_of(host), port
        self._poller = zmq.Poller()
        for source in (self._socket, self._monitor, *([waker] if waker is not None else [])):
            self._poller.register(source, zmq.POLLIN)

    def poll(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for a message, a change of `state` or a ring; whether a message came."""
        if self._lookup is not None and not self._found(self._lookup, timeout):
            return False
        ready = dict(self._poller.poll(max(0, int(timeout * 1000 + 0.999))))
        if self._waker is not None and self._waker.fileno() in ready:
            self._waker.clear()
        if self._monitor in ready:
            event = recv_monitor_message(self._monitor, NOW)["event"]
            self.state = "up" if event == zmq.EVENT_HANDSHAKE_SUCCEEDED else "lost"
        return self._socket in ready

    def _connect(self, endpoint: str) -> None:
        try:
            if endpoint.startswith("tcp://["):
                self._socket.setsockopt(zmq.IPV6, 1)
            self._socket.connect(endpoint)
        except zmq.ZMQError as error:
            self.close()
            raise EndpointError(f"{endpoint!r} is no endpoint: {error}") from None

    def _found(self, lookup: Future[str], timeout: float) -> bool:
        """Wait a moment for the server's name to be found; whether it was, and the connection is begun."""
        try:
            address = lookup.result(min(max(0.0, timeout), LOOKUP_SECONDS))
        except TimeoutError:
            return False
        except OSError:
            self.state, self._lookup = "lost", None
            return False
        self._lookup = None
        self._connect(f"tcp://{f'[{address}]' if ':' in address else address}:{self._port}")
        for parts in self._early:
            self.send(parts)
        return True

    def send(self, parts: Sequence[bytes]) -> bool:
        """Send without waiting; False when the pipe is full."""
        if self._lookup is not None:
            self._early.append(parts)
            return len(self._early) < QUEUE
        try:
            self._socket.send_multipart(parts, NOW)
        except zmq.Again:
            return False
        return True

    def take(self) -> list[Part] | None:
        """The parts of a message that has come, None when there is none. Large ones are not copied."""
        # Asking costs a tenth of the exception that would say so.
        if self._lookup is not None or not int(self._socket.get(READINESS)) & ONE_TO_READ:
            return None
        parts: list[Part] = [self._socket.recv(NOW)]
        while self._socket.get(RCVMORE):
            frame = self._socket.recv(NOW, copy=False)
            parts.append(frame.bytes if len(frame) < COPIED else frame.buffer.toreadonly())
        return parts

    def receive(self, timeout: float) -> list[Part] | None:
        """The parts of the next message, or None after `timeout` seconds or when the connection is lost."""
        end = time.monotonic() + timeout
        while (parts := self.take()) is None and (left := end - time.monotonic()) > 0 and self.state != "lost":
            self.poll(left)
        return parts

    def close(self) -> None:
        """Close at once; what is queued is thrown away."""
        self._socket.disable_monitor()
        self._monitor.close(0)
        self._socket.close(0)

"""The server's end of the wire, a bounded ROUTER. With `client/dealer.py`, the only code that knows ZeroMQ."""

from __future__ import annotations

import contextlib
import enum
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import zmq

from nacre.errors import Failure
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_MESSAGE, MAX_PARTS
from nacre.socket_buffers import send_buffer

# Messages the pipe to one peer may hold. Frames are bounded by credit; more here would only hide latency.
SEND_QUEUE: Final = 2
RECEIVE_QUEUE: Final = 64  # messages from one peer; an input is 100 bytes and is taken within a millisecond
HANDSHAKE_MS: Final = 5000  # half-open connections are dropped after this
LINGER_MS: Final = 500  # for a client that still reads; one that does not is no reason to wait
BATCH: Final = 256  # messages taken before sending gets its turn again
COPIED: Final = 65536  # bytes; below it a copy costs less than handing memory over and back
# Numbers, not pyzmq's flags: joining two of those costs more than the call they are for.
NOW, NOW_MORE, ONE_TO_READ = int(zmq.NOBLOCK), int(zmq.NOBLOCK | zmq.SNDMORE), int(zmq.POLLIN)
EVENTS, RCVMORE = int(zmq.EVENTS), int(zmq.RCVMORE)
DISCARD: Final = 2000  # parts of an endless message thrown away before sending gets its turn: two milliseconds


class TransportError(Failure):
    """The endpoint cannot be used; the text says why and what to do."""

    code = "cannot_listen"


class Sent(enum.Enum):
    """What became of a message: SENT, BUSY (the peer's pipe is full: keep it) or GONE (nobody is there)."""

    SENT = enum.auto()
    BUSY = enum.auto()
    GONE = enum.auto()


class Incoming(NamedTuple):
    """One message: who sent it, its parts, and the sender's IP address ('' when unknown).

    oversized tells that it had more parts than allowed; those beyond were thrown away unread.
    """

    peer: bytes
    parts: list[bytes]
    address: str
    oversized: bool


def _address(frame: zmq.Frame) -> str:
    try:
        return str(frame.get("Peer-Address"))
    except zmq.ZMQError:
        return ""


def _limit(socket_: zmq.Socket[bytes]) -> None:
    socket_.setsockopt(zmq.LINGER, 0)
    socket_.setsockopt(zmq.SNDHWM, SEND_QUEUE)
    socket_.setsockopt(zmq.RCVHWM, RECEIVE_QUEUE)
    socket_.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)
    socket_.setsockopt(zmq.HEARTBEAT_IVL, int(HEARTBEAT * 1000))
    socket_.setsockopt(zmq.HEARTBEAT_TIMEOUT, int(HEARTBEAT * LIVENESS * 1000))
    socket_.setsockopt(zmq.HEARTBEAT_TTL, int(HEARTBEAT * LIVENESS * 1000))


def curve_keys(path: Path) -> tuple[bytes, bytes]:
    """The server's CURVE key pair (public, secret), made when there is none yet. Raises OSError, ValueError."""
    if not path.exists():
        public, secret = zmq.curve_keypair()
        path.touch(mode=0o600)
        path.write_bytes(public + b"\n" + secret + b"\n")
    public, secret = path.read_bytes().split()
    if zmq.curve_public(secret) != public:
        raise ValueError("the two keys do not belong together")
    return public, secret


class RouterTransport:
    """A bound ROUTER socket. Every method but `wake` belongs to the I/O thread.

    Raises TransportError when the endpoint cannot be bound; port 0 takes a free one. patience is how long to wait,
    in seconds, for a port in use: the server before this one may be on its way out. curve is the server's key pair
    (public, secret; Z85): then everything is encrypted, and only clients that know the public key get in.
    """

    def __init__(self, host: str, port: int, patience: float = 0.0, curve: tuple[bytes, bytes] | None = None) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._router = self._context.socket(zmq.ROUTER)
        _limit(self._router)
        self._router.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        # Sending to nobody must be an answer, not silence; never blocking comes with NOBLOCK below.
        self._router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        # A client that gives an identity keeps it: with handover, whoever gives the same one would speak in its name.
        self._router.setsockopt(zmq.ROUTER_HANDOVER, 0)
        if curve is not None:
            self._router.curve_publickey, self._router.curve_secretkey = curve
            self._router.curve_server = True
        if ":" in host:
            self._router.setsockopt(zmq.IPV6, 1)
        address = f"tcp://{f'[{host}]' if ':' in host else host}:{port}"
        self._router.setsockopt(zmq.SNDBUF, send_buffer(address))
        until = time.monotonic() + patience
        try:
            while True:
                try:
                    self._router.bind(address)
                    break
                except zmq.ZMQError as error:
                    if error.errno != zmq.EADDRINUSE or time.monotonic() >= until:
                        raise
                time.sleep(0.05)
        except zmq.ZMQError as error:
            self._context.destroy(linger=0)
            if error.errno == zmq.EADDRINUSE:
                raise TransportError(
                    f"port {port} is in use: a server may be running already; stop it or pass another --port"
                ) from None
            raise TransportError(f"cannot listen on {address}: {error}") from None
        self.endpoint: str = self._router.get_string(zmq.LAST_ENDPOINT).rstrip("\0")
        # A socket pair instead of inproc PAIR: any thread may write to it, zmq sockets allow only one.
        self._wake_sender, self._wake_receiver = socket.socketpair()
        self._wake_sender.setblocking(False)
        self._wake_receiver.setblocking(False)
        self._oversized_message: Incoming | None = None
        self._poller = zmq.Poller()
        self._poller.register(self._router, zmq.POLLIN)
        self._wake_number = self._wake_receiver.fileno()
        self._poller.register(self._wake_number, zmq.POLLIN)

    def wake(self) -> None:
        """Make `poll` return now. From any thread; never blocks, never raises."""
        with contextlib.suppress(OSError):
            self._wake_sender.send(b"\0")

    def poll(self, timeout: float) -> list[Incoming]:
        """Wait up to `timeout` seconds for messages or a wake; at most BATCH messages at once."""
        ready = dict(self._poller.poll(max(0, int(timeout * 1000 + 0.999))))
        if self._wake_number in ready:
            with contextlib.suppress(BlockingIOError):
                while len(self._wake_receiver.recv(4096)) == 4096:
                    pass
        messages: list[Incoming] = []
        if self._router not in ready and self._oversized_message is None:
            return messages
        # Asking costs a tenth of the exception that would say that nothing is there.
        while len(messages) < BATCH and int(self._router.get(EVENTS)) & ONE_TO_READ:
            message = self._receive()
            if message is None:
                break
            messages.append(message)
        return messages

    def _receive(self) -> Incoming | None:
        """The next message, None when the rest of one with too many parts is left for the next turn."""
        message, self._oversized_message = self._oversized_message, None
        if message is None:
            frame = self._router.recv(NOW, copy=False)
            peer, address = frame.bytes, ""
            parts: list[bytes] = []
            while frame.more and len(parts) < MAX_PARTS:
                frame = self._router.recv(NOW, copy=False)
                parts.append(frame.bytes)
                address = address or _address(frame)
            message = Incoming(peer, parts, address, frame.more)
        if not message.oversized:
            return message
        for _ in range(DISCARD):
            if not self._router.get(RCVMORE):
                return message
            self._router.recv(NOW)
        self._oversized_message = message
        return None

    def send(self, peer: bytes, parts: Sequence[bytes]) -> Sent:
        """Queue a message for a peer without waiting; see Sent for what became of it."""
        try:
            # Once the peer's pipe has taken the first part it takes the others. Only large ones are worth not copying.
            self._router.send(peer, NOW_MORE)
            for part in parts[:-1]:
                self._router.send(part, NOW_MORE, copy=len(part) < COPIED)
            self._router.send(parts[-1], NOW, copy=len(parts[-1]) < COPIED)
        except zmq.Again:
            return Sent.BUSY
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                return Sent.GONE
            raise
        return Sent.SENT

    def close(self) -> None:
        """Close the socket. Messages that were sent still go out when the peer reads them within LINGER_MS."""
        self._poller.unregister(self._wake_number)
        self._wake_sender.close()
        self._wake_receiver.close()
        self._context.destroy(linger=LINGER_MS)

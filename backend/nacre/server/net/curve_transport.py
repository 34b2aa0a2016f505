"""The server's end of an encrypted wire (CURVE): libzmq's ROUTER. Only this and `client/dealer.py` know libzmq.

Only who knows the server's public key can say anything here; `transport.py` is for everybody else.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import zmq

from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_MESSAGE, MAX_PARTS
from nacre.server.net.transport import Incoming, Sent, TransportError
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
ENDED: Final = 1024  # peers remembered to whom nothing more is to be said, nor heard of them
DISCARD: Final = 2000  # parts of an endless message thrown away before sending gets its turn: two milliseconds


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


class CurveTransport:
    """A bound ROUTER socket with CURVE. Every method but `wake` belongs to the I/O thread.

    Raises TransportError when the endpoint cannot be bound; port 0 takes a free one. patience is how long to wait,
    in seconds, for a port in use: the server before this one may be on its way out. keys is the server's key pair
    (public, secret; Z85): everything is encrypted, and only clients that know the public key get in.
    """

    tells_room = False

    def __init__(self, host: str, port: int, keys: tuple[bytes, bytes], patience: float = 0.0) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._router = self._context.socket(zmq.ROUTER)
        _limit(self._router)
        self._router.setsockopt(zmq.MAXMSGSIZE, MAX_MESSAGE)
        # Sending to nobody must be an answer, not silence; never blocking comes with NOBLOCK below.
        self._router.setsockopt(zmq.ROUTER_MANDATORY, 1)
        # A client that gives an identity keeps it: with handover, whoever gives the same one would speak in its name.
        self._router.setsockopt(zmq.ROUTER_HANDOVER, 0)
        self._router.curve_publickey, self._router.curve_secretkey = keys
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
        self._ended: deque[bytes] = deque(maxlen=ENDED)
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
            if message.peer not in self._ended:
                messages.append(message)
        return messages

    def roomy(self) -> list[bytes]:
        """None: libzmq does not say; trying again finds out."""
        return []

    def lost(self) -> list[bytes]:
        """None: libzmq does not say; sending finds out."""
        return []

    def hang_up(self, peer: bytes) -> None:
        """Hear nothing more of a peer: libzmq has no way to end one connection."""
        self._ended.append(peer)

    def admit(self, peer: bytes) -> None:
        """Nothing: libzmq keeps the connections it has."""

    def charge(self, peer: bytes, seconds: float) -> None:
        """Nothing: it could not be read less than the others."""

    def hold(self, peer: bytes, held: bool) -> None:
        """Nothing: libzmq reads all connections or none. What waits is bounded by its queue of RECEIVE_QUEUE."""

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

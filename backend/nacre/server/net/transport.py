"""The server's end of the wire: a ROUTER that bounds what each connection may cost before anything of it is decoded.

It speaks ZMTP itself (`zmtp.py`), one thread for all connections. Every connection is read in turn, so much and no
more, and never faster than its rate; what is unread stays with its sender.
"""

from __future__ import annotations

import contextlib
import enum
import errno
import itertools
import logging
import os
import selectors
import socket
import struct
import time
from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from nacre.errors import Failure
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MESSAGE_RATE
from nacre.server.net.link import Link
from nacre.server.net.zmtp import Malformed
from nacre.socket_buffers import send_buffer

log = logging.getLogger(__name__)

# Messages that may wait for one peer. Frames are bounded by credit; more here would only hide latency.
SEND_QUEUE: Final = 2
BATCH: Final = 256  # messages taken before sending gets its turn again
IN_TURN: Final = 8  # messages of one connection before the next one has its turn
BYTES_IN_TURN: Final = 8192  # and their bytes: of large ones fewer
BATCH_BYTES: Final = 32768  # taken, before sending gets its turn again: decoding them takes milliseconds
CONNECTIONS: Final = 1024 if os.name != "nt" else 480  # at once; select() on Windows takes 512 sockets
HANDSHAKE_SECONDS: Final = 5.0  # half-open connections are dropped after this
MUTE_SECONDS: Final = 30.0  # and those that shook hands, and then said no hello that was taken
SILENT_SECONDS: Final = HEARTBEAT * LIVENESS  # without a byte, not even the answer to a PING
LINGER_SECONDS: Final = 0.5  # for a client that still reads; one that does not is no reason to wait
LOOK_SECONDS: Final = 0.25  # between looks at who is late
STALL_SECONDS: Final = 0.5  # a longer pause of ours is nobody's silence
FULL_SECONDS: Final = 0.5  # without accepting, once no more files can be opened
BACKLOG: Final = 128


class TransportError(Failure):
    """The endpoint cannot be used; the text says why and what to do."""

    code = "cannot_listen"


class Sent(enum.Enum):
    """What became of a message: SENT, BUSY (the peer's queue is full: keep it) or GONE (nobody is there)."""

    SENT = enum.auto()
    BUSY = enum.auto()
    GONE = enum.auto()


class Incoming(NamedTuple):
    """One message: who sent it, its parts, and the sender's IP address ('' when unknown).

    oversized tells that it had more parts than allowed; those beyond were thrown away unread. cut tells that it was so
    many that nothing more is read of this peer.
    """

    peer: bytes
    parts: list[bytes]
    address: str
    oversized: bool
    cut: bool = False


class Transport(Protocol):
    """What the I/O loop needs of a socket. Every method but `wake` belongs to the I/O thread."""

    endpoint: str
    tells_room: bool  # whether `roomy` names every peer that was BUSY once it has room; else it has to be tried

    def wake(self) -> None: ...
    def poll(self, timeout: float) -> list[Incoming]: ...
    def lost(self) -> list[bytes]: ...
    def roomy(self) -> list[bytes]: ...
    def send(self, peer: bytes, parts: Sequence[bytes]) -> Sent: ...
    def hang_up(self, peer: bytes) -> None: ...
    def admit(self, peer: bytes) -> None: ...
    def charge(self, peer: bytes, seconds: float) -> None: ...
    def hold(self, peer: bytes, held: bool) -> None: ...
    def close(self) -> None: ...


def _listener(host: str, port: int, patience: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    until = time.monotonic() + patience
    while True:
        try:
            return socket.create_server(
                (host, port),
                family=family,
                backlog=BACKLOG,
                dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                if time.monotonic() < until:
                    time.sleep(0.05)
                    continue
                raise TransportError(
                    f"port {port} is in use: a server may be running already; stop it or pass another --port"
                ) from None
            where = f"tcp://{f'[{host}]' if ':' in host else host}:{port}"
            raise TransportError(f"cannot listen on {where}: {error.strerror or error}") from None
        except OverflowError as error:
            raise TransportError(f"cannot listen on port {port}: {error}") from None


class RouterTransport:
    """A listening socket and its connections.

    Raises TransportError when the endpoint cannot be bound; port 0 takes a free one. patience is how long to wait,
    in seconds, for a port in use: the server before this one may be on its way out. rate is how many messages a second
    one connection may send.
    """

    tells_room = True

    def __init__(self, host: str, port: int, patience: float = 0.0, rate: int = MESSAGE_RATE) -> None:
        self._rate = rate
        self._roomy: list[bytes] = []
        self._listener = _listener(host, port, patience)
        self._listener.setblocking(False)
        number = self._listener.getsockname()[1]
        self.endpoint = f"tcp://{f'[{host}]' if ':' in host else host}:{number}"
        if (size := send_buffer(self.endpoint)) > 0:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, size)  # its connections inherit it
        self._links: dict[bytes, Link] = {}
        self._numbers = itertools.count(1)
        self._unread: deque[Link] = deque()  # with messages that have come and are not yet taken, in order of turn
        self._lost: list[bytes] = []
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        # Any thread may write to it.
        self._wake_sender, self._wake_receiver = socket.socketpair()
        self._wake_sender.setblocking(False)
        self._wake_receiver.setblocking(False)
        self._selector.register(self._wake_receiver, selectors.EVENT_READ, None)
        # Given up for a moment to tell one more caller that there is no room, once no more files can be opened.
        self._spare: int | None = os.open(os.devnull, os.O_RDONLY)
        self._full_until = 0.0
        self._stirred = False
        self._looked = self._turned = time.monotonic()
        self._due = 0.0  # when a connection with unread messages may be taken up again

    def wake(self) -> None:
        """Make `poll` return now. From any thread; never blocks, never raises."""
        with contextlib.suppress(OSError):
            self._wake_sender.send(b"\0")

    def poll(self, timeout: float) -> list[Incoming]:
        """Wait up to `timeout` seconds for messages, a wake, room to send or a lost connection.

        At most BATCH messages at once.
        """
        end = time.monotonic() + timeout
        while True:
            self._stirred = False
            messages = self._turn(end - time.monotonic())
            if messages or self._stirred or self._lost or time.monotonic() >= end:
                return messages

    def _turn(self, timeout: float) -> list[Incoming]:
        """One look at every socket that has something; sets `_stirred` when the caller has something to look at."""
        now = time.monotonic()
        if now - self._turned > STALL_SECONDS:
            for link in self._links.values():
                link.heard += now - self._turned  # we did not listen meanwhile
        if self._unread:
            timeout = min(timeout, max(0.0, self._due - now))
        ready = self._selector.select(max(0.0, min(timeout, LOOK_SECONDS)))
        now = self._turned = time.monotonic()
        for key, events in ready:
            link = key.data
            if link is None:
                if key.fileobj is self._listener:
                    self._accept(now)
                else:
                    self._stirred = True
                    with contextlib.suppress(BlockingIOError):
                        while len(self._wake_receiver.recv(4096)) == 4096:
                            pass
                continue
            if events & selectors.EVENT_WRITE:
                self._write(link)
                if link.messages < SEND_QUEUE:
                    self._stirred = True
                    self._roomy.append(link.id)
            if events & selectors.EVENT_READ and link.id in self._links:
                link.read(now)
                if not link.unread:
                    link.unread = True
                    self._unread.append(link)
        messages = self._take(now)
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._look(now)
        return messages

    def _take(self, now: float) -> list[Incoming]:
        """Messages that have come, of each connection a few in turn."""
        messages: list[Incoming] = []
        taken = 0
        waiting, self._unread = self._unread, deque()
        self._due = now + 1.0
        while waiting:
            link = waiting.popleft()
            if link.id not in self._links:
                continue
            if len(messages) >= BATCH or taken >= BATCH_BYTES:
                self._unread.append(link)
                self._due = now
                continue
            if link.held or link.throttled_until > now:
                self._unread.append(link)
                self._due = min(self._due, now + 1.0 if link.held else link.throttled_until)
                continue
            turn, until = IN_TURN, taken + BYTES_IN_TURN
            try:
                while turn and taken < until:
                    message = link.take(now) if link.leaving is None else None
                    if message is None:
                        break
                    messages.append(Incoming(link.id, message.parts, link.address, message.oversized, message.cut))
                    turn, taken = turn - 1, taken + sum(map(len, message.parts))
                else:
                    waiting.append(link)
                    continue
            except Malformed as error:
                log.debug("a connection from %s is dropped: %s", link.address, error)
                self._drop(link)
                continue
            if link.throttled_until > now:
                self._unread.append(link)
                self._due = min(self._due, link.throttled_until)
            elif link.more and link.leaving is None:
                self._unread.append(link)
                self._due = now
                self._write(link)
            elif link.ended:
                self._drop(link)
            else:
                link.unread = False
                self._write(link)  # what ZMTP has to say back
        for link in self._unread:
            self._watch(link)  # not read on until it is taken
        return messages

    def lost(self) -> list[bytes]:
        """Peers whose connections have ended since the last call."""
        lost, self._lost = self._lost, []
        return lost

    def roomy(self) -> list[bytes]:
        """Peers that have room for a message again since the last call."""
        roomy, self._roomy = self._roomy, []
        return roomy

    def send(self, peer: bytes, parts: Sequence[bytes]) -> Sent:
        """Queue a message for a peer without waiting; see Sent for what became of it."""
        link = self._links.get(peer)
        if link is None or link.leaving is not None:
            return Sent.GONE
        if link.messages >= SEND_QUEUE:
            return Sent.BUSY
        link.put(parts)
        return Sent.SENT if self._write(link) else Sent.GONE

    def hang_up(self, peer: bytes) -> None:
        """End a connection; what was sent still goes out when the peer reads it within LINGER_SECONDS."""
        link = self._links.get(peer)
        if link is not None:
            link.hang_up(time.monotonic())

    def admit(self, peer: bytes) -> None:
        """Note that a peer may stay: strangers, who only take up room, give way to those who come after them."""
        link = self._links.get(peer)
        if link is not None:
            link.admitted = True

    def charge(self, peer: bytes, seconds: float) -> None:
        """Note seconds of our processor that a message of this peer took: it is read again when it has them back."""
        link = self._links.get(peer)
        if link is not None:
            link.charge(seconds)

    def hold(self, peer: bytes, held: bool) -> None:
        """Read no more of a peer, or go on: what it sends waits on its own side."""
        link = self._links.get(peer)
        if link is not None and link.held != held:
            link.held = held
            if not held:
                self._due = 0.0
            self._watch(link)

    def close(self) -> None:
        """Close all. Messages that were sent still go out when their peers read them within LINGER_SECONDS."""
        end = time.monotonic() + LINGER_SECONDS
        left = [link for link in self._links.values() if link.shaken]
        while left and time.monotonic() < end:
            left = [link for link in left if link.write() and link.blocked]
            if left:
                time.sleep(0.002)
        for link in self._links.values():
            link.hang_up(end)
            link.close()
        self._links.clear()
        self._selector.close()
        for each in (self._listener, self._wake_sender, self._wake_receiver):
            each.close()
        if self._spare is not None:
            os.close(self._spare)
            self._spare = None

    def _accept(self, now: float) -> None:
        for _ in range(BACKLOG):
            try:
                stream, address = self._listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE):
                    self._refuse_one(now)
                elif error.errno not in (errno.ECONNABORTED, errno.EPROTO):
                    log.warning("a connection could not be accepted: %s", error.strerror)
                return
            if len(self._links) >= CONNECTIONS and not self._make_room():
                stream.close()
                continue
            stream.setblocking(False)
            with contextlib.suppress(OSError):
                stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link = Link(stream, struct.pack(">I", next(self._numbers)), str(address[0]), now, self._rate)
            self._links[link.id] = link
            link.events = selectors.EVENT_READ
            self._selector.register(stream, link.events, link)
            self._write(link)

    def _make_room(self) -> bool:
        """Drop the oldest connection that nobody has admitted; whether there was one."""
        stranger = next((link for link in self._links.values() if not link.admitted), None)
        if stranger is not None:
            self._drop(stranger)
        return stranger is not None

    def _refuse_one(self, now: float) -> None:
        """No more files can be opened: let the caller know instead of leaving it to wait, then rest a moment."""
        log.warning("no more connections: the limit of open files is reached (ulimit -n)")
        if self._spare is not None:
            os.close(self._spare)
            with contextlib.suppress(OSError):
                self._listener.accept()[0].close()
            try:
                self._spare = os.open(os.devnull, os.O_RDONLY)
            except OSError:
                self._spare = None
        self._full_until = now + FULL_SECONDS
        self._selector.unregister(self._listener)

    def _write(self, link: Link) -> bool:
        if not link.write():
            self._drop(link)
            return False
        if link.leaving is not None and not link.blocked:
            link.hang_up(link.leaving)
        self._watch(link)
        return True

    def _watch(self, link: Link) -> None:
        """Wait for room when something is to be written, for bytes unless what came before is not yet taken."""
        if link.id not in self._links:
            return
        reads = not link.ended and not link.unread and not link.held
        events = (selectors.EVENT_READ if reads else 0) | (selectors.EVENT_WRITE if link.blocked else 0)
        if events == link.events:
            return
        if not events:
            self._selector.unregister(link.stream)
        elif not link.events:
            self._selector.register(link.stream, events, link)
        else:
            self._selector.modify(link.stream, events, link)
        link.events = events

    def _look(self, now: float) -> None:
        """Drop who is late, ask the others for a sign of life."""
        if self._full_until and now >= self._full_until:
            self._full_until = 0.0
            self._selector.register(self._listener, selectors.EVENT_READ, None)
        for link in list(self._links.values()):
            if link.leaving is not None:
                if now - link.leaving > LINGER_SECONDS:
                    self._drop(link)
            elif not link.shaken:
                if now - link.began > HANDSHAKE_SECONDS:
                    self._drop(link)
            elif (not link.admitted and now - link.began > MUTE_SECONDS) or (
                # One that does not read cannot be asked; the loop above counts its messages.
                not link.blocked and not link.held and now - link.heard > SILENT_SECONDS
            ):
                self._drop(link)
            elif now - link.pinged >= HEARTBEAT:
                link.ping(now)
                self._write(link)

    def _drop(self, link: Link) -> None:
        if self._links.pop(link.id, None) is None:
            return
        if link.events:
            self._selector.unregister(link.stream)
            link.events = 0
        link.close()
        self._lost.append(link.id)

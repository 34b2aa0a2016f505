"""ZMTP 3.1 as a server's end speaks it (rfc.zeromq.org/spec/37), NULL mechanism: bytes in, messages out. No sockets.

Written by hand for one reason: libzmq takes a message of any number of parts, 64 bytes of memory and microseconds of
work for each two bytes that come, before anyone can say no. Here parts and bytes are counted as they arrive.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from nacre.errors import Failure
from nacre.protocol.definition import HEARTBEAT, LIVENESS, MAX_MESSAGE, MAX_PARTS

GREETING: Final = b"\xff" + bytes(7) + b"\x01\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
# Socket-Type ROUTER and an empty Identity, as libzmq's own.
READY: Final = b"\x04\x29\x05READY\x0bSocket-Type\x00\x00\x00\x06ROUTER\x08Identity\x00\x00\x00\x00"
# Time to live in tenths of a second (RFC 37: after this long without a word the other side may give us up).
PING: Final = b"\x04\x07\x04PING" + struct.pack(">H", round(HEARTBEAT * LIVENESS * 10))
MORE, LONG, COMMAND = 1, 2, 4
LARGEST_COMMAND: Final = 4096  # bytes; READY of libzmq has 43
CONTEXT: Final = 16  # bytes of a PING that its PONG repeats
PEERS: Final = (b"DEALER", b"REQ", b"ROUTER")  # who may talk to a ROUTER
# A client that miscounts is told so; one that sends this many parts beyond what is allowed is cut off.
PARTS_FORGIVEN: Final = 16
_LONG_SIZE: Final = struct.Struct(">Q")


class Malformed(Failure):
    """The peer does not speak ZMTP 3, or not to a ROUTER: its connection ends without a word."""

    code = "malformed"


class Message(NamedTuple):
    """One message. oversized: it had more parts or bytes than allowed; what was beyond was thrown away.

    cut: it went on and on: nothing more will be read of this peer.
    """

    parts: list[bytes]
    oversized: bool = False
    cut: bool = False


class Reader:
    """Bytes of one connection, in any pieces, to messages; `answers` collects what ZMTP itself has to say back."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at = 0
        self._greeted = False
        self.ready = False
        self.answers: list[bytes] = []
        self._parts: list[bytes] = []
        self._count = self._total = 0
        self._cut = False

    def feed(self, data: bytes) -> None:
        """Take in what came."""
        if not self._cut:
            self._buffer += data

    def take(self, frames: int = 1 << 30) -> tuple[Message | None, int]:
        """The next whole message, or None, and how many frames were read for it, at most `frames`. Raises Malformed."""
        if not self._greeted and not self._read_greeting():
            return None, 0
        used = 0
        while used < frames and not self._cut:
            buffer, at = self._buffer, self._at
            held = len(buffer) - at
            if held < 2:
                break
            flags = buffer[at]
            if flags > 7 or (flags & COMMAND and flags & MORE):
                raise Malformed("a frame with flags that there are not")
            if flags & LONG:
                if held < 9:
                    break
                (size,) = _LONG_SIZE.unpack_from(buffer, at + 1)
                start = at + 9
            else:
                size, start = buffer[at + 1], at + 2
            # Before a byte of it is waited for.
            if size > (LARGEST_COMMAND if flags & COMMAND else MAX_MESSAGE):
                raise Malformed(f"a frame of {size} bytes")
            if len(buffer) - start < size:
                break
            self._at = start + size
            used += 1
            if flags & COMMAND:
                self._command(bytes(buffer[start : start + size]))
                continue
            if not self.ready:
                raise Malformed("a message before READY")
            message = self._part(flags, start, size)
            if message is not None:
                return message, used
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        return None, used

    def _part(self, flags: int, start: int, size: int) -> Message | None:
        self._count += 1
        self._total += size
        if self._count <= MAX_PARTS and self._total <= 2 * MAX_MESSAGE:
            self._parts.append(bytes(self._buffer[start : start + size]))
        oversized = self._count > MAX_PARTS or self._total > 2 * MAX_MESSAGE
        self._cut = self._count > MAX_PARTS + PARTS_FORGIVEN or self._total > 4 * MAX_MESSAGE
        if flags & MORE and not self._cut:
            return None
        message = Message(self._parts, oversized, self._cut)
        self._parts, self._count, self._total = [], 0, 0
        if self._cut:
            self._buffer, self._at = bytearray(), 0
        return message

    def _read_greeting(self) -> bool:
        buffer = self._buffer
        # As soon as it can be seen that this is something else: whoever speaks HTTP need not be waited for.
        if (
            (buffer and buffer[0] != 0xFF)
            or (len(buffer) > 9 and not buffer[9] & 1)
            or (len(buffer) > 10 and buffer[10] < 3)
        ):
            raise Malformed("this is not ZMTP 3")
        if len(buffer) < 64:
            return False
        if bytes(buffer[12:32]).rstrip(b"\0") != b"NULL":
            raise Malformed("another mechanism than NULL")
        del buffer[:64]
        self._greeted = True
        self.answers.append(READY)
        return True

    def _command(self, body: bytes) -> None:
        name = body[1 : 1 + body[0]] if body else b""
        data = body[1 + len(name) :]
        if not self.ready:
            if name != b"READY" or _properties(data).get(b"socket-type") not in PEERS:
                raise Malformed("no READY of a DEALER")
            self.ready = True
        elif name == b"PING":
            self.answers.append(frame(b"\x04PONG" + data[2 : 2 + CONTEXT], COMMAND))
        elif name == b"ERROR":
            raise Malformed("the peer refused us")


def _properties(data: bytes) -> dict[bytes, bytes]:
    """READY's properties, names in lower case (RFC 37: they are case-insensitive). Raises Malformed."""
    found: dict[bytes, bytes] = {}
    at = 0
    while at < len(data):
        name = data[at + 1 : at + 1 + data[at]]
        at += 1 + len(name)
        if at + 4 > len(data):
            raise Malformed("READY is cut short")
        (size,) = struct.unpack_from(">I", data, at)
        at += 4
        if size > len(data) - at:
            raise Malformed("READY is cut short")
        found[name.lower()] = data[at : at + size]
        at += size
    return found


def frame(body: bytes, flags: int = 0) -> bytes:
    """One frame."""
    return frame_head(len(body), flags) + body


def frame_head(size: int, flags: int = 0) -> bytes:
    """What stands before a body of this size."""
    return bytes((flags, size)) if size < 256 else bytes((flags | LONG,)) + _LONG_SIZE.pack(size)


def message_frames(parts: Sequence[bytes], joined: int = 4096) -> list[bytes]:
    """A message as buffers to write one after another; bodies larger than `joined` bytes are not copied."""
    out: list[bytes] = []
    small = bytearray()
    last = len(parts) - 1
    for number, part in enumerate(parts):
        small += frame_head(len(part), MORE if number < last else 0)
        if len(part) <= joined:
            small += part
        else:
            out += (bytes(small), part)
            small.clear()
    if small:
        out.append(bytes(small))
    return out

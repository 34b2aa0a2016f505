# ruff: noqa: E501 (one conversation a line)
"""Records `zmtp.json`: what libzmq really says, byte by byte, to a peer that speaks ZMTP by hand.

`python protocol/vectors/record_zmtp.py` rewrites the file; `talk` is what the tests replay it with.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zmq
from zmq.auth.thread import ThreadAuthenticator

HERE = Path(__file__).parent
SILENCE = 0.25  # seconds without a byte after which libzmq has said all it will
# Header, picture and a second picture: the first is more than the smallest socket buffers hold.
PICTURES = [b"\x81\xa4type\xa5frame", b"\x5a" * 12000, b"\xa5" * 20]


def greeting(mechanism: bytes = b"NULL") -> bytes:
    """The 64 bytes a client opens with."""
    return b"\xff" + bytes(8) + b"\x7f\x03\x01" + mechanism.ljust(20, b"\0") + bytes(32)


def frame(body: bytes, flags: int = 0, long: bool = False) -> bytes:
    """One frame; flags bit 0 more, bit 2 command."""
    if long or len(body) > 255:
        return bytes([flags | 2]) + struct.pack(">Q", len(body)) + body
    return bytes([flags, len(body)]) + body


def command(name: bytes, data: bytes) -> bytes:
    """One command frame."""
    return frame(bytes([len(name)]) + name + data, flags=4)


def ready(socket_type: bytes = b"DEALER", identity: bytes | None = None) -> bytes:
    """READY with a socket type, and an identity if given."""
    properties = [(b"Socket-Type", socket_type)] + ([(b"Identity", identity)] if identity is not None else [])
    data = b"".join(bytes([len(k)]) + k + struct.pack(">I", len(v)) + v for k, v in properties)
    return command(b"READY", data)


def meaning(data: bytes, first: bool) -> list[dict[str, Any]]:
    """What a stretch of bytes says: greeting, commands, messages."""
    out: list[dict[str, Any]] = []
    if first and data[:1] == b"\xff":
        out.append(
            {
                "greeting": {
                    "major": data[10],
                    "minor": data[11],
                    "mechanism": data[12:32].rstrip(b"\0").decode(),
                }
            }
            if len(data) >= 32
            else {"greeting": {}}
        )
        data = data[64:]
    parts: list[str] = []
    while data:
        flags = data[0]
        size, start = (struct.unpack(">Q", data[1:9])[0], 9) if flags & 2 else (data[1], 2)
        body, data = data[start : start + size], data[start + size :]
        if not flags & 4:
            parts.append(body.hex())
            if not flags & 1:
                out.append({"message": parts})
                parts = []
            continue
        name, rest = body[1 : 1 + body[0]], body[1 + body[0] :]
        said: dict[str, Any] = {"command": name.decode("latin-1")}
        if name == b"READY":
            said["properties"] = {}
            while rest:
                key, rest = rest[1 : 1 + rest[0]].decode(), rest[1 + rest[0] :]
                length = struct.unpack(">I", rest[:4])[0]
                said["properties"][key], rest = rest[4 : 4 + length].hex(), rest[4 + length :]
        else:
            said["data"] = rest.hex()
        out.append(said)
    return out


def read(peer: socket.socket, size: int | None = None) -> tuple[bytes, bool]:
    """What libzmq says next, until it is silent or `size` bytes came; and whether it closed the connection."""
    data = b""
    peer.settimeout(SILENCE if size is None else 5.0)
    while size is None or len(data) < size:
        try:
            some = peer.recv(65536 if size is None else size - len(data))
        except TimeoutError:
            return data, False
        except ConnectionResetError:
            return data, True
        if not some:
            return data, True
        data += some
    return data, False


class Router:
    """A libzmq ROUTER on a free port, with the options a conversation needs."""

    def __init__(self, **options: int) -> None:
        self.context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.password = options.pop("password", 0)
        self.authenticator: ThreadAuthenticator | None = None
        if self.password:
            self.authenticator = ThreadAuthenticator(self.context)
            self.authenticator.start()
            self.authenticator.configure_plain(passwords={"nacre": "right"})
        self.socket = self.context.socket(zmq.ROUTER)
        self.socket.linger = 0
        if self.password:
            self.socket.plain_server = True
        for name, value in options.items():
            self.socket.setsockopt(getattr(zmq, name.upper()), value)
        self.port = self.socket.bind_to_random_port("tcp://127.0.0.1")

    def echo(self) -> None:
        """Send one message back as it came."""
        if self.socket.poll(2000):
            self.socket.send_multipart(self.socket.recv_multipart())

    def show(self, stalled: float) -> None:
        """Answer one message with PICTURES, to a peer that reads nothing for so long (s)."""
        if self.socket.poll(2000):
            self.socket.send_multipart([self.socket.recv_multipart()[0], *PICTURES])
            time.sleep(stalled)

    def close(self) -> None:
        """Close everything."""
        if self.authenticator is not None:
            self.authenticator.stop()
        self.context.destroy(linger=0)


def connect(router: Router) -> socket.socket:
    """A peer with the smallest receive buffer there is, so that libzmq cannot write ahead of it."""
    peer = socket.socket()
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    peer.settimeout(5.0)
    peer.connect(("127.0.0.1", router.port))
    return peer


STALL = 1.2  # heartbeat intervals: long enough for one PING to fall due, too short for two
Step = bytes | str
CONVERSATIONS: list[tuple[str, str, dict[str, int], list[Step]]] = [
    ("no identity", "READY without Identity, a short message there and back.", {}, [greeting(), ready(), frame(b"hello"), "echo"]),
    ("identity", "READY with Identity; use none, this only shows the bytes.", {}, [greeting(), ready(identity=b"me"), frame(b"hello"), "echo"]),
    ("empty identity", "READY with an empty Identity, as libzmq's own DEALER sends.", {}, [greeting(), ready(identity=b""), frame(b"hello"), "echo"]),
    ("two parts", "A message of a short and a long part, there and back.", {}, [greeting(), ready(), frame(b"\x81\xa4type\xa1x", 1) + frame(b"\xab" * 300), "echo"]),
    ("255 and 256", "The longest short frame and the shortest long one.", {}, [greeting(), ready(), frame(b"s" * 255, 1) + frame(b"l" * 256), "echo"]),
    ("empty part", "A message of one empty part.", {}, [greeting(), ready(), frame(b""), "echo"]),
    ("ping", "PING with a context of four bytes; PONG echoes it.", {}, [greeting(), ready(), command(b"PING", b"\x00\x0a" + b"ctx1")]),
    ("ping from the server", "The server's heartbeat: answer with PONG and its context.", {"heartbeat_ivl": 1000, "heartbeat_timeout": 5000}, [greeting(), ready(), "listen", command(b"PONG", b"")]),
    ("ping between parts", "The server's heartbeat falls due while a client reads slowly: PING stands between two parts of one message.", {"heartbeat_ivl": 1000, "heartbeat_timeout": 10000, "sndbuf": 1}, [greeting(), ready(), frame(b"hello"), "show"]),
    ("split", "The same as `no identity`, written one byte at a time.", {}, ["bytewise", greeting(), ready(), frame(b"hello"), "echo"]),
    ("wrong socket type", "A SUB is refused: READY, then the connection is closed.", {}, [greeting(), ready(b"SUB")]),
    ("too large", "A frame beyond MAXMSGSIZE closes the connection.", {"maxmsgsize": 1000}, [greeting(), ready(), frame(b"x" * 1001)]),
    ("wrong mechanism", "PLAIN spoken to a NULL server: closed after the greeting.", {}, [greeting(b"PLAIN")]),
    ("malformed error", "A wrong PLAIN password: libzmq answers with the malformed command ^RROR.", {"password": 1}, [greeting(b"PLAIN"), command(b"HELLO", b"\x05nacre\x05wrong")]),
]  # fmt: skip


def talk(options: dict[str, int], steps: list[Step]) -> list[dict[str, Any]]:
    """Hold one conversation with a fresh ROUTER; each step is bytes to send, `echo`, `show`, `listen` or `bytewise`."""
    router = Router(**options)
    peer = connect(router)
    out: list[dict[str, Any]] = []
    bytewise = steps[0] == "bytewise"
    greeted = False
    try:
        for step in steps:
            if step == "echo":
                router.echo()
            elif step == "show":
                router.show(STALL * options["heartbeat_ivl"] / 1000)
            elif isinstance(step, bytes):
                pieces = [step[i : i + 1] for i in range(len(step))] if bytewise else [step]
                for piece in pieces:
                    peer.sendall(piece)
                    if bytewise:
                        time.sleep(0.001)
                out.append({"from": "client", "bytes": step.hex(), "says": meaning(step, not greeted)})
            elif step == "bytewise":
                continue
            size = 64 if not greeted else len(command(b"PING", b"\0\0")) if step == "listen" else None
            said, closed = read(peer, size)
            if said:
                out.append({"from": "server", "bytes": said.hex(), "says": meaning(said, not greeted)})
            greeted = True
            if closed:
                out.append({"from": "server", "closes": True})
                break
    finally:
        peer.close()
        router.close()
    return out


def dealer() -> list[dict[str, Any]]:
    """What libzmq's own DEALER says to a server that speaks by hand."""
    listener = socket.create_server(("127.0.0.1", 0))
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    client = context.socket(zmq.DEALER)
    client.linger = 0
    client.connect(f"tcp://127.0.0.1:{listener.getsockname()[1]}")
    peer, _ = listener.accept()
    out: list[dict[str, Any]] = []
    try:
        beginning, _ = read(peer, 10)
        peer.sendall(greeting())
        rest, _ = read(peer, 54)
        out.append({"from": "client", "bytes": (beginning + rest).hex(), "says": meaning(beginning + rest, True)})
        out.append({"from": "server", "bytes": greeting().hex(), "says": meaning(greeting(), True)})
        hello = ready(b"ROUTER", b"")
        peer.sendall(hello)
        client.send_multipart([b"\x80", b"p" * 300])
        said, _ = read(peer)
        out.append({"from": "server", "bytes": hello.hex(), "says": meaning(hello, False)})
        out.append({"from": "client", "bytes": said.hex(), "says": meaning(said, False)})
    finally:
        peer.close()
        listener.close()
        context.destroy(linger=0)
    return out


def record() -> dict[str, Any]:
    """All conversations, in the form of `zmtp.json`."""
    out = [
        {"name": name, "about": about, "server": options, "steps": talk(options, steps)}
        for name, about, options, steps in CONVERSATIONS
    ]
    out.append(
        {
            "name": "libzmq dealer",
            "about": "libzmq's own DEALER, for comparison.",
            "server": {},
            "steps": dealer(),
        }
    )
    return {
        "about": "Recorded from libzmq, not generated. Feed a client the server's bytes, whole and one at a time: it must "
        "read what `says` lists, and after `closes` report a closed connection. Hex throughout. A PING's time to live "
        "and context are the server's choice.",
        "libzmq": zmq.zmq_version(),
        "conversations": out,
    }


def main(write: Callable[[str], object] = (HERE / "zmtp.json").write_text) -> None:
    """Write the file, one step a line."""
    data = record()
    conversations = []
    for conversation in data["conversations"]:
        steps = ",\n   ".join(json.dumps(step) for step in conversation.pop("steps"))
        conversations.append(json.dumps(conversation)[:-1] + f', "steps": [\n   {steps}]}}')
    body = ",\n  ".join(conversations)
    head = json.dumps({key: value for key, value in data.items() if key != "conversations"})[:-1]
    write(f'{head},\n "conversations": [\n  {body}\n]}}\n')


if __name__ == "__main__":
    main()

"""Peers that mean harm, or do not know what they do: junk, floods of connections, stolen and guessed tokens."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
import socket
import struct
import time

import msgpack
import zmq
from rig import PATIENCE, SMALL, Figures, frames, p99, server

from nacre.client.client import Client, ConnectionLost, NacreError

GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x19\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER"


def _shaken(port: int) -> socket.socket:
    """A connection whose ZMTP handshake is done."""
    peer = socket.create_connection(("127.0.0.1", port))
    peer.sendall(GREETING)
    got = 0
    while got < 64:
        got += len(peer.recv(64 - got))
    peer.sendall(READY)
    return peer


def _junk(port: int) -> None:
    """HTTP, half a greeting, random bytes, 300 idle connections, an 8 GB length, a message of 200,000 parts."""
    with contextlib.ExitStack() as stack:
        for number in range(450):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            if number >= 300:
                with contextlib.suppress(OSError):
                    connection.sendall(
                        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", GREETING[:20], os.urandom(300))[number % 3]
                    )
        huge, many = (stack.enter_context(_shaken(port)) for _ in range(2))
        with contextlib.suppress(OSError):
            huge.sendall(b"\x02" + struct.pack(">Q", 8 << 30) + b"x" * 1000)
        with contextlib.suppress(OSError):
            for _ in range(200):
                many.sendall(b"\x01\x01a" * 1000)
            many.sendall(b"\x00\x01a")
        time.sleep(1.0)


def junk_on_the_port(long: bool) -> Figures:
    """All kinds of junk, from another process, while somebody plays: the player and the memory do not notice."""
    with server() as one, Client(one.endpoint) as client:
        client.open(**SMALL)
        quiet = frames(client, 3.0)
        before = one.resident_mb
        child = multiprocessing.get_context("spawn").Process(target=_junk, args=(one.port,))
        child.start()
        loud: list[float] = []
        while child.is_alive():
            loud += frames(client, 0.2)
        child.join()
        assert child.exitcode == 0, "the junk was not thrown"
        grown = one.resident_mb - before
        assert grown < 20.0, f"{grown} MB"
        assert client.resumed == 0
        return {"resident_mb_grown": round(grown, 1), "p99_ms_before": p99(quiet), "p99_ms_while": p99(loud)}


def connects_and_disconnects(long: bool) -> Figures:
    """10,000 times in, hello, and gone: nothing is left of them, and a player beside them plays on."""
    count = 10_000
    with server() as one, Client(one.endpoint, background=True) as client:
        client.open(**SMALL)
        client.next_frame(PATIENCE)
        files, memory = one.files, one.resident_mb
        hello = msgpack.packb({"type": "hello", "id": 1, "v": 1})
        began = time.monotonic()
        context = zmq.Context()
        for start in range(0, count, 50):
            peers = []
            for _ in range(min(50, count - start)):
                peer = context.socket(zmq.DEALER)
                peer.linger = 0
                peer.connect(one.endpoint)
                peer.send(hello)
                peers.append(peer)
            for peer in peers:
                assert peer.poll(int(PATIENCE * 1000)), "a hello was not answered"
                peer.close()
        took = time.monotonic() - began
        context.destroy(linger=0)
        end = time.monotonic() + 30.0
        while one.files > files and time.monotonic() < end:
            time.sleep(0.2)
        grown = one.resident_mb - memory
        assert one.files <= files, f"{one.files - files} files are left open"
        assert grown < 20.0, f"{grown} MB"
        assert client.next_frame(PATIENCE) and client.resumed == 0
        return {
            "connects": count,
            "a_second": round(count / took),
            "resident_mb_grown": round(grown, 1),
            "files_left": 0,
        }


def _code(endpoint: str, token: str) -> str:
    try:
        with Client(endpoint, token, resume_for=0.0) as client:
            return "let in as " + client.opened.get("session", "nobody")
    except NacreError as error:
        return error.code


def _hijack(endpoint: str) -> str:
    """Take a player's routing id and speak in its name; what comes of it."""
    context = zmq.Context()
    sockets = [context.socket(zmq.DEALER) for _ in range(2)]
    try:
        for peer in sockets:
            peer.linger, peer.identity = 0, b"victim"
        victim, thief = sockets
        victim.connect(endpoint)
        victim.send(msgpack.packb({"type": "hello", "id": 1, "v": 1}))
        victim.send(msgpack.packb({"type": "open", "id": 2, **SMALL}))
        while msgpack.unpackb(victim.recv_multipart()[0])["type"] != "frame":
            pass
        thief.connect(endpoint)
        thief.send(msgpack.packb({"type": "close", "id": 3}))
        heard = "nothing" if not thief.poll(1000) else msgpack.unpackb(thief.recv_multipart()[0])["type"]
        victim.send(msgpack.packb({"type": "status", "id": 4}))
        while True:
            assert victim.poll(10_000), "the player's own connection is dead"
            message = msgpack.unpackb(victim.recv_multipart()[0])
            if message["type"] == "status" and message["id"] == 4:
                return f"the thief hears {heard}, the player is {message['state']}"
    finally:
        context.destroy(linger=0)


def hostile_client(long: bool) -> Figures:
    """Guessed tokens, what others may know of a session, stolen routing ids, and tokens of sessions that are over."""
    with server() as one, Client(one.endpoint) as victim:
        opened = victim.open(**SMALL)
        victim.next_frame(PATIENCE)
        token = opened["token"]
        known = (opened["session"], opened["guest"], token[:-1], token + "x", token.swapcase(), "\0" * 32, "x" * 256)
        for wrong in known:
            assert _code(one.endpoint, wrong) == "session_expired", wrong
        guesses, let_in = 20_000 if long else 4_000, 0
        context = zmq.Context()
        began = time.monotonic()
        for _ in range(guesses // 8):  # eight refusals a connection, then it is not listened to any more
            peer = context.socket(zmq.DEALER)
            peer.linger = 0
            peer.connect(one.endpoint)
            for _ in range(8):
                peer.send(msgpack.packb({"type": "hello", "id": 1, "v": 1, "token": secrets.token_urlsafe(24)}))
            for _ in range(8):
                assert peer.poll(int(PATIENCE * 1000))
                let_in += msgpack.unpackb(peer.recv_multipart()[0])["type"] != "error"
            peer.close()
        took = time.monotonic() - began
        context.destroy(linger=0)
        assert let_in == 0
        with Client(one.endpoint) as guest:  # the guest token lets one look on, and no more
            guest.join(opened["guest"], width=64, height=36)
            for ask in (guest.pause, guest.branch, lambda: guest.rewind(1.0), lambda: guest.snapshot("a")):
                try:
                    ask()
                    raise AssertionError("a viewer may not do that")
                except NacreError as error:
                    assert error.code == "viewers_only"
        routing = _hijack(one.endpoint)
        assert routing.endswith("the player is running"), routing
        frames(victim, 0.5)
        # Whoever has the token is the player: there is never more than one, and the one before is told.
        with Client(one.endpoint, token, resume_for=0.0) as thief:
            assert thief.opened["resumed"]
            try:
                while True:
                    victim.next_frame(5.0)
            except ConnectionLost as lost:
                told = lost.code
            assert told == "taken_over"
        after = _code(one.endpoint, token)  # the thief closed the session when it left: its token opens nothing now
        assert after == "session_expired"
        return {
            "guesses": guesses, "let_in": let_in, "guesses_a_second": round(guesses / took), "routing_id": routing,
            "token_in_use_taken": told, "token_of_a_closed_session": after,
        }  # fmt: skip

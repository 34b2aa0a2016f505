"""The page, and a WebSocket that carries Nacre World Protocol messages to a ZeroMQ server and back.

One binary WebSocket message is one protocol message: its parts, each behind a 4-byte big-endian length
(protocol/SPEC.md). The bridge does not read them. It checks who is asking (Host and Origin, so that a
page of another site cannot reach a server on this machine), how much they send, and whether the server
is there; everything else is between the page and the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import struct
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from nacre.client.dealer import Part
from nacre.open_files import room_for
from nacre.protocol.codec import Refusal, check_size
from nacre.protocol.definition import DEFAULT_ENDPOINT, MAX_MESSAGE, MAX_PARTS
from nacre.provenance import Signature
from nacre.server.access.admission import AccessRules
from nacre.web.languages import LANGUAGES, language_of
from nacre.web.login import Login
from nacre.web.pipe import ServerGone, ServerPipe
from nacre.web.reading import reading
from nacre.web.signing import ConnectionFacts, SigningEndpoint

PLAYER: Final = Path(__file__).parent / "player"
STRINGS: Final = Path(__file__).parent / "strings"
FILES: Final = {"/": "index.html"} | {
    f"/{name}": name
    for name in sorted(
        path.relative_to(PLAYER).as_posix() for path in PLAYER.rglob("*") if path.suffix in (".js", ".css", ".bin")
    )
}
CONTENT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# WebSocket close codes of our own (4000-4999 are private use); player.js knows them.
CLOSE_SERVER_GONE: Final = 4001
CLOSE_MALFORMED: Final = 4002
CLOSE_BUSY: Final = 4003
CLOSE_SILENT: Final = 4004
TOO_BIG: Final = 1009  # RFC 6455
FILES_A_PLAYER: Final = 24  # that carrying one more may need to open
# The largest WebSocket message: the largest message and the lengths of its parts.
MAX_UPLOAD: Final = MAX_MESSAGE + 4 * MAX_PARTS


@dataclass(frozen=True)
class BridgeConfig:
    """What the bridge serves and how much it carries."""

    endpoint: str = DEFAULT_ENDPOINT
    max_sockets: int = 32  # each holds a thread and a ZeroMQ socket
    hello_seconds: float = 5.0  # for a first message, as long as the ROUTER gives a handshake
    silent_seconds: float = 60.0  # ten times what the server waits: hidden pages have slow clocks
    hosts: tuple[str, ...] = ()  # extra Host names, for a bridge behind a name of its own
    signature: Signature | None = None  # what saved pictures are signed with
    login: AccessRules | None = None  # whose tokens open the page; None: everyone who can reach it comes in


def pack_parts(parts: Sequence[Part]) -> bytes:
    """Parts → one WebSocket message: each part behind its length, u32 big-endian."""
    return b"".join(piece for part in parts for piece in (struct.pack(">I", len(part)), part))


def unpack_parts(message: bytes, max_parts: int) -> list[bytes]:
    """Inverse of `pack_parts`; ValueError on a length that does not fit or too many parts."""
    parts: list[bytes] = []
    offset = 0
    while offset < len(message):
        if len(parts) == max_parts:
            raise ValueError(f"more than {max_parts} parts")
        if offset + 4 > len(message):
            raise ValueError("the message ends inside a length")
        (length,) = struct.unpack_from(">I", message, offset)
        offset += 4
        if length > len(message) - offset:
            raise ValueError(f"a part of {length} bytes does not fit in what is left")
        parts.append(message[offset : offset + length])
        offset += length
    if not parts:
        raise ValueError("the message is empty")
    return parts


def host_allowed(host: str | None, extra: Sequence[str]) -> bool:
    """Whether a Host header names this machine in a way that a foreign DNS name cannot.

    An address, localhost or a configured name: a page that rebinds its own name to 127.0.0.1 is refused.
    """
    if not host:
        return False
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost" or name in extra:
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def origin_allowed(headers: Headers, extra: Sequence[str]) -> bool:
    """Whether a WebSocket was asked for by our own page, or by a program that sends no Origin."""
    host, origin = headers.get("host"), headers.get("origin")
    if not host_allowed(host, extra):
        return False
    return origin is None or urlsplit(origin).netloc == host


class _Guard:
    """Refuses foreign hosts and adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str], login: Login | None) -> None:
        self._app, self._hosts, self._login = app, hosts, login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not host_allowed(Headers(scope=scope).get("host"), self._hosts):
            text = "this name is not known here; the owner of this server can allow it with --allow-host"
            await PlainTextResponse(text, status_code=421)(scope, receive, send)
            return
        if self._login is not None and not self._login.allows(HTTPConnection(scope)):
            await RedirectResponse("/login", status_code=303)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = CONTENT_POLICY
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "no-referrer"
                headers["cache-control"] = "no-cache"
            await send(message)

        await self._app(scope, receive, send_guarded)


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def serve(_: Request) -> Response:
        return FileResponse(PLAYER / name)

    return serve


async def _examples(request: Request) -> Response:
    """Prompts to begin with, in the player's language."""
    from nacre.prompts import examples_in

    return Response(json.dumps(list(examples_in(language_of(request)))), media_type="application/json")


async def _strings(request: Request) -> Response:
    """The page's words in the player's language: {language, languages: code -> own name, strings: English -> there}."""
    language = language_of(request)
    strings = json.loads((STRINGS / f"{language}.json").read_text("utf-8"))
    answer = {"language": language, "languages": LANGUAGES, "strings": strings}
    return Response(json.dumps(answer, ensure_ascii=False), media_type="application/json")


async def _health(_: Request) -> Response:
    return JSONResponse({"ok": True})


def make_app(config: BridgeConfig) -> ASGIApp:
    """The ASGI application: the page at /, its words at /strings.json, the protocol at /ws, signatures at /sign, what a
    prompt comes to at /reading."""
    open_sockets = 0
    signing = SigningEndpoint(config.signature)
    login = Login(config.login) if config.login is not None else None

    async def sign(request: Request) -> Response:
        if not origin_allowed(request.headers, config.hosts):
            return PlainTextResponse("this page may not have pictures signed here", status_code=403)
        return await signing.answer(request)

    async def websocket(socket: WebSocket) -> None:
        nonlocal open_sockets
        if not origin_allowed(socket.headers, config.hosts):
            await socket.close(1008, "this page may not talk to this server")
            return
        if login is not None and not login.allows(socket):
            await socket.close(1008, "log in first")
            return
        await socket.accept()
        if open_sockets >= config.max_sockets or not room_for(FILES_A_PLAYER):
            await socket.close(CLOSE_BUSY, "too many players on this bridge")
            return
        open_sockets += 1
        try:
            await _relay(socket, config, signing.connection())
        finally:
            open_sockets -= 1

    routes = [Route(path, _file(name)) for path, name in FILES.items()]
    routes += [Route("/examples.json", _examples), Route("/strings.json", _strings), Route("/healthz", _health)]
    routes += [Route("/sign", sign, methods=["POST"]), Route("/reading", reading, methods=["POST"])]
    if login is not None:
        routes += [Route("/login", login.answer, methods=["GET", "POST"])]
    return _Guard(Starlette(routes=[*routes, WebSocketRoute("/ws", websocket)]), config.hosts, login)


async def _relay(socket: WebSocket, config: BridgeConfig, connection: ConnectionFacts | None) -> None:
    """Both directions of one player until either side ends."""
    pipe = ServerPipe(config.endpoint, asyncio.get_running_loop())
    pipe.start()
    directions = _page_to_server(socket, pipe, config, connection), _server_to_page(socket, pipe, connection)
    tasks = [asyncio.ensure_future(way) for way in directions]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        code, reason = next((task.result() for task in done), (1000, ""))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # The thread lets go of its socket within one poll; waiting for it must not hold the loop.
        await asyncio.get_running_loop().run_in_executor(None, pipe.close)
    if code:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code, reason)


async def _page_to_server(
    socket: WebSocket, pipe: ServerPipe, config: BridgeConfig, connection: ConnectionFacts | None
) -> tuple[int, str]:
    """Page → server. Returns the close code and reason; code 0 when the page has gone already."""
    patience = config.hello_seconds
    while True:
        try:
            message = await asyncio.wait_for(socket.receive_bytes(), patience)
        except WebSocketDisconnect:
            return 0, ""
        except KeyError:
            return CLOSE_MALFORMED, "text is no message; send the parts in one binary message"
        except TimeoutError:
            return CLOSE_SILENT, f"nothing was said for {patience:g} s"
        patience = config.silent_seconds
        if len(message) > MAX_UPLOAD:
            return TOO_BIG, f"a message may have {MAX_MESSAGE} bytes"
        try:
            parts = unpack_parts(message, MAX_PARTS)
            check_size(parts)
        except ValueError as error:
            return CLOSE_MALFORMED, str(error)
        except Refusal as refusal:
            return TOO_BIG, refusal.message
        if connection is not None:
            connection.client_message(parts)
        if not pipe.send(parts):
            return CLOSE_SERVER_GONE, "the world server does not take messages"


async def _server_to_page(socket: WebSocket, pipe: ServerPipe, connection: ConnectionFacts | None) -> tuple[int, str]:
    """Server → page. Returns the close code and reason."""
    while True:
        try:
            parts = await pipe.receive()
            if connection is not None:
                connection.server_message(parts)
            await socket.send_bytes(pack_parts(parts))
        except ServerGone as gone:
            return CLOSE_SERVER_GONE, str(gone)
        except (WebSocketDisconnect, RuntimeError):
            return 0, ""

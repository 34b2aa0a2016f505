"""Signs pictures for the page: only those that this bridge has sent to it lately.

The page hands back the very bytes of a frame; they are looked up by their hash, so that nobody gets a foreign picture
signed as made by our model. What is said of a picture was read on its way, not told by the page.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from cachetools import FIFOCache
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from nacre.client.dealer import Part
from nacre.protocol.codec import Refusal, decode
from nacre.protocol.messages import ClientOpen
from nacre.provenance import ProvenanceError, Signature, sign

KEPT: Final = 1024  # pictures whose hashes are remembered: half a minute at 30 frames a second
LARGEST: Final = 4 << 20  # bytes of a JPEG of the largest picture at the best quality, twice
AT_ONCE: Final = 2  # pictures being signed; more wait
JPEG: Final = "image/jpeg"


class _ServerMessage(msgspec.Struct):
    """The fields of a server's message that are read here."""

    type: str
    model: str = ""
    seed: int = 0
    parts: list[dict[str, Any]] = []


class ConnectionFacts:
    """What one player's messages say about their pictures: prompt, seed and model."""

    def __init__(self, recent: RecentPictures) -> None:
        self._recent = recent
        self._prompt = ""
        self.facts: dict[str, Any] = {}

    def client_message(self, parts: Sequence[bytes]) -> None:
        """A message from the page: remembers the prompt of an `open`."""
        try:
            message = decode(list(parts))
        except Refusal:
            return
        if isinstance(message, ClientOpen):
            self._prompt = message.prompt or ""

    def server_message(self, parts: Sequence[Part]) -> None:
        """A message to the page: remembers the facts of `opened`, and each JPEG of a `frame`."""
        try:
            message = msgspec.msgpack.decode(parts[0], type=_ServerMessage)
        except msgspec.MsgspecError:
            return
        if message.type == "opened":
            self.facts = {"prompt": self._prompt, "seed": message.seed, "model": message.model}
        elif message.type == "frame":
            for part, data in zip(message.parts, parts[1:], strict=False):
                if part.get("codec") == "jpeg":
                    self._recent.add(data, self.facts)


class RecentPictures:
    """The last KEPT pictures that a bridge has sent, by their SHA-256."""

    def __init__(self) -> None:
        self._facts: FIFOCache[bytes, dict[str, Any]] = FIFOCache(KEPT)

    def add(self, picture: Part, facts: dict[str, Any]) -> None:
        """Remember a picture and what is known of it."""
        self._facts[hashlib.sha256(picture).digest()] = facts

    def of(self, picture: bytes) -> dict[str, Any] | None:
        """What is known of a picture, None when it never came by."""
        return self._facts.get(hashlib.sha256(picture).digest())


class SigningEndpoint:
    """Answers `POST /sign`: 204 without keys, 200 and the signed file, 403 for a picture that never came by,
    413 for one too large, 500 when it cannot be signed."""

    def __init__(self, signature: Signature | None) -> None:
        self._signature = signature
        self._room = asyncio.Semaphore(AT_ONCE)
        self.recent = RecentPictures()

    def connection(self) -> ConnectionFacts | None:
        """For a new player; None where nothing is signed and nothing has to be looked at."""
        return ConnectionFacts(self.recent) if self._signature is not None else None

    async def answer(self, request: Request) -> Response:
        """The request's body is a picture."""
        signature = self._signature
        if signature is None:
            return Response(status_code=204)
        picture = bytearray()
        try:
            async for piece in request.stream():
                picture += piece
                if len(picture) > LARGEST:
                    return PlainTextResponse(f"a picture may have {LARGEST} bytes", status_code=413)
        except ClientDisconnect:
            return Response(status_code=400)
        facts = self.recent.of(bytes(picture))
        if facts is None:
            return PlainTextResponse("this picture was not made here, or is too long ago", status_code=403)
        async with self._room:
            try:
                data = await asyncio.to_thread(signed, bytes(picture), facts, signature)
            except ProvenanceError as error:
                return PlainTextResponse(f"{error} ({error.hint})", status_code=500)
        return Response(data, media_type=JPEG)


def signed(picture: bytes, facts: dict[str, Any], signature: Signature) -> bytes:
    """A JPEG with its Content Credentials; raises ProvenanceError."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.jpg"
        path.write_bytes(picture)
        sign(path, facts, signature)
        return path.read_bytes()

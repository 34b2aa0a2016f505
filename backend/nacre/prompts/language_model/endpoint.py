"""One question to an OpenAI-compatible endpoint, with a deadline for all of it and a bound on the answer."""

from __future__ import annotations

import http.client
import json
import time
from typing import Any, Final
from urllib.parse import urlsplit

DEADLINE: Final = 6.0  # seconds for one prompt, all questions together
LARGEST: Final = 256 << 10  # bytes of an answer
_DEEPEST: Final = 32  # nested brackets of an answer


class EndpointError(Exception):
    """The endpoint gave no usable answer; the text says what was wrong, for the log."""


class Endpoint:
    """`{url}/chat/completions` of Ollama, llama.cpp, vLLM and their like. Any thread.

    url as in http://127.0.0.1:11434/v1; raises ValueError for one that is no http or https address.
    """

    def __init__(self, url: str, model: str = "", key: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no http or https address")
        self._secure, self._host, self._port = parts.scheme == "https", parts.hostname, parts.port
        self._path = parts.path.rstrip("/") + "/chat/completions"
        self._model, self._key = model, key

    def ask(self, task: str, question: str, schema: dict[str, Any], until: float) -> dict[str, Any]:
        """The answer as an object. until: a time of `time.monotonic`. Raises EndpointError, and nothing else."""
        body = {
            "messages": [{"role": "system", "content": task}, {"role": "user", "content": question}],
            "temperature": 0,
            "response_format": {
                "type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema},
            },
            **({"model": self._model} if self._model else {}),
        }  # fmt: skip
        try:
            raw = self._post(json.dumps(body).encode(), until)
            reply = _object(raw.decode("utf-8"))
            content = reply["choices"][0]["message"]["content"]
            return _object(content)
        except EndpointError:
            raise
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError, AttributeError) as error:
            raise EndpointError(f"{type(error).__name__}: {error}"[:200]) from None
        except RecursionError:
            raise EndpointError("the answer is nested too deeply") from None

    def _post(self, body: bytes, until: float) -> bytes:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=_left(until))
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            connection.request("POST", self._path, body, headers)
            socket = connection.sock
            socket.settimeout(_left(until))
            # Closed by name: the socket of an answer that is not read to its end outlives its connection.
            with _reply(connection, until) as reply:
                pieces: list[bytes] = []
                size = 0
                while True:
                    socket.settimeout(_left(until))
                    piece = reply.read1(16384)
                    if not piece:
                        break
                    size += len(piece)
                    if size > LARGEST:
                        raise EndpointError(f"the answer is larger than {LARGEST} bytes")
                    pieces.append(piece)
                if reply.status != 200:
                    raise EndpointError(f"status {reply.status}")
        finally:
            connection.close()
        return b"".join(pieces)


def _reply(connection: http.client.HTTPConnection, until: float) -> http.client.HTTPResponse:
    """The answer's head. One that drips its head a byte at a time is cut off at the deadline by a watch."""
    from threading import Timer

    watch = Timer(_left(until), lambda: connection.sock.shutdown(2) if connection.sock else None)
    watch.daemon = True
    watch.start()
    try:
        return connection.getresponse()
    finally:
        watch.cancel()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0.0:
        raise EndpointError("no answer before the deadline")
    return left


def _object(text: object) -> dict[str, Any]:
    """A JSON object from a text, which models like to wrap in a fence."""
    if not isinstance(text, str):
        raise EndpointError("the answer is no text")
    plain = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    if plain.count("[") + plain.count("{") > 4096 or _depth(plain) > _DEEPEST:
        raise EndpointError("the answer is nested too deeply")
    found = json.loads(plain)
    if not isinstance(found, dict):
        raise EndpointError("the answer is no object")
    return found


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest

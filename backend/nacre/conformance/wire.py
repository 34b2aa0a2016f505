"""A bare peer for conformance checks: sends what it is told, checks everything it hears against the definition."""

from __future__ import annotations

import time
from typing import Any

import msgpack  # type: ignore[import-untyped, unused-ignore]

from nacre.client.dealer import Dealer, Part
from nacre.conformance.report import Failed
from nacre.protocol.codec import decode_server
from nacre.protocol.definition import VERSION

Header = dict[str, Any]


class Wire:
    """One connection to the server under check. Raises Failed on anything the definition does not allow."""

    def __init__(self, endpoint: str, patience: float) -> None:
        self.dealer, self.patience = Dealer(endpoint), patience
        self.heard: list[Header] = []
        self.longest_silence = 0.0
        self._last = time.monotonic()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.dealer.close()

    def send(self, kind: str, **body: Any) -> None:
        """Send a message of this type."""
        self.dealer.send([msgpack.packb({"type": kind, **body})])

    def receive(self, timeout: float) -> tuple[Header, list[Part]] | None:
        """The next message, checked; None after `timeout` seconds."""
        parts = self.dealer.receive(timeout)
        if parts is None:
            return None
        now = time.monotonic()
        self.longest_silence, self._last = max(self.longest_silence, now - self._last), now
        try:
            header: Header = msgpack.unpackb(parts[0])
            decode_server(parts[0])
        except (ValueError, TypeError, KeyError, IndexError, msgpack.exceptions.UnpackException) as error:
            raise Failed(
                f"a message breaks the definition: {str(error)[:200]}",
                "compare the field with its row in protocol/SPEC.md, section 9; floats must be msgpack floats",
            ) from None
        self.heard.append(header)
        return header, parts[1:]

    def until(self, *kinds: str, request: int | None = None) -> tuple[Header, list[Part]]:
        """The next message of one of these types (and answer to this request); Failed when it does not come."""
        end = time.monotonic() + self.patience
        while (left := end - time.monotonic()) > 0:
            got = self.receive(left)
            if got is None:
                break
            if got[0]["type"] in kinds and request in (None, got[0].get("id")):
                return got
            if got[0]["type"] == "error" and "error" not in kinds and request == got[0].get("id"):
                code, hint = got[0]["code"], got[0]["hint"]
                raise Failed(f"refused with `{code}`: {got[0]['message']}", f"answer with {kinds}; {hint}")
        heard = [message["type"] for message in self.heard][-8:]
        raise Failed(
            f"no {' or '.join(kinds)} within {self.patience:g} s; heard {heard or 'nothing'}",
            "every request is answered with its `id`, by its answer or by an `error` (SPEC.md, section 2)",
        )

    def hello(self, **body: Any) -> Header:
        """Say hello; the `welcome` or `error`."""
        self.send("hello", id=1, v=VERSION, client={"name": "nacre check"}, **body)
        return self.until("welcome", "error", request=1)[0]

    def open(self, **body: Any) -> Header:
        """Say hello and open a small world; the `opened`."""
        answer = self.hello()
        if answer["type"] == "error":
            raise Failed(f"hello was refused: {answer['message']}", "pass an access token with --token")
        self._last, self.longest_silence = time.monotonic(), 0.0
        self.send("open", id=2, **{"spec": {}, "seed": 5, "width": 64, "height": 36, "fps": 30.0, **body})
        return self.until("opened", request=2)[0]

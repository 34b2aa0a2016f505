"""What the Python client hands out: frames, and the errors it raises."""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nacre.client.dealer import Part
from nacre.errors import Failure


class NacreError(Failure):
    """What the server refused or what failed: `code` for programs, `message` and `hint` for people.

    offers: with the code `not_understood`, prompts that could be meant, nearest first.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str = "",
        retry_after: float | None = None,
        fatal: bool = False,
        offers: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{message} {hint}".strip(), hint)
        self.code, self.message = code, message
        self.retry_after, self.fatal, self.offers = retry_after, fatal, tuple(offers)


class NacreTimeout(NacreError):
    """Nothing came in time."""


class ConnectionLost(NacreError):
    """The server is gone, or has ended the session."""


@dataclass
class Frame:
    """One picture as it came. header is the `frame` message; latency is seconds from input to arrival, None
    when it shows no input yet."""

    header: dict[str, Any]
    parts: list[Part]
    latency: float | None
    received: float = field(default_factory=time.monotonic)

    @property
    def id(self) -> int:
        """Frame number."""
        return int(self.header["id"])

    @property
    def camera(self) -> dict[str, Any]:
        """position, yaw, pitch, fov of the picture."""
        return dict(self.header["camera"])

    def part(self, kind: str) -> tuple[dict[str, Any], Part] | None:
        """The description and bytes of a part, None when the frame has none of this kind."""
        for described, data in zip(self.header["parts"], self.parts, strict=True):
            if described["kind"] == kind:
                return described, data
        return None

    def _pixels(self, kind: str, dtype: str) -> NDArray[Any] | None:
        found = self.part(kind)
        if found is None:
            return None
        described, data = found
        return np.frombuffer(data, dtype).reshape(described["height"], described["width"])

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """uint8 [H, W, 3]; raises NacreError when the session has no `rgb` channel."""
        found = self.part("rgb")
        if found is None:
            raise NacreError("bad_channel", "the frame has no picture", 'open with channels=["rgb"]')
        described, data = found
        if described["codec"] == "rgba8":
            pixels = np.frombuffer(data, np.uint8).reshape(described["height"], described["width"], 4)
            return pixels[..., :3]
        from PIL import Image

        return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))

    @property
    def depth(self) -> NDArray[np.float16] | None:
        """float16 [h, w] metres along the view axis; may be smaller than the picture."""
        return self._pixels("depth", "<f2")

    @property
    def entity(self) -> NDArray[np.uint8] | None:
        """uint8 [h, w]: 0 nothing, else entity slot + 1."""
        return self._pixels("entity", "u1")

"""Refuses pictures that resemble one on a list of perceptual hashes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nacre.server.access.moderation import Verdict
from nacre.server.errors import ConfigError

BITS: Final = 64
NEAR: Final = 8  # bits; another size, JPEG or a mark changes up to six of 64, another picture about 32


@dataclass(frozen=True)
class PictureVerdict:
    """A verdict on a picture."""

    allowed: bool
    category: str = ""
    matched: str = ""


def difference_hash(picture: NDArray[np.uint8]) -> int:
    """64 bits: which neighbour is brighter in a 9x8 thumbnail. Nearly equal for one picture at any size or quality."""
    small = Image.fromarray(picture).convert("L").resize((9, 8), Image.Resampling.BOX)
    grey = np.asarray(small, np.int16)
    return int("".join("1" if brighter else "0" for brighter in (grey[:, 1:] > grey[:, :-1]).ravel()), 2)


class ImageHashList:
    """Refuses pictures within NEAR bits of one on a list: a file of `HASH CATEGORY` lines, 16 hexadecimal digits each.

    Raises ConfigError when the file cannot be read: without the configured list nothing may be shown.
    """

    def __init__(self, path: Path) -> None:
        self._denied: list[tuple[int, str]] = []
        try:
            for line in path.read_text("utf-8").splitlines():
                if words := line.partition("#")[0].split():
                    self._denied.append((int(words[0], 16), " ".join(words[1:]) or "denied"))
        except (OSError, UnicodeDecodeError, ValueError) as error:
            hint = "one hash of 16 hexadecimal digits a line, then its category"
            raise ConfigError(f"the list of pictures cannot be read: {error}", hint) from None

    def __call__(self, picture: NDArray[np.uint8]) -> Verdict:
        """See PictureModerator."""
        seen = difference_hash(picture)
        for denied, category in self._denied:
            if (seen ^ denied).bit_count() <= NEAR:
                return PictureVerdict(False, category, f"{denied:016x}")
        return PictureVerdict(True)

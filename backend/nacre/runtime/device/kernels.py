"""The renderer's CUDA kernels: their text with the constants of the one in numba, compiled where they run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import torch
from torch import Tensor

from nacre.runtime.interface import RuntimeFailed
from nacre.world.render import draws, edges, light_boxes, shadows
from nacre.world.render.instances import LIT_WINDOWS
from nacre.world.render.raster import TILE_HIGH, TILE_WIDE
from nacre.world.render.shading import air, indirect, light, noise, shade, surface
from nacre.world.render.view import NEAR

FOLDER: Final = Path(__file__).parent
FILES: Final = ("raster.cu", "shade.cu", "edges.cu")
NAMES: Final = (
    "project", "set_up", "fill", "split_keys", "read_out", "shade", "mark", "ask", "ask_pieces", "resolve",
)  # fmt: skip
IN_TURN: Final = ("fill", "ask_pieces")  # kernels of BLOCKS blocks, which take their work in turn
THREADS: Final = 256
BLOCKS: Final = 2048
PICTURE: Final = 8  # the column of draws after the renderer's own: which picture of the batch it belongs to
COLUMNS: Final = 9
VIEW: Final = 12  # numbers of a picture's view: basis and eye
SMALL: Final = 96  # pixels in the box of a triangle that its own thread fills
WIDER: Final = 0.002  # pixels, as raster.py
_AIR: Final = (
    "SUN", "SUN_COLOUR", "SKY_LIGHT", "GROUND_LIGHT", "BOUNCE", "HORIZON", "ZENITH", "GLOW", "CLOUD_LIT", "CLOUD_DARK",
    "WATER_DEEP", "WATER_SHALLOW", "FOG", "FOG_LOW", "FOG_HEIGHT", "EXPOSURE", "DARK", "WET", "COVER", "DRIFT", "TIME",
    "STARS", "DISC", "WATER_THERE", "WHITE", "HAZE",
)  # fmt: skip
_BOX: Final = ("INVERSE", "WIDE", "TALL", "LONG", "FIRST", "THERE", "FADE", "SCALE")
_DRAWS: Final = (
    "INSTANCE", "LEVEL", "MATRIX", "FIRST_VERTEX", "FIRST_TRIANGLE", "ENTITY", "FLAGS", "GROUND",
)  # fmt: skip


class Launch(Protocol):
    """Runs kernels by name. IN_TURN run in BLOCKS blocks, all others in as many threads as are asked for."""

    def __call__(self, name: str, threads: int, arguments: Sequence[Tensor | int]) -> None:
        """Later work of the caller's stream sees what the kernel wrote."""
        ...


def source() -> str:
    """All kernels in one text, with the constants of the renderer in numba."""
    whole: dict[str, int] = {name: getattr(air, name) for name in _AIR}
    whole |= {name: getattr(draws, name) for name in _DRAWS}
    whole |= {
        "AIR": air.SIZE, "PICTURE": PICTURE, "COLUMNS": COLUMNS, "TILE_WIDE": TILE_WIDE, "TILE_HIGH": TILE_HIGH,
        "SMALL": SMALL, "NOISE": noise.NOISE, "TEXTURE": surface.TEXTURE, "LEVELS": surface.LEVELS,
        "LAYERS": surface.LAYERS, "BLENDED": surface.BLENDED, "LIT_WINDOWS": LIT_WINDOWS, "VIEW": VIEW,
        "MOST_LAMPS": shade.MOST_LAMPS, "CASCADES": len(shadows.HALVES), "MAP_SIZE": shadows.SIZE,
        "BOXES": light_boxes.BOXES[0], "BOX_SIZE": light_boxes.BOXES[1],
        "MOVING_SIZE": shadows.MOVING_SIZE, "CONTRAST": edges.CONTRAST, "PLACES": edges.PLACES,
    }  # fmt: skip
    whole |= {f"BOX_{name}": getattr(light_boxes, name) for name in _BOX}
    lines = [f"#define {name} ({value})" for name, value in whole.items()]
    lines += [f"#define NEAR ({float(NEAR)!r}f)", f"#define NEAR_WIDE ({float(NEAR)!r})"]
    lines += [f"#define SPREAD ({edges.SPREAD!r})", f"#define BEHIND ({float(edges.BEHIND)!r}f)"]
    lines += [f"#define LEAST ({float(light.LEAST)!r}f)", f"#define BOX_UNIT ({float(indirect.UNIT)!r}f)"]
    lines += [f"#define WIDER ({WIDER!r}f)", f"#define WIDER_WIDE ({WIDER!r})"]
    return "\n".join([*lines, *((FOLDER / name).read_text("utf-8") for name in FILES)])


class CudaKernels:
    """The kernels on a GPU, compiled by NVRTC when they are first asked for."""

    def __init__(self) -> None:
        self._kernels: dict[str, Callable[..., None]] = {}

    def prepare(self) -> None:
        """Compile all at once; raises RuntimeFailed with what the compiler says."""
        try:
            # not in torch's public interface yet, which would compile the whole text for each kernel
            from torch.cuda._utils import _cuda_load_module, _nvrtc_compile

            binary, _ = _nvrtc_compile(source(), NAMES[0])
            loaded: Any = _cuda_load_module(binary, list(NAMES))
            self._kernels = {name: loaded[name] for name in NAMES}
        except ImportError as error:
            raise RuntimeFailed(f"torch {torch.__version__} compiles no kernels: {error}") from error
        except (RuntimeError, OSError) as error:
            raise RuntimeFailed(f"the kernels were not compiled: {error}") from error

    def __call__(self, name: str, threads: int, arguments: Sequence[Tensor | int]) -> None:
        """See Launch; on the current stream."""
        if not self._kernels:
            self.prepare()
        blocks = BLOCKS if name in IN_TURN else -(-threads // THREADS)
        if blocks:
            self._kernels[name](grid=(blocks, 1, 1), block=(THREADS, 1, 1), args=list(arguments))

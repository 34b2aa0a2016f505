"""The march as one CUDA kernel, compiled on the machine that runs it; its operators' equal, many times as fast."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn

from nacre.runtime.interface import RuntimeFailed
from nacre.world.grid import HEIGHT_CELLS, SHAPE_CELLS, SHAPE_FLOOR, VIEW, WINDOW, WINDOW_CELLS, Y0
from nacre.world.voxels.compose import GLOW_CELLS
from nacre.world.voxels.march import CHANNELS
from nacre.world.voxels.march_torch import March
from nacre.world.voxels.posed_torch import CUBE, ROW
from nacre.world.voxels.sky_torch import CLOUD_CELLS, STAR_CELLS
from nacre.world.voxels.trace import MEET, MEET_SLOPE, STRIDE, STRIDE_SLOPE, TOP
from nacre.world.voxels.view_torch import VIEW_DIM

SOURCE: Final = Path(__file__).with_name("march.cu")
THREADS: Final = 128  # four tiles of 8 x 4 rays; a ray keeps some 60 registers


def source(steps: tuple[int, int, int], half: bool) -> str:
    """The kernel's text with the world's constants; half: distances are float16."""
    floats = {
        "Y0": Y0, "VIEW": VIEW, "TOP": TOP, "MEET": MEET, "MEET_SLOPE": MEET_SLOPE, "STRIDE": STRIDE,
        "STRIDE_SLOPE": STRIDE_SLOPE, "FLOOR_SHARE": SHAPE_FLOOR,
    }  # fmt: skip
    whole = {
        "N": WINDOW_CELLS, "DEEP": HEIGHT_CELLS, "GLOW_DEEP": GLOW_CELLS, "GLOW_SIDE": GLOW_CELLS * WINDOW,
        "SIDE": SHAPE_CELLS, "CUBE": CUBE, "ROW": ROW, "CLOUDS": CLOUD_CELLS, "STARS": STAR_CELLS,
        "VIEW_DIM": VIEW_DIM, "STEPS": steps[0], "SHADOW_STEPS": steps[1], "ENTITY_STEPS": steps[2],
    }  # fmt: skip
    lines = [f"#define {name} ({float(value)!r}f)" for name, value in floats.items()]
    lines += [f"#define {name} {value}" for name, value in whole.items()]
    if half:
        lines.append("#define HALF_DISTANCE")
    return "\n".join([*lines, SOURCE.read_text("utf-8")])


class KernelMarch(nn.Module):
    """In place of a `March` for pictures of one size: the same arguments and result."""

    stars: Tensor

    def __init__(self, march: March, width: int, height: int) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._steps = (march.steps, march.shadow_steps, march.entity_steps)
        self.register_buffer("stars", march.stars.clone(), persistent=False)
        self._kernels: dict[bool, Callable[..., None]] = {}

    def _kernel(self, half: bool) -> Callable[..., None]:
        if half not in self._kernels:
            # not in torch's public interface yet; the same since 2.8, and who takes over is only slower
            compiler: Any = getattr(torch.cuda, "_compile_kernel", None)
            if compiler is None:
                raise RuntimeFailed(f"torch {torch.__version__} compiles no kernels")
            try:
                self._kernels[half] = compiler(source(self._steps, half), "march")
            except (RuntimeError, OSError) as error:
                raise RuntimeFailed(f"the march kernel was not compiled: {error}") from error
        return self._kernels[half]

    def forward(
        self,
        pixels: Tensor,
        page: Tensor,
        view: Tensor,
        distance: Tensor,
        colour: Tensor,
        water: Tensor,
        height: Tensor,
        glow: Tensor,
        clouds: Tensor,
        atlas: Tensor,
        rows: Tensor,
    ) -> Tensor:
        """See March. The atlas is float16."""
        pictures, crowd = len(page), rows.shape[1]
        out = torch.empty(pictures, self.width * self.height, CHANNELS, device=page.device)
        tables = (distance, colour, water, height, glow, clouds, self.stars, atlas.half(), rows.contiguous())
        tiles = -(-self.width // 8) * -(-self.height // 4)
        self._kernel(distance.dtype == torch.float16)(
            grid=(-(-tiles * 32 // THREADS), pictures, 1),
            block=(THREADS, 1, 1),
            args=[pixels, page, view.contiguous(), *tables, crowd, self.width, self.height, out],
        )
        return out

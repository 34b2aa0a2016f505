"""Loads Pearl for the server with its pictures drawn by a GPU, or by the processor where there is none."""

from __future__ import annotations

import logging
from typing import Final

import torch

from nacre.runtime.device.agreement import compare_pictures
from nacre.runtime.device.cuda_renderer import CudaRenderer
from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.kernels import CudaKernels
from nacre.runtime.interface import RuntimeFailed, RuntimeUnavailable
from nacre.spec import SceneSpec
from nacre.world.interface import WorldModel
from nacre.world.model import Pearl
from nacre.world.scene.geometry_process import GeometryProcess

log = logging.getLogger(__name__)

CHECKED: Final = (320, 180)


def load_cuda() -> Pearl:
    """Pictures from the first GPU, which were compared with the renderer's in numba on this very machine.

    Raises RuntimeUnavailable without a GPU, RuntimeFailed when its kernels do not compile or draw something else.
    """
    if not torch.cuda.is_available():
        raise RuntimeUnavailable(
            "torch sees no NVIDIA GPU", "check the driver with nvidia-smi, or use --runtime native"
        )
    launch = CudaKernels()
    launch.prepare()
    renderer = CudaRenderer(launch, torch.device("cuda"))
    model = Pearl.load(renderer)
    check(model, renderer.pictures)
    model.assets.elsewhere = GeometryProcess()
    return model


def check(model: Pearl, pictures: DeviceRenderer) -> None:
    """Draw a small world with `pictures` and in numba, which also warms the model up; raises RuntimeFailed when the
    pictures differ."""
    state = model.open(SceneSpec(), 0)
    camera = model.camera(state)
    found = compare_pictures(pictures, [model.scene(state, camera)], [camera], ["check"], CHECKED)
    model.render([state], [None], (640, 360), [1.0])
    model.forget(state)
    if not found.passed:
        raise RuntimeFailed(f"the GPU draws other pictures than the processor: {found.to_dict()}")


def cuda() -> WorldModel:
    """What `nacre serve --runtime cuda` loads."""
    return load_cuda()


def auto() -> WorldModel:
    """A GPU's pictures where they can be had; else the processor's, and the log says why."""
    try:
        return load_cuda()
    except (RuntimeUnavailable, RuntimeFailed) as error:
        log.warning("pictures are drawn by the processor: %s", error)
        return Pearl.for_serving()

"""The CUDA kernel of the march, compiled for the host: what it draws is what torch draws."""

from __future__ import annotations

import ctypes
import shutil
import subprocess

import pytest
import torch
from torch import Tensor

from nacre.runtime.device.march_kernel import KernelMarch, source
from nacre.runtime.networks import march_network
from nacre.world.voxels.march_torch import March

STEPS = (48, 10, 40)
WIDE, HIGH = 48, 27


@pytest.fixture(scope="module", params=[False, True], ids=["float", "half"])
def kernel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[bool, ctypes.CDLL]:
    """The very source that a GPU gets, as a library of this machine."""
    compiler = shutil.which("g++") or shutil.which("c++")
    if compiler is None:
        pytest.skip("no C++ compiler: the CUDA kernel is compared with torch where there is one, and on GPUs")
    folder = tmp_path_factory.mktemp("kernel")
    (folder / "march.cpp").write_text(source(STEPS, request.param))
    library = folder / "march.so"
    words = [compiler, "-std=c++17", "-O2", "-shared", "-fPIC", "-Wall", "-Werror", "-Wno-unused-function"]
    subprocess.run([*words, "-o", str(library), str(folder / "march.cpp")], check=True, timeout=120)
    return request.param, ctypes.CDLL(str(library))


def drawn(library: ctypes.CDLL, march: March, inputs: dict[str, Tensor]) -> Tensor:
    """What `KernelMarch` does, with the host's library."""
    pictures = len(inputs["page"])
    out = torch.empty(pictures, WIDE * HIGH, 20)
    named = ("distance", "colour", "water", "height", "glow", "clouds")
    tensors = [inputs["pixels"], inputs["page"], inputs["shot"], *(inputs[name] for name in named), march.stars]
    tensors += [inputs["atlas"].half(), inputs["rows"].contiguous()]
    pointers = [ctypes.c_void_p(tensor.data_ptr()) for tensor in tensors]
    sizes = [ctypes.c_int(n) for n in (inputs["rows"].shape[1], WIDE, HIGH)]
    library.march(*pointers, *sizes, ctypes.c_void_p(out.data_ptr()), ctypes.c_int(pictures))
    return out


@pytest.mark.parametrize("people", [0, 3])
def test_the_kernel_draws_what_torch_draws(kernel: tuple[bool, ctypes.CDLL], people: int) -> None:
    half, library = kernel
    network = march_network(WIDE, HIGH, 4, max(people, 1), STEPS)
    inputs = dict(network.example.inputs)
    inputs["rows"] = inputs["rows"][:, :people]
    if people:  # in front of the first eye, so that somebody is seen
        look = inputs["shot"][:, 16:20]
        flat = torch.stack([-look[:, 3] * look[:, 0], look[:, 1], -look[:, 2] * look[:, 0]], 1)
        inputs["rows"][:, 0, :3] = inputs["shot"][:, 0:3] + flat * 5 - torch.tensor([0.0, 1.5, 0.0])
    if half:
        inputs["distance"] = inputs["distance"].half()
    march = network.module
    assert isinstance(march, March)
    with torch.inference_mode():
        wanted = march(*inputs.values())
    found = drawn(library, march, inputs)
    assert (found[..., 1] == wanted[..., 1]).float().mean() > 0.995
    assert (found[..., 18] == wanted[..., 18]).float().mean() > 0.995
    assert bool((wanted[..., 18] > 0).any()) is (people > 0)
    assert 0.2 < float(wanted[..., 1].mean()) <= 1.0 and float(wanted[..., 13].max()) > 0  # ground and water in view
    off = (found - wanted).abs()
    for channel in range(20):
        share = float((off[..., channel] > 2e-3).float().mean())
        assert share < 0.01, (channel, share, float(off[..., channel].max()))


def test_the_module_asks_a_gpu_for_its_kernel() -> None:
    network = march_network(8, 4, 1, 1, (2, 1, 1))
    assert isinstance(network.module, March)
    module = KernelMarch(network.module, 8, 4)
    calls = []

    def launch(grid: tuple[int, ...], block: tuple[int, ...], args: list[object]) -> None:
        calls.append((grid, block))
        assert all(isinstance(a, int) or (isinstance(a, Tensor) and a.is_contiguous()) for a in args)
        assert [a for a in args if isinstance(a, int)] == [1, 8, 4]
        assert isinstance(args[10], Tensor) and args[10].dtype == torch.float16

    module._kernels[False] = launch  # type: ignore[assignment]
    out = module(*network.example.rows(3).inputs.values())
    assert out.shape == (3, 32, 20) and calls == [((1, 3, 1), (128, 1, 1))]

"""The renderer's CUDA kernels as a library of this machine: the very text that a GPU gets, compiled by g++."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from torch import Tensor

from nacre.runtime.device.kernels import BLOCKS, IN_TURN, NAMES, THREADS, source

SHIM = Path(__file__).with_name("cuda_shim.h")


class HostKernels:
    """A Launch that runs kernels on the processor, one thread after the other. Skips where there is no compiler."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("g++") or shutil.which("c++")
        if compiler is None:
            pytest.skip("no C++ compiler: the CUDA kernels are compared with the renderer where there is one")
        text = "\n".join([f'#include "{SHIM}"', source(), *(f"HOST({name})" for name in NAMES), ""])
        (folder / "kernels.cpp").write_text(text)
        words = [
            compiler,
            "-std=c++17",
            "-O2",
            "-mfma",
            "-ffp-contract=off",
            "-shared",
            "-fPIC",
            "-Wall",
            "-Werror",
            "-Wno-unused-function",
        ]
        words += ["-o", str(folder / "kernels.so"), str(folder / "kernels.cpp")]
        subprocess.run(words, check=True, timeout=300)
        self._library = ctypes.CDLL(str(folder / "kernels.so"))
        self.calls: list[str] = []

    def __call__(self, name: str, threads: int, arguments: Sequence[Tensor | int]) -> None:
        blocks = 40 if name in IN_TURN else -(-threads // THREADS)
        assert BLOCKS > 40, "a GPU takes more of them"
        self.calls.append(name)
        held = []
        for argument in arguments:
            if isinstance(argument, Tensor):
                assert argument.is_contiguous(), f"{name}: kernels read arrays as they lie"
                held.append(ctypes.c_void_p(argument.data_ptr()))
            else:
                held.append(ctypes.c_int(argument))
        pointers = (ctypes.c_void_p * len(held))(*(ctypes.cast(ctypes.byref(h), ctypes.c_void_p) for h in held))
        getattr(self._library, f"host_{name}")(blocks, THREADS, pointers)

"""A first start takes minutes where kernels are compiled: every layer says so, and none gives up while it moves."""

from __future__ import annotations

import importlib
import sys
import time
import types
from pathlib import Path
from typing import Any

import numba
import pytest

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client
from nacre.kernel_cache import Elsewhere, is_kept
from nacre.server.main import Server, ServerConfig
from nacre.server.ops.loading import LoadWatch
from nacre.web import server_process
from nacre.web.server_process import ServerNotStarted, ServerProcess
from nacre.world import cold_start
from nacre.world.cold_start import PictureKernels

pytestmark = pytest.mark.timeout(120)
SLOW = """import time
from nacre.adapters.test_pattern import TestPatternWorld

def make():
    end = time.monotonic() + {seconds}
    while time.monotonic() < end:
        {what}
    return TestPatternWorld()
"""


def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, what: str) -> str:
    name = f"slow_model_{what[:4]}"
    (tmp_path / f"{name}.py").write_text(SLOW.format(seconds=seconds, what=what))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return f"{name}:make"


def test_play_waits_while_something_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server_process, "START_SECONDS", 8.0)
    name = module(tmp_path, monkeypatch, 9.5, "sum(range(1000))")
    with ServerProcess(name) as server, Client(server.endpoint) as client:
        client.open(spec={}, width=64, height=36)
    assert "loading the model" in capfd.readouterr().err


def test_play_gives_up_on_one_that_does_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_process, "START_SECONDS", 6.0)
    # One that is waited for instead is in time to answer; or, after these ten minutes, this test is not.
    with pytest.raises(ServerNotStarted), ServerProcess(module(tmp_path, monkeypatch, 600.0, "time.sleep(0.5)")):
        pass


def test_a_client_waits_for_a_server_that_tells_how_far_it_is() -> None:
    class Late(TestPatternWorld):
        def __init__(self) -> None:
            super().__init__()
            time.sleep(3.0)

        def open(self, spec: Any, seed: int, progress: Any) -> Any:
            for step in range(30):
                progress("generate", step / 30, "slowly")
                time.sleep(0.1)
            return super().open(spec, seed, progress)

    with Server(ServerConfig(port=0, model="test-pattern"), load=Late) as server:
        client = Client(server.endpoint).connect(timeout=1.0)  # the model takes three
        told: list[str] = []
        client.open(
            spec={}, width=64, height=36, timeout=1.0, on_progress=lambda stage, fraction, text: told.append(stage)
        )
        assert "generate" in told
        client.close()


def test_compiled_kernels_are_counted() -> None:
    watch = LoadWatch()
    assert "loading" in watch.text()

    @numba.njit
    def kernel(x: int) -> int:
        return x + 1

    assert kernel(1) == 2 and watch.compiled >= 1
    assert "compiling" in watch.text() and str(watch.compiled) in watch.text()


def test_a_module_that_is_being_imported_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is loaded on another thread, and its modules are seen before they are whole."""
    monkeypatch.setitem(sys.modules, "nacre.kernel_cache", types.ModuleType("nacre.kernel_cache"))
    LoadWatch().moves()


def test_kernels_of_pictures_are_compiled_in_a_process_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of a first start; whoever waits for the server is told that something moves there."""
    monkeypatch.setattr(cold_start, "is_kept", lambda kernel: False)
    monkeypatch.setattr(cold_start.os, "cpu_count", lambda: 2)
    watch, before = LoadWatch(), Elsewhere.signs
    watch.moves()
    kernels = PictureKernels()
    kernels.wait()
    assert Elsewhere.signs > before and watch.moves()
    signs = Elsewhere.signs
    kernels.wait()
    assert Elsewhere.signs == signs, "nobody is waited for twice"
    monkeypatch.setattr(cold_start, "is_kept", lambda kernel: True)
    PictureKernels().wait()
    assert Elsewhere.signs == signs, "known kernels are compiled by nobody"


def test_kernels_on_disk_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "kept_kernel.py"
    source.write_text("import numba\n\n\n@numba.njit(cache=True)\ndef kernel(x):\n    return x + 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    kernel = importlib.import_module("kept_kernel").kernel
    assert not is_kept(kernel)
    assert kernel(1) == 2 and is_kept(kernel)

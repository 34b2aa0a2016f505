"""A user of a container: no home, or one that cannot be written, and kernels that somebody else has compiled."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching

from nacre import cache_folder as module
from nacre.cache_folder import cache_folder, state_folder, writable
from nacre.client.client import Client
from nacre.kernel_cache import BesideSource
from nacre.server.ops.supervisor import free_port
from nacre.world.kernels import arithmetic

pytestmark = pytest.mark.timeout(120)


def environment(tmp_path: Path) -> dict[str, str]:
    """A home that nobody can write, not even root, and a temporary folder of the test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "NACRE_", "NUMBA_CACHE"))}
    return kept | {"HOME": "/proc", "TMPDIR": str(tmp_path)}


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write")
class TestWithoutAHome:
    @pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["token", "list"], ["doctor", "--json"]])
    def test_words_need_no_disk(self, tmp_path: Path, words: list[str]) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "nacre", *words],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert done.returncode == 0 and "Traceback" not in done.stderr and "Error" not in done.stderr, done.stderr
        if "--help" in words:
            assert not done.stderr and not list(tmp_path.iterdir()), "help touches no disk"

    def test_a_server_keeps_what_it_must_in_a_temporary_folder_and_says_so_once(self, tmp_path: Path) -> None:
        port = free_port()
        command = [sys.executable, "-m", "nacre.server.main", "--model", "test-pattern", "--port", str(port)]
        server = subprocess.Popen(
            command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None and server.stdout.readline().startswith("nacre: serving")
            with Client(f"tcp://127.0.0.1:{port}") as client:
                client.open(spec={}, width=64, height=36)
                assert client.snapshot("a")["bytes"] > 0
        finally:
            server.terminate()
            _, said = server.communicate(timeout=20)
        assert said.count("no folder") == 1 and "sessions and saves" in said, said
        saved = list(tmp_path.rglob("a.nacre"))
        assert (
            len(saved) == 1 and oct((tmp_path / saved[0].relative_to(tmp_path).parts[0]).stat().st_mode)[-3:] == "700"
        )


def test_no_home_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def no_home(*_: Any, **__: Any) -> Path:
        raise RuntimeError("could not determine the home directory")

    module._temporary.cache_clear()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_cache_path", no_home)
    monkeypatch.setattr("platformdirs.user_state_path", no_home)
    assert cache_folder() == cache_folder() and cache_folder().parent == tmp_path and writable(cache_folder())
    assert state_folder() != cache_folder()
    assert capsys.readouterr().err.count("no folder") == 2, "once for each"
    module._temporary.cache_clear()


def test_a_temporary_folder_of_somebody_else_is_not_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    user = os.getuid() if hasattr(os, "getuid") else 0
    (tmp_path / f"nacre-cache-{user}").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    module._temporary.cache_clear()
    assert module._temporary("cache", "things").name.startswith("nacre-cache-")
    assert not module._temporary("cache", "things").is_symlink()
    module._temporary.cache_clear()


def test_kernels_compiled_by_another_user_serve_one_who_cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = next(value for value in vars(arithmetic).values() if isinstance(value, numba.core.dispatcher.Dispatcher))
    path = str(Path(arithmetic.__file__))
    kept = list(Path(path).parent.glob("__pycache__/arithmetic.*.nbi"))
    if not kept:
        pytest.skip("no kernel of this file is compiled beside it")

    def read_only(*_: Any, **__: Any) -> Any:
        raise PermissionError("read-only")

    monkeypatch.setattr(caching.tempfile, "TemporaryFile", read_only)
    found = BesideSource.from_function(kernel.py_func, path)
    assert found is not None and Path(found.get_cache_path()) == kept[0].parent
    monkeypatch.setattr(caching.IndexDataCacheFile, "_save_index", read_only)
    caching.IndexDataCacheFile(str(kept[0].parent), "none-such", b"").save("key", "data")  # costs nothing but time
    with pytest.raises(OSError):
        BesideSource(kernel.py_func, str(Path(path).parent / "none_such.py")).ensure_cache_path()

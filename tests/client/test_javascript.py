"""The reference client in JavaScript, which was written from SPEC.md alone, against a real server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from nacre.server.main import Server, ServerConfig

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "javascript"

pytestmark = pytest.mark.timeout(150)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its two packages, in a folder of its own."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("javascript")
    for file in EXAMPLE.iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode:
        pytest.skip(f"npm could not fetch zeromq and @msgpack/msgpack: {done.stderr.strip()[-120:]}")
    return folder


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="test-pattern")) as running:
        yield running


def node(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["node", *words], cwd=folder, capture_output=True, text=True, timeout=60)


def test_it_walks_resumes_and_rewinds(installed: Path, server: Server) -> None:
    done = node(installed, "walk.js", server.endpoint, "60")
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["frames"] == 70 and seen["resumed"] and seen["same"] and seen["rises"]
    assert seen["bytes"] == [["rgb", "rgba8", 320 * 180 * 4], ["depth", "f16", 320 * 180 * 2]]
    assert 0.0 < seen["back"] <= 1.0 and 0.0 < seen["latency_ms_p50"] < 500.0


def test_a_refusal_is_an_error_with_a_code_and_a_hint(installed: Path, server: Server) -> None:
    program = f"""
import {{Client}} from "./nacre.js";
const client = new Client("{server.endpoint}");
await client.hello();
const codes = [];
for (const body of
  [{{prompt: "x", width: 65}}, {{}}, {{spec: {{gravity: 3}}}}, {{prompt: "a hill", seed: 2 ** 52 + 1}}])
  await client.open(body).then(({{seed}}) => codes.push(seed), error => codes.push(error.code, error.hint.length > 9));
console.log(JSON.stringify(codes));
await client.close();
process.exit(0);
"""
    (installed / "refused.js").write_text(program)
    done = node(installed, "refused.js")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["bad_size", True, "nothing_to_open", True, "bad_spec", True, 2**52 + 1]


def test_it_is_short() -> None:
    lines = sum(len((EXAMPLE / name).read_text("utf-8").splitlines()) for name in ("nacre.js", "walk.js"))
    assert lines <= 200, "a client from the specification alone fits on four pages"

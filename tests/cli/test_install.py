"""Installing: the declared packages have wheels for every kind of machine that the README names."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent.parent
MAC = [f"macosx_{version}_{kind}" for version in ("10_9", "10_13", "11_0", "12_0", "13_0") for kind in ("x86_64",
       "universal2")]  # fmt: skip
# Where torch has wheels, everything else has: these are the two where it has none.
MACHINES = {
    "Intel Mac": ({"sys_platform": "darwin", "platform_machine": "x86_64"}, MAC),
    "Windows on Arm": ({"sys_platform": "win32", "platform_machine": "ARM64"}, ["win_arm64"]),
}


def required(environment: dict[str, str]) -> list[str]:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    rows = [Requirement(row) for row in declared]
    return [f"{r.name}{r.specifier}" for r in rows if r.marker is None or r.marker.evaluate(environment)]


def test_torch_is_asked_for_where_it_has_wheels() -> None:
    with_torch = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("win32", "AMD64")]
    for system, machine in with_torch:
        assert any(row.startswith("torch") for row in required({"sys_platform": system, "platform_machine": machine}))
    for environment, _ in MACHINES.values():
        assert not any(row.startswith("torch") for row in required(environment))


@pytest.mark.parametrize("machine", MACHINES)
def test_an_install_resolves_where_torch_has_no_wheel(machine: str, tmp_path: Path) -> None:
    environment, tags = MACHINES[machine]
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--only-binary=:all:", "--target",
               str(tmp_path), "--python-version", "3.12", "--disable-pip-version-check"]  # fmt: skip
    command += [f"--platform={tag}" for tag in tags] + required(environment) + ["llvmlite"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("the package index does not answer")
    if done.returncode and any(sign in done.stderr for sign in ("onnection", "Could not fetch URL", "Max retries")):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr[-600:]

"""The harness of the Unity tests: compiles the package with the C# compiler and runs its console program under mono."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from nacre.protocol import generate

VECTORS = generate.PROTOCOL / "vectors"


def load_toolchain() -> ModuleType:
    path = generate.REPOSITORY / "engine_plugins" / "unity" / "checks" / "toolchain.py"
    specification = importlib.util.spec_from_file_location("unity_toolchain", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules["unity_toolchain"] = module
    specification.loader.exec_module(module)
    return module


toolchain = load_toolchain()


@cache
def program() -> Path:
    found: Path = toolchain.wire_check()
    return found


def check(*arguments: str, lines: list[str] | None = None) -> list[str]:
    """Run the console program; the answers, one a line."""
    said = subprocess.run(
        ["mono", str(program()), *arguments],
        input="".join(line + "\n" for line in lines or []),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr[-2000:] + said.stdout[-2000:]
    return said.stdout.splitlines()


def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"]
    return found


def line(entry: dict[str, Any]) -> str:
    return entry["head"] + (f"{entry['fill']}*{entry['count']}" if "fill" in entry else "")


def raw(entry: dict[str, Any]) -> bytes:
    return bytes.fromhex(entry["head"]) + bytes.fromhex(entry.get("fill", "")) * entry.get("count", 0)

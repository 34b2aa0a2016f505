"""Every name of TensorRT that the backend uses exists, in 10.13 and in 11: by the real bindings over a stub library.

The bindings are a small wheel and need only nine C functions to be imported; without the wheels, or a C compiler,
the names are compared with a list recorded that way. Record it anew with NACRE_RECORD_TENSORRT=1.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import nacre.runtime

VERSIONS = ("10.13.3.9", "11.4.0.106")
RECORDED = Path(__file__).parents[1] / "data" / "tensorrt_names.json"
SYMBOLS = (
    "createInferBuilder_INTERNAL", "createInferRefitter_INTERNAL", "createInferRuntime_INTERNAL",
    "createNvOnnxParser_INTERNAL", "createNvOnnxParserRefitter_INTERNAL", "getNvOnnxParserVersion",
    "initLibNvInferPlugins", "getPluginRegistry", "getBuilderPluginRegistry",
)  # fmt: skip
# what the sources call their objects, and the classes these are
CLASSES = {
    "builder": "Builder", "network": "INetworkDefinition", "parser": "OnnxParser", "config": "IBuilderConfig",
    "profile": "IOptimizationProfile", "kept": "ITimingCache", "self._runtime": "Runtime",
    "self._engine": "ICudaEngine", "self._context": "IExecutionContext",
}  # fmt: skip
LISTED = """
import json, sys
import tensorrt_bindings as trt
names = []
for name in dir(trt):
    if name.startswith("_"):
        continue
    thing = getattr(trt, name)
    names.append(name)
    if isinstance(thing, type):
        for member in dir(thing):
            if not member.startswith("_"):
                names.append(f"{name}.{member}")
                inner = getattr(thing, member)
                if isinstance(inner, type):
                    names += [f"{name}.{member}.{part}" for part in dir(inner) if not part.startswith("_")]
json.dump(names, sys.stdout)
"""


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def used_names() -> set[str]:
    """`Class.member` for everything that the backend asks of TensorRT."""
    found = set()
    folder = Path(nacre.runtime.__file__).parent / "backends"
    for path in sorted(folder.glob("tensorrt*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Attribute):
                continue
            name = _dotted(node)
            for start in ("trt.", "self._trt."):
                if name.startswith(start):
                    found.add(name.removeprefix(start))
            owner = CLASSES.get(_dotted(node.value))
            if owner and path.name in ("tensorrt_build.py", "tensorrt_run.py"):
                found.add(f"{owner}.{node.attr}")
    return {name for name in found if "__" not in name}


def test_the_search_finds_what_is_used() -> None:
    names = used_names()
    assert {"Builder.create_network", "IExecutionContext.execute_async_v3", "ILogger.Severity.WARNING"} <= names
    assert "ICudaEngine.device_memory_size_v2" in names and "ITimingCache.serialize" in names
    assert len(names) > 40


@pytest.mark.parametrize("version", VERSIONS)
def test_names_are_in_the_recorded_list(version: str) -> None:
    known = set(json.loads(RECORDED.read_text("utf-8"))["names"][version])
    assert used_names() - known == set()


def test_the_recorded_list_knows_what_11_removed() -> None:
    names = json.loads(RECORDED.read_text("utf-8"))["names"]
    assert "BuilderFlag.FP16" in names["10.13.3.9"]
    assert "BuilderFlag.FP16" not in names["11.4.0.106"]


def bindings_names(version: str, folder: Path) -> list[str]:
    """The names in the real bindings; skips where they cannot be had."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler to build the stub of TensorRT with")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--no-deps", "--quiet"]
    asked = [*pip, "--only-binary=:all:", "-d", str(folder), f"tensorrt-cu13-bindings=={version}"]
    try:
        done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("no package index answers: TensorRT's bindings are checked against the recorded list only")
    wheels = list(folder.glob("tensorrt_cu13_bindings-*.whl"))
    if done.returncode or not wheels:
        pytest.skip("no wheel of TensorRT's bindings: checked against the recorded list only")
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)
    source = folder / "stub.c"
    source.write_text("".join(f"void *{name}(void) {{ return 0; }}\n" for name in SYMBOLS))
    major = version.split(".")[0]
    for library in ("nvinfer", "nvonnxparser", "nvinfer_plugin"):
        file = f"lib{library}.so.{major}"
        subprocess.run(
            [compiler, "-shared", "-fPIC", f"-Wl,-soname,{file}", "-o", str(folder / file), str(source)],
            check=True,
            timeout=60,
        )
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder), "PYTHONPATH": str(folder)}
    listed = subprocess.run(
        [sys.executable, "-c", LISTED], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    names: list[str] = json.loads(listed.stdout)
    return names


@pytest.mark.parametrize("version", VERSIONS)
def test_names_are_in_the_real_bindings(version: str, tmp_path: Path) -> None:
    names = set(bindings_names(version, tmp_path))
    assert len(names) > 1000
    assert used_names() - names == set()
    if os.environ.get("NACRE_RECORD_TENSORRT"):
        owners = {"", *CLASSES.values(), "ILogger", "BuilderFlag", "NetworkDefinitionCreationFlag", "TensorIOMode"}
        owners |= {"ProfilingVerbosity", "ExecutionContextAllocationStrategy", "DataType", "ParserError"}
        kept = sorted(n for n in names if "." not in n or n.split(".")[0] in owners)
        record = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {"names": {}}
        record["source"] = "dir() of the classes in the wheels tensorrt-cu13-bindings, imported over a stub library"
        record["names"][version] = kept
        RECORDED.parent.mkdir(exist_ok=True)
        RECORDED.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")

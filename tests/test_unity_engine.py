"""The Unity package's components over a stand-in for UnityEngine: compiled in every variant, lived through by NUnit."""

from __future__ import annotations

import os
import shutil
import subprocess
import xml.etree.ElementTree as tree
from collections.abc import Iterator

import pytest

from test_unity_live import serving
from test_unity_wire import toolchain

pytestmark = pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())

VARIANTS = {
    "old input, no interface package": ("ENABLE_LEGACY_INPUT_MANAGER",),
    "Input System and uGUI": ("ENABLE_INPUT_SYSTEM", "NACRE_INPUT_SYSTEM", "NACRE_UGUI"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_components_compile_without_a_warning(variant: str) -> None:
    assert toolchain.runtime(*VARIANTS[variant]).exists()


def test_the_webgl_variant_of_the_wire_compiles() -> None:
    folder = toolchain.PACKAGE / "Runtime" / "Wire"
    assert toolchain.build("Nacre.Worlds.Wire.dll", folder, flags=("-define:UNITY_WEBGL", "-nowarn:CS0169")).exists()


@pytest.fixture
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Every NUnit test and what it said: empty when it passed."""
    found = toolchain.nunit()
    if found is None:
        pytest.skip("no nunit-console with its framework")
    folder = tmp_path_factory.mktemp("nunit")
    made = toolchain.tests(found[0])
    for one in made.parent.glob("*.dll"):
        shutil.copy(one, folder)
    assembly = folder / made.name
    with serving() as server:
        command = [found[1], "-nologo", "-nodots", f"-result={folder / 'result.xml'}", str(assembly)]
        environment = os.environ | {"NACRE_ENDPOINT": server.endpoint}
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert (folder / "result.xml").exists(), run.stdout + run.stderr
    said = {}
    for case in tree.parse(folder / "result.xml").iter("test-case"):
        message = case.findtext(".//message") or ""
        good = case.get("executed") == "True" and case.get("success") == "True"
        said[case.get("name", "").removeprefix("Nacre.Worlds.Tests.")] = "" if good else message or "not run"
    yield said


def test_every_nunit_test_passes(results: dict[str, str]) -> None:
    assert len(results) >= 32
    assert {name: message for name, message in results.items() if message} == {}

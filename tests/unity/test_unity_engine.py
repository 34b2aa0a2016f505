"""The Unity package's components over a stand-in for UnityEngine: compiled in every variant, lived through by NUnit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree
from pathlib import Path

import pytest

from support.unity import line, program, toolchain, vectors
from support.unity_peers import serving

pytestmark = pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())

VARIANTS: dict[str, tuple[str, ...]] = {
    "old input, in the editor": toolchain.USUAL_DEFINES,
    "old input, in a player": ("ENABLE_LEGACY_INPUT_MANAGER",),
    "Input System, Unity UI, AI Navigation": toolchain.PACKAGES,
    "no input at all": (),
}
PIPELINES = [
    ("Universal", ("NACRE_UNIVERSAL",)),
    ("Universal", ("NACRE_UNIVERSAL", "NACRE_RENDER_GRAPH")),
    ("Universal", ()),
    ("HighDefinition", ("NACRE_HIGH_DEFINITION",)),
    ("HighDefinition", ()),
]


@pytest.mark.parametrize("variant", VARIANTS)
def test_components_compile_without_a_warning(variant: str) -> None:
    """Every public member with its documentation, else the compiler warns."""
    assert toolchain.runtime(*VARIANTS[variant]).exists()


@pytest.mark.parametrize(("name", "defines"), PIPELINES)
def test_render_passes_compile_with_their_pipeline_and_without(name: str, defines: tuple[str, ...]) -> None:
    assert toolchain.pipeline(name, *defines).exists()


def test_urp_17_draws_by_its_render_graph_and_in_its_compatibility_mode() -> None:
    """Names of methods as the assembly's metadata has them; Unity 6.4 has no compatibility mode any more."""
    modern = ("NACRE_UNIVERSAL", "NACRE_RENDER_GRAPH")
    for defines, drawn_by in (
        (("NACRE_UNIVERSAL",), (False, True)),
        (modern, (True, True)),
        ((*modern, "UNITY_6000_4_OR_NEWER"), (True, False)),
    ):
        names = toolchain.pipeline("Universal", *defines).read_bytes()
        assert (b"\0RecordRenderGraph\0" in names, b"\0Execute\0" in names) == drawn_by, defines


# Those whose signatures the package is written for; where it asks for no difference, one stands for the others.
VERSIONS = ("2022.3", "6000.0", "6000.3", "6000.5", "6000.7")
DIFFERENT = list({toolchain.version_symbols(version): version for version in reversed(VERSIONS)}.values())


@pytest.mark.parametrize("version", DIFFERENT)
def test_everything_compiles_for_every_version(version: str, tmp_path: Path) -> None:
    """What the package does differently from version to version, against members as that version has them."""
    if toolchain.core() is None:
        pytest.skip("no .NET Core 3 beside the compiler")
    managed = toolchain.stub_as_editor(tmp_path / "Managed", version)
    pipelines = (toolchain.PACKAGE / "Runtime" / "Universal", toolchain.PACKAGE / "Runtime" / "HighDefinition")
    flags = ["-define:NACRE_UNIVERSAL", "-define:NACRE_HIGH_DEFINITION"]
    flags += ["-define:NACRE_RENDER_GRAPH"] if version.startswith("6000") else []
    assert toolchain.against_editor(managed, version, *pipelines, flags=tuple(flags)).exists()


def test_everything_compiles_against_an_editors_own_assemblies() -> None:
    """For whoever has a licensed editor: `make test-unity-editor UNITY_MANAGED=…/Editor/Data/Managed`."""
    named = os.environ.get("UNITY_MANAGED", "")
    if not named:
        pytest.skip("no licensed editor: set UNITY_MANAGED to its folder Editor/Data/Managed")
    found = re.search(r"(\d{4}\.\d+)\.\d+[abf]\d+", named)
    version = os.environ.get("UNITY_VERSION") or (found[1] if found else "")
    assert version, "the path names no version: set UNITY_VERSION, for example to 6000.3"
    assert toolchain.against_editor(Path(named), version).exists()


def test_samples_and_tests_compile_as_unity_compiles_them() -> None:
    assert toolchain.samples().exists()
    found = toolchain.nunit()
    if found is not None:
        assert toolchain.edit_tests(found[0]).exists() and toolchain.play_tests(found[0]).exists()


def test_the_webgl_variant_of_the_wire_compiles() -> None:
    folder = toolchain.PACKAGE / "Runtime" / "Wire"
    assert toolchain.build("Nacre.Worlds.Wire.dll", folder, flags=("-define:UNITY_WEBGL", "-nowarn:CS0169")).exists()


def test_core_clr_compiles_and_runs_the_same_text() -> None:
    """Against .NET Core, which has .NET Standard 2.1 and little beyond it: what only mono has would not compile."""
    found = toolchain.core()
    if found is None:
        pytest.skip("no .NET Core 3 beside the compiler")
    command, assemblies = found
    lines = "".join(line(entry) + "\n" for entry in vectors("msgpack"))
    there = str(toolchain.wire_check_on_core(assemblies))
    for words, given in (("msgpack", lines), ("said", ""), ("input", "")):
        here = subprocess.run(["mono", str(program()), words], input=given, capture_output=True, text=True, timeout=60)
        core = subprocess.run([command, "exec", there, words], input=given, capture_output=True, text=True, timeout=60)
        assert core.returncode == 0 and core.stdout == here.stdout, core.stderr


def run(assembly: Path, console: str, folder: Path) -> tuple[dict[str, str], set[str]]:
    """Run an assembly's tests: what each that failed said, and which were passed over; the rest passed."""
    for one in assembly.parent.glob("*.dll"):
        shutil.copy(one, folder)
    # a test that breaks lines leaves sessions, each for its time to live
    with serving("--no-saves", "--sessions", "32") as server:
        command = [console, "-nologo", "-nodots", f"-result={folder / 'result.xml'}", str(folder / assembly.name)]
        environment = os.environ | {"NACRE_ENDPOINT": server.endpoint}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert (folder / "result.xml").exists(), done.stdout + done.stderr
    failed, ignored, passed = {}, set(), 0
    for case in tree.parse(folder / "result.xml").iter("test-case"):
        name = case.get("name", "").removeprefix("Nacre.Worlds.Tests.")
        if case.get("result") == "Ignored":
            ignored.add(name)
        elif case.get("executed") != "True" or case.get("success") != "True":
            failed[name] = case.findtext(".//message") or "not run"
        else:
            passed += 1
    return failed | ({} if passed else {"all": "nothing passed"}), ignored


# These read pixels back from a graphics card; they are for Unity.
NEEDS_A_CARD = {
    'PlayModeRunner.PlayMode("GraphicsTests.TheBackgroundIsUprightAndCoversTheView")',
    'PlayModeRunner.PlayMode("GraphicsTests.GeneratedGroundHidesWhatIsUnderItAndNotWhatStandsOnIt")',
}


def test_every_nunit_test_passes(tmp_path: Path) -> None:
    found = toolchain.nunit()
    if found is None:
        pytest.skip("no nunit-console with its framework")
    assert run(toolchain.tests(found[0]), found[1], tmp_path) == ({}, NEEDS_A_CARD)


def test_every_nunit_test_passes_with_the_optional_packages(tmp_path: Path) -> None:
    found = toolchain.nunit()
    if found is None:
        pytest.skip("no nunit-console with its framework")
    assert run(toolchain.package_tests(found[0]), found[1], tmp_path) == ({}, set())

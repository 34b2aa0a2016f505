"""The Unity package as a package: manifest, .meta files, assemblies, samples, tarball, the browser's part."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

from nacre import __version__
from nacre.protocol import generate
from support.unity import toolchain

PACKAGE = generate.REPOSITORY / "engine_plugins" / "unity" / "com.nacre.worlds"


@pytest.fixture(scope="module")
def tarball() -> ModuleType:
    path = generate.REPOSITORY / "scripts" / "unity_tarball.py"
    specification = importlib.util.spec_from_file_location("unity_tarball", path)
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_manifest_is_what_the_package_manager_wants(tarball: ModuleType) -> None:
    manifest = json.loads((PACKAGE / "package.json").read_text("utf-8"))
    tarball.check_manifest(manifest)
    assert manifest["version"] == __version__
    wrong = [
        {"name": "Nacre Worlds"},
        {"version": "1"},
        {"unity": "2022.3.1f1"},
        {"displayName": ""},
        {"colour": "red"},
    ]
    wrong += [
        {"dependencies": {"com.unity.ugui": "latest"}},
        {"samples": [{"path": "Samples~/None"}]},
        {"version": "9.9.9"},
    ]
    for change in wrong:
        with pytest.raises(tarball.PackageError):
            tarball.check_manifest(manifest | change)


def test_every_file_has_a_meta_with_a_guid_of_its_own(
    tarball: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tarball.check_metas()
    copy = tmp_path / PACKAGE.name
    shutil.copytree(PACKAGE, copy)
    monkeypatch.setattr(tarball, "PACKAGE", copy)
    tarball.check_metas()
    # What Unity projects point at is the guid in the .meta, which stays with its file when that moves.
    kept = {
        "Components/NacreWorld.cs": "fa28daee1b94d17babe80204ca9be01d",
        "Rendering/ScreenMode.cs": "3d85a0d3e7a4ff7dc4437fcb7339a92b",
    }
    for name, guid in kept.items():
        assert tarball.known(copy / "Runtime" / name) == guid, name
    new = copy / "Runtime" / "New.cs"
    new.write_text("")
    with pytest.raises(tarball.PackageError, match=r"no \.meta for Runtime"):
        tarball.check_metas()
    assert tarball.write_metas() == [tarball.meta(new)]
    # A guid is made of the path, so that it is the same on every machine.
    before = tarball.meta(new).read_text("utf-8")
    assert tarball.guid(new) in before
    (copy / "Runtime" / "Gone.cs.meta").write_text(before)
    with pytest.raises(tarball.PackageError, match="belongs to nothing"):
        tarball.check_metas()
    (copy / "Runtime" / "Gone.cs").write_text("")
    with pytest.raises(tarball.PackageError, match="used twice"):
        tarball.check_metas()


def test_the_tarball_is_the_package_and_always_the_same(tarball: ModuleType, tmp_path: Path) -> None:
    one, two = tarball.pack(tmp_path / "a"), tarball.pack(tmp_path / "b")
    assert one.name == f"com.nacre.worlds-{__version__}.tgz" and one.read_bytes() == two.read_bytes()
    with tarfile.open(one) as archive:
        names = archive.getnames()
        assert all(name.startswith("package/") for name in names)
        assert json.load(archive.extractfile("package/package.json"))["name"] == "com.nacre.worlds"
    for needed in (
        "README.md",
        "CHANGELOG.md",
        "LICENSE.md",
        "Documentation~/index.md",
        "Samples~/Minimal/MinimalWorld.cs",
        "Runtime/Universal/NacreRendererFeature.cs",
    ):
        assert f"package/{needed}" in names
    assert not [name for name in names if name.endswith((".dll", ".so", ".dylib", ".a", ".bundle"))]


def test_assemblies_depend_one_way() -> None:
    found = {}
    for path in PACKAGE.rglob("*.asmdef"):
        data = json.loads(path.read_text("utf-8"))
        assert data["name"] == path.stem
        found[data["name"]] = data
    ours = {name: [r for r in data["references"] if r.startswith("Nacre.")] for name, data in found.items()}
    assert ours["Nacre.Worlds.Wire"] == [] and found["Nacre.Worlds.Wire"]["noEngineReferences"] is True
    assert found["Nacre.Worlds.Wire"]["references"] == []
    assert ours["Nacre.Worlds"] == ["Nacre.Worlds.Wire"]
    assert ours["Nacre.Worlds.Editor"] == ["Nacre.Worlds", "Nacre.Worlds.Wire"]
    assert ours["Nacre.Worlds.Universal"] == ours["Nacre.Worlds.HighDefinition"] == ["Nacre.Worlds"]
    # A package that is not there must cost nothing: what names it is behind a symbol of its version.
    for name, data in found.items():
        optional = {"Unity.InputSystem", "UnityEngine.UI", "Unity.AI.Navigation"} & set(data["references"])
        optional |= {r for r in data["references"] if r.startswith("Unity.RenderPipelines")}
        assert not optional or data["versionDefines"], name
    for name, data in found.items():
        assert set(ours[name]) <= set(found)
        assert ("Tests" in name) == ("UNITY_INCLUDE_TESTS" in data["defineConstraints"])
    for path in (PACKAGE / "Runtime" / "Wire").glob("*.cs"):
        assert "UnityEngine" not in path.read_text("utf-8")


def test_the_engines_modules_that_are_used_are_asked_for() -> None:
    """A module can be switched off in a project; a package that uses one must depend on it."""
    text = "".join(path.read_text("utf-8") for path in (PACKAGE / "Runtime").rglob("*.cs"))
    signs = {
        "ai": "UnityEngine.AI",
        "imageconversion": "ImageConversion.",
        "imgui": "GUI.Label",
        "physics": "MeshCollider",
    }
    assert all(sign in text for sign in signs.values())
    manifest = json.loads((PACKAGE / "package.json").read_text("utf-8"))
    assert set(manifest["dependencies"]) == {f"com.unity.modules.{name}" for name in signs}


def test_the_readme_promises_no_address_that_is_not_there() -> None:
    text = (PACKAGE / "README.md").read_text("utf-8")
    assert "<your repository URL>" in text and text.index("tarball") < text.index("git URL")
    assert not re.findall(r"https?://(?!docs\.unity3d\.com)\S+", text)


def test_files_stay_readable() -> None:
    """One noun a file, and 300 lines at most; the messages are generated."""
    roots = (PACKAGE, toolchain.CHECKS)
    paths = [p for root in roots for kind in ("*.cs", "*.hlsl", "*.py", "*.js") for p in root.rglob(kind)]
    long = {p.name: len(p.read_text("utf-8").splitlines()) for p in paths if p.name != "Messages.cs"}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def changes(line: str) -> bool:
    """Whether a line of C# declares a static field or event that can change."""
    declared = re.match(
        r"\s*(?:\[[^]]*\]\s*)?(?:public |private |internal |protected )*static (?!class|void|extern)(.*)", line
    )
    if declared is None:
        return False
    head = re.split(r"=(?!>)|=>|\{", declared.group(1))[0]
    method = "(" in head or "operator" in head
    shown = "=>" in line or ("{ get" in line and "set" not in line)
    constant = re.match(
        r"readonly (int \w+Id|UTF8Encoding \w+|(double|int|string|VertexAttributeDescriptor)\[\] \w+)\b",
        declared.group(1),
    )
    return not (method or shown or constant)


def test_every_shader_is_kept_for_players(tarball: ModuleType) -> None:
    """Defaults of a component are filled in by the editor only: a player has what an asset in Resources refers to."""
    folder = PACKAGE / "Runtime" / "Resources"
    text = (folder / "NacreShaders.asset").read_text("utf-8")
    kept = dict(re.findall(r"^  (\w+): \{fileID: 4800000, guid: (\w{32}), type: 3\}$", text, re.MULTILINE))
    shaders = {path.stem.removeprefix("Nacre").lower(): path for path in (PACKAGE / "Shaders").glob("*.shader")}
    assert kept == {name: tarball.known(path) for name, path in shaders.items()}
    script = PACKAGE / "Runtime" / "Rendering" / "NacreShaders.cs"
    assert f"m_Script: {{fileID: 11500000, guid: {tarball.known(script)}, type: 3}}" in text
    fields = set(re.findall(r"\[SerializeField\] private Shader\? (\w+);", script.read_text("utf-8")))
    assert fields == set(kept)


def test_nothing_that_changes_is_static() -> None:
    """With Fast Enter Play Mode statics survive: only constants and things that never change may be."""
    assert changes("        private static int last;") and changes("    public static event Action? Happened;")
    assert changes("    static readonly List<int> All = new List<int>();") and changes(
        "    public static X Now { get; set; }"
    )
    assert not changes("    private static int Count(string text)") and not changes("    public const int A = 1;")
    paths = [*(PACKAGE / "Runtime").rglob("*.cs"), *(PACKAGE / "Editor").rglob("*.cs")]
    assert [
        f"{p.name}: {line.strip()}" for p in paths for line in p.read_text("utf-8").splitlines() if changes(line)
    ] == []


def test_the_world_goes_by_real_time_whatever_the_games_scale_of_time() -> None:
    """With `Time.timeScale` at 0 or 0.1 the server's world goes on: input, doors and weather must not starve."""
    paths = sorted((PACKAGE / "Runtime").rglob("*.cs"))
    assert any("Time.unscaledDeltaTime" in path.read_text("utf-8") for path in paths)
    scaled = re.compile(r"\bTime\.(deltaTime|time|fixedDeltaTime|fixedTime)\b|\bnew WaitForSeconds\(")
    assert [path.name for path in paths if scaled.search(path.read_text("utf-8"))] == []


def test_every_input_action_is_bound() -> None:
    asset = json.loads((PACKAGE / "Runtime" / "Nacre.inputactions").read_text("utf-8"))
    (actions,) = asset["maps"]
    names = {action["name"] for action in actions["actions"]}
    assert names == {"Move", "Look", "Turn", "Jump", "Sprint"} == {binding["action"] for binding in actions["bindings"]}
    ids = [item["id"] for item in (*actions["actions"], *actions["bindings"])]
    assert len(ids) == len(set(ids))


def test_the_protocols_definition_is_the_one_the_package_was_made_from() -> None:
    from nacre.protocol import csharp

    for path, text in csharp.texts(generate.REPOSITORY).items():
        assert path.read_text("utf-8") == text, "run: python -m nacre.protocol.generate"


def test_pages_say_what_the_sources_say() -> None:
    command = [sys.executable, str(toolchain.UNITY / "write_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
    reference = (PACKAGE / "Documentation~" / "reference.md").read_text("utf-8")
    for path in (PACKAGE / "Runtime" / "Components").glob("*.cs"):
        for name in re.findall(r"^ +public event .* (\w+);", path.read_text("utf-8"), re.MULTILINE):
            assert f"| `{name}: Action" in reference, f"{path.name}: {name} is not told"


def test_pages_name_what_there_is() -> None:
    """What a page calls a component or a member of one is in the reference; its links lead somewhere."""
    folder = PACKAGE / "Documentation~"
    reference = (folder / "reference.md").read_text("utf-8")
    for page in folder.glob("*.md"):
        text = page.read_text("utf-8")
        assert not [link for link in re.findall(r"\]\(([\w.-]+\.md)\)", text) if not (folder / link).exists()], (
            page.name
        )
        components = set(re.findall(r"`(Nacre[A-Z]\w+)`", text)) - {"NacreWindow", "NacreDepth"}
        assert {name for name in components if name not in reference} <= {"NacrePainting"}, page.name

"""The Unity package as a package: manifest, .meta files, assemblies, samples, tarball, the browser's part."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import struct
import subprocess
import tarfile
from pathlib import Path
from types import ModuleType

import msgpack
import pytest

from nacre import __version__
from nacre.protocol import generate
from test_unity_live import serving
from test_unity_wire import toolchain
from test_web import bridge

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
    before = (copy / "Runtime" / "NacreWorld.cs.meta").read_text("utf-8")
    (copy / "Runtime" / "NacreWorld.cs.meta").rename(tmp_path / "kept.meta")
    with pytest.raises(tarball.PackageError, match=r"no \.meta for Runtime"):
        tarball.check_metas()
    assert tarball.write_metas() == [copy / "Runtime" / "NacreWorld.cs.meta"]
    # A guid is made of the path, so that it is the same on every machine.
    assert (copy / "Runtime" / "NacreWorld.cs.meta").read_text("utf-8") == before
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
    for name, data in found.items():
        assert set(ours[name]) <= set(found)
        assert ("Tests" in name) == ("UNITY_INCLUDE_TESTS" in data["defineConstraints"])
    for path in (PACKAGE / "Runtime" / "Wire").glob("*.cs"):
        assert "UnityEngine" not in path.read_text("utf-8")


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
    constant = re.match(r"readonly (int \w+Id|UTF8Encoding \w+|double\[\] \w+)\b", declared.group(1))
    return not (method or shown or constant)


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


def test_every_input_action_is_bound() -> None:
    asset = json.loads((PACKAGE / "Runtime" / "Nacre.inputactions").read_text("utf-8"))
    (actions,) = asset["maps"]
    names = {action["name"] for action in actions["actions"]}
    assert names == {"Move", "Look", "Jump", "Sprint"} == {binding["action"] for binding in actions["bindings"]}
    ids = [item["id"] for item in (*actions["actions"], *actions["bindings"])]
    assert len(ids) == len(set(ids))


@pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())
def test_the_samples_compile() -> None:
    references = (toolchain.stub(), toolchain.wire(), toolchain.runtime("ENABLE_LEGACY_INPUT_MANAGER"))
    flags = ("-nowarn:CS0649",)
    assert toolchain.build("Samples.dll", PACKAGE / "Samples~", references=references, flags=flags).exists()


def has_websocket() -> bool:
    node = shutil.which("node")
    if node is None:
        return False
    probe = [node, "--experimental-websocket", "-e", "process.exit(typeof WebSocket === 'function' ? 0 : 1)"]
    return subprocess.run(probe, capture_output=True).returncode == 0


@pytest.mark.skipif(not has_websocket(), reason="no node with a WebSocket")
def test_the_browsers_part_talks_to_a_real_bridge() -> None:
    header = msgpack.packb({"type": "hello", "id": 5, "v": 1})
    hello = struct.pack(">I", len(header)) + header
    library = PACKAGE / "Runtime" / "Plugins" / "WebGL" / "NacreSocket.jslib"
    program = toolchain.CHECKS / "browser.js"
    with serving() as server, bridge(server.endpoint) as address:
        command = ["node", "--experimental-websocket", str(program), str(library), f"ws://{address}/ws", hello.hex()]
        said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stdout + said.stderr
    message, state = said.stdout.split()
    data = bytes.fromhex(message)
    (size,) = struct.unpack(">I", data[:4])
    answer = msgpack.unpackb(data[4 : 4 + size])
    assert answer["type"] == "welcome" and answer["id"] == 5 and len(data) == 4 + size
    assert state == "3"  # closed and forgotten


def test_the_protocols_definition_is_the_one_the_package_was_made_from() -> None:
    from nacre.protocol import csharp

    for path, text in csharp.texts(generate.REPOSITORY).items():
        assert path.read_text("utf-8") == text, "run: python -m nacre.protocol.generate"

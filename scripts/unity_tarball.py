"""Packs the Unity package as a tarball that the Package Manager installs, and writes the .meta files that are missing.

`python scripts/unity_tarball.py [--output FOLDER]` checks and packs; `--metas` only writes missing .meta files.
A .meta file is written once: its GUID is made from the package's name and the path, and stays when the file moves.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any, Final

REPOSITORY: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = REPOSITORY / "engine_plugins" / "unity" / "com.nacre.worlds"
# The script of the Input System that imports .inputactions files.
INPUT_IMPORTER: Final = "8404be70184654265930450def6a9037"
# docs.unity3d.com/Manual/upm-manifestPkg.html: what must be there, and in which form.
NAME: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9_-]+){2,}")
SEMVER: Final = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")


class PackageError(Exception):
    """The package cannot be shipped as it is; the text says why."""


def hidden(path: Path) -> bool:
    """Whether Unity does not import a path inside the package."""
    return any(part.endswith("~") or part.startswith(".") for part in path.relative_to(PACKAGE).parts)


def guid(path: Path) -> str:
    """The GUID a file without a .meta gets."""
    return hashlib.md5(f"com.nacre.worlds/{path.relative_to(PACKAGE).as_posix()}".encode()).hexdigest()


def _tail(indent: str = "  ") -> str:
    return f"{indent}userData: \n{indent}assetBundleName: \n{indent}assetBundleVariant: \n"


def _script() -> str:
    return (
        "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n"
        "  icon: {instanceID: 0}\n" + _tail()
    )


def _plugin() -> str:
    def platform(name: str, target: str, on: int) -> str:
        return f"  - first:\n      {name}: {target}\n    second:\n      enabled: {on}\n      settings: {{}}\n"

    return (
        "PluginImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  iconMap: {}\n  executionOrder: {}\n"
        "  defineConstraints: []\n  isPreloaded: 0\n  isOverridable: 0\n  isExplicitlyReferenced: 0\n"
        "  validateReferences: 1\n  platformData:\n"
        + platform("Any", "", 0)
        + platform("Editor", "Editor", 0)
        + platform("WebGL", "WebGL", 1)
        + _tail()
    )


def importer(path: Path) -> str:
    """The importer's part of a .meta file."""
    if path.is_dir():
        return "folderAsset: yes\nDefaultImporter:\n  externalObjects: {}\n" + _tail()
    if path.name == "package.json":
        return "PackageManifestImporter:\n  externalObjects: {}\n" + _tail()
    if path.suffix == ".cs":
        return _script()
    if path.suffix == ".asset":
        return "NativeFormatImporter:\n  externalObjects: {}\n  mainObjectFileID: 11400000\n" + _tail()
    if path.suffix == ".jslib":
        return _plugin()
    if path.suffix == ".inputactions":
        head = "ScriptedImporter:\n  internalIDToNameTable: []\n  externalObjects: {}\n  serializedVersion: 2\n"
        script = f"  script: {{fileID: 11500000, guid: {INPUT_IMPORTER}, type: 3}}\n"
        more = "  generateWrapperCode: 0\n  wrapperCodePath: \n  wrapperClassName: \n  wrapperCodeNamespace: \n"
        return head + _tail() + script + more
    names = {
        ".asmdef": "AssemblyDefinitionImporter",
        ".shader": "ShaderImporter",
        ".hlsl": "ShaderIncludeImporter",
        ".md": "TextScriptImporter",
        ".json": "TextScriptImporter",
    }
    if path.suffix not in names:
        raise PackageError(f"no importer is known for {path.relative_to(PACKAGE)}")
    middle = "  defaultTextures: []\n  nonModifiableTextures: []\n" if path.suffix == ".shader" else ""
    return f"{names[path.suffix]}:\n  externalObjects: {{}}\n{middle}{_tail()}"


def imported() -> list[Path]:
    """Everything Unity imports, files and folders, without the .meta files."""
    found = [path for path in PACKAGE.rglob("*") if path.suffix != ".meta" and not hidden(path)]
    return sorted(found)


def meta(path: Path) -> Path:
    """The .meta file that belongs to a path."""
    return path.with_name(path.name + ".meta")


def known(path: Path) -> str:
    """A path's GUID: that of its .meta file, or the one it will get."""
    if meta(path).exists():
        found = re.search(r"^guid: ([0-9a-f]{32})$", meta(path).read_text("utf-8"), re.MULTILINE)
        if found is None:
            raise PackageError(f"{meta(path).relative_to(PACKAGE)} has no guid")
        return found.group(1)
    return guid(path)


def write_metas() -> list[Path]:
    """Write the .meta files that are missing; returns them."""
    written = []
    for path in imported():
        if not meta(path).exists():
            meta(path).write_text(f"fileFormatVersion: 2\nguid: {guid(path)}\n{importer(path)}", "utf-8", newline="\n")
            written.append(meta(path))
    return written


def check_metas() -> None:
    """Raise PackageError unless every imported path has a .meta of its own, and nothing else has."""
    paths = imported()
    missing = [path for path in paths if not meta(path).exists()]
    if missing:
        raise PackageError(f"no .meta for {missing[0].relative_to(PACKAGE)}; run scripts/unity_tarball.py --metas")
    orphans = {path for path in PACKAGE.rglob("*.meta") if not hidden(path)} - {meta(path) for path in paths}
    if orphans:
        raise PackageError(f"{min(orphans).relative_to(PACKAGE)} belongs to nothing")
    guids = [known(path) for path in paths]
    twice = {one for one in guids if guids.count(one) > 1}
    if twice:
        raise PackageError(f"the guid {min(twice)} is used twice")


def check_manifest(manifest: dict[str, Any]) -> None:
    """Raise PackageError unless package.json is as the Package Manager wants it."""
    wanted = {"name": NAME, "version": SEMVER, "unity": re.compile(r"\d{4}\.\d+"), "displayName": re.compile(".{1,50}")}
    for key, form in wanted.items():
        if not isinstance(manifest.get(key), str) or not form.fullmatch(manifest[key]):
            raise PackageError(f"package.json: {key} is {manifest.get(key)!r}, not of the form {form.pattern}")
    strings = ("description", "license", "documentationUrl", "changelogUrl", "licensesUrl", "unityRelease", "type")
    known_keys = {*wanted, *strings, "keywords", "author", "dependencies", "samples", "hideInEditor", "repository"}
    strangers = set(manifest) - known_keys
    if strangers:
        raise PackageError(f"package.json: {min(strangers)} means nothing to the Package Manager")
    if manifest["name"] != PACKAGE.name:
        raise PackageError(f"package.json: the name is not that of the folder, {PACKAGE.name}")
    for name, version in manifest.get("dependencies", {}).items():
        if not NAME.fullmatch(name) or not SEMVER.fullmatch(version):
            raise PackageError(f"package.json: the dependency {name} {version} is malformed")
    for sample in manifest.get("samples", []):
        if set(sample) != {"displayName", "description", "path"} or not (PACKAGE / sample["path"]).is_dir():
            raise PackageError(f"package.json: the sample {sample.get('displayName')} has no folder or lacks a key")
    if f"## [{manifest['version']}]" not in (PACKAGE / "CHANGELOG.md").read_text("utf-8"):
        raise PackageError(f"CHANGELOG.md says nothing of {manifest['version']}")


def pack(output: Path) -> Path:
    """Write the tarball; equal files give equal bytes. Raises PackageError when the package is not whole."""
    manifest = json.loads((PACKAGE / "package.json").read_text("utf-8"))
    check_manifest(manifest)
    check_metas()
    output.mkdir(parents=True, exist_ok=True)
    target = output / f"{manifest['name']}-{manifest['version']}.tgz"
    files = [path for path in sorted(PACKAGE.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in files:
            entry = tarfile.TarInfo(f"package/{path.relative_to(PACKAGE).as_posix()}")
            entry.size, entry.mode = path.stat().st_size, 0o644
            tar.addfile(entry, io.BytesIO(path.read_bytes()))
    target.write_bytes(gzip.compress(raw.getvalue(), mtime=0))
    return target


def main(argv: list[str] | None = None) -> int:
    """Run from a command line."""
    flags = argparse.ArgumentParser(description="Pack the Unity package.")
    flags.add_argument("--output", type=Path, default=REPOSITORY / "dist", help="folder for the tarball (dist)")
    flags.add_argument("--metas", action="store_true", help="only write missing .meta files")
    options = flags.parse_args(argv)
    try:
        if options.metas:
            for path in write_metas():
                print(f"wrote {path.relative_to(REPOSITORY)}")
            return 0
        target = pack(options.output)
        print(f"{target} ({target.stat().st_size} bytes)")
    except PackageError as error:
        print(f"unity_tarball: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Builds and runs the Unity package's C# outside Unity: finds the compiler and mono, compiles what has changed.

The compiler is `CSC`, or `csc` on the path, or where `install_csharp.sh` puts it; mono runs what it makes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

CHECKS: Final = Path(__file__).resolve().parent
UNITY: Final = CHECKS.parent
REPOSITORY: Final = UNITY.parents[1]
PACKAGE: Final = UNITY / "com.nacre.worlds"
BUILD: Final = REPOSITORY / "build" / "unity"
USUAL: Final = Path("/opt/unity-csharp/bin/csc")
STRICT: Final = ("-langversion:9", "-warnaserror+", "-nologo", "-deterministic+")


class CompileError(AssertionError):
    """The compiler refused; the text is what it said."""


def compiler() -> str | None:
    """The C# compiler's command, None when there is none."""
    named = os.environ.get("CSC")
    found = named if named else shutil.which("csc") or (str(USUAL) if USUAL.exists() else None)
    return found if found and shutil.which(found) else None


def missing() -> str:
    """What is missing to compile and run C#, empty when nothing is."""
    if compiler() is None:
        return "no C# 9 compiler: set CSC=/path/to/csc"
    return "" if shutil.which("mono") else "no mono to run C# with"


def _sources(folders: tuple[Path, ...]) -> list[Path]:
    found: list[Path] = []
    for folder in folders:
        found += [folder] if folder.is_file() else sorted(folder.rglob("*.cs"))
    return found


def build(
    name: str,
    *folders: Path,
    references: tuple[Path, ...] = (),
    flags: tuple[str, ...] = (),
    documented: bool = False,
) -> Path:
    """Compile every .cs under `folders` with warnings as errors; returns the assembly. Unchanged sources cost nothing.

    name ends in .dll or .exe; documented also demands a comment on everything public. Raises CompileError.
    """
    command = compiler()
    assert command is not None
    sources = _sources(folders)
    kind = "-target:exe" if name.endswith(".exe") else "-target:library"
    words = [*STRICT, kind, *flags, *(f"-r:{reference}" for reference in references)]
    digest = hashlib.sha256(" ".join([*words, str(documented)]).encode())
    for path in (*sources, *references):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    folder = BUILD / digest.hexdigest()[:16]
    target = folder / name
    if target.exists():
        return target
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{os.getpid()}-{name}"
    if documented:
        words.append(f"-doc:{part}.xml")
    # the assembly's name comes from the output's, so it is made under its own name in a folder of its own
    nest = folder / f"{os.getpid()}"
    nest.mkdir(exist_ok=True)
    # A compiler that runs on .NET Core 3 spends most of its time compiling itself: a third less with this.
    environment = os.environ | {"COMPlus_TC_QuickJitForLoops": "1"}
    arguments = [command, *words, f"-out:{nest / name}", *map(str, sources)]
    run = subprocess.run(arguments, capture_output=True, text=True, env=environment)
    said = (run.stdout + run.stderr).strip()
    if run.returncode or said:
        raise CompileError(said[:4000] or f"the compiler ended with {run.returncode}")
    # mono looks for references beside the program
    for reference in references:
        if not (folder / reference.name).exists():
            shutil.copyfile(reference, nest / reference.name)
            (nest / reference.name).replace(folder / reference.name)
    (nest / name).replace(target)
    shutil.rmtree(nest)
    return target


def wire() -> Path:
    """The wire assembly."""
    return build("Nacre.Worlds.Wire.dll", PACKAGE / "Runtime" / "Wire", documented=True)


def wire_check() -> Path:
    """The console program over the wire assembly."""
    return build("Nacre.Worlds.Wire.Check.exe", CHECKS / "wire", references=(wire(),))


def nunit() -> tuple[Path, str] | None:
    """NUnit's framework and its console, None when they are not there."""
    console = shutil.which("nunit-console")
    command = compiler()
    beside = Path(shutil.which(command or "") or "/nowhere").resolve().parents[1] / "nunit.framework.dll"
    named = Path(os.environ["NUNIT_FRAMEWORK"]) if "NUNIT_FRAMEWORK" in os.environ else beside
    return (named, console) if console and named.exists() else None


def stub() -> Path:
    """The stand-in for UnityEngine and UnityEditor."""
    return build("UnityEngine.dll", CHECKS / "stub")


# What the tests over the stand-in run with.
USUAL_DEFINES: Final = ("ENABLE_LEGACY_INPUT_MANAGER", "UNITY_EDITOR")
# A serialised field is set by Unity, never by code.
SERIALISED: Final = ("-nowarn:CS0649",)


def runtime(*defines: str) -> Path:
    """The engine-facing assembly, with these symbols defined."""
    folders = [PACKAGE / "Runtime" / name for name in ("Components", "Rendering", "Level", "Geometry", "Internal")]
    sources = sorted(path for folder in folders for path in folder.glob("*.cs"))
    flags = (*SERIALISED, *(f"-define:{name}" for name in defines))
    return build("Nacre.Worlds.dll", *sources, references=(stub(), wire()), flags=flags, documented=True)


def pipeline(name: str, *defines: str) -> Path:
    """The assembly for a render pipeline, `Universal` or `HighDefinition`, with these symbols defined."""
    references = (stub(), runtime(*USUAL_DEFINES))
    flags = (*SERIALISED, *(f"-define:{one}" for one in defines))
    folder = PACKAGE / "Runtime" / name
    return build(f"Nacre.Worlds.{name}.dll", folder, references=references, flags=flags, documented=True)


def editor() -> Path:
    """The editor assembly."""
    references = (stub(), wire(), runtime(*USUAL_DEFINES))
    folder = PACKAGE / "Editor"
    return build("Nacre.Worlds.Editor.dll", folder, references=references, flags=SERIALISED, documented=True)


def samples() -> Path:
    """The samples, as one assembly."""
    references = (stub(), wire(), runtime(*USUAL_DEFINES))
    return build("Samples.dll", PACKAGE / "Samples~", references=references, flags=SERIALISED)


def play_tests(framework: Path) -> Path:
    """The package's play mode tests."""
    references = (stub(), wire(), runtime(*USUAL_DEFINES), framework)
    return build("Nacre.Worlds.PlayModeTests.dll", PACKAGE / "Tests" / "Runtime", references=references)


def edit_tests(framework: Path) -> Path:
    """The package's edit mode tests, as Unity compiles them: without anything from here."""
    references = (stub(), wire(), runtime(*USUAL_DEFINES), framework)
    return build("Nacre.Worlds.Tests.dll", PACKAGE / "Tests" / "Editor", references=references)


def tests(framework: Path) -> Path:
    """The package's edit mode tests, with those of the components' lives over the stand-in."""
    sources = (PACKAGE / "Tests" / "Editor", CHECKS / "nunit")
    pipelines = (pipeline("Universal", "NACRE_UNIVERSAL"), pipeline("HighDefinition", "NACRE_HIGH_DEFINITION"))
    references = (stub(), wire(), runtime(*USUAL_DEFINES), editor(), samples(), play_tests(framework), *pipelines)
    return build("Nacre.Worlds.Tests.dll", *sources, references=(*references, framework))


PACKAGES: Final = ("ENABLE_INPUT_SYSTEM", "NACRE_INPUT_SYSTEM", "NACRE_UGUI", "NACRE_AI_NAVIGATION")


def package_tests(framework: Path) -> Path:
    """Tests of the components with the optional packages there."""
    sources = (CHECKS / "nunit" / "PlayFixture.cs", CHECKS / "nunit_packages")
    references = (stub(), wire(), runtime(*PACKAGES), framework)
    return build("Nacre.Worlds.Tests.dll", *sources, references=references)


def frames_check() -> Path:
    """The console program that carries frames from a socket into textures over the stand-in."""
    references = (stub(), wire(), runtime(*USUAL_DEFINES))
    return build("Nacre.Worlds.Frames.Check.exe", CHECKS / "frames", references=references)


def geometry_check() -> Path:
    """The console program that draws a server's world over the stand-in and says what stands in its scene."""
    references = (stub(), wire(), runtime(*USUAL_DEFINES))
    return build("Nacre.Worlds.Geometry.Check.exe", CHECKS / "geometry", references=references)


def uses() -> Path:
    """The console program that lists what an assembly uses of another."""
    return build("uses.exe", CHECKS / "uses")


def core() -> tuple[Path, Path] | None:
    """The .NET Core 3 beside the compiler, which implements .NET Standard 2.1: its command and its assemblies."""
    home = Path(shutil.which(compiler() or "") or "/nowhere").resolve().parents[1]
    assemblies = sorted(home.glob("dotnet/shared/Microsoft.NETCore.App/3.*/netstandard.dll"))
    command = home / "bin" / "dotnet"
    return (command, assemblies[-1].parent) if assemblies and command.exists() else None


def _on_core(assemblies: Path) -> tuple[str, ...]:
    """The compiler's words for .NET Standard in place of mono's own libraries."""
    names = [*assemblies.glob("System*.dll"), *assemblies.glob("Microsoft.Win32*.dll")]
    names += [assemblies / "netstandard.dll", assemblies / "mscorlib.dll"]
    references = [f"-r:{path}" for path in sorted(names) if path.exists() and "Native" not in path.name]
    return ("-noconfig", "-nostdlib", *references)


def version_symbols(version: str) -> tuple[str, ...]:
    """Those of Unity's version symbols that the package or the stand-in asks for and that hold for a `6000.3`."""
    text = "".join(path.read_text("utf-8") for path in _sources((PACKAGE, CHECKS / "stub")))
    asked = set(re.findall(r"UNITY_(\d+)_(\d+)_OR_NEWER", text))
    mine = tuple(int(number) for number in version.split("."))
    return tuple(f"UNITY_{a}_{b}_OR_NEWER" for a, b in sorted(asked) if (int(a), int(b)) <= mine)


def against_editor(managed: Path, version: str, *more: Path, flags: tuple[str, ...] = ()) -> Path:
    """The package, its editor part, samples and `more` against an editor's own assemblies: its folder `Data/Managed`.

    version is `6000.3` or the like. The libraries are the editor's .NET Standard, or those beside the compiler.
    Raises CompileError, also where a newer Unity calls something obsolete.
    """
    standard = sorted(managed.parent.glob("NetStandard/ref/2.1*"))
    found = core()
    if standard:
        shims = [path for path in managed.parent.glob("NetStandard/compat/2.1*/shims/*") if path.is_dir()]
        libraries = [path for folder in (standard[-1], *shims) for path in sorted(folder.glob("*.dll"))]
        base: tuple[str, ...] = ("-noconfig", "-nostdlib", *(f"-r:{path}" for path in libraries))
    else:
        assert found is not None, "no .NET Standard in the editor's folder, and none beside the compiler"
        base = _on_core(found[1])
    engine = tuple(sorted((managed / "UnityEngine").glob("Unity*.dll")))
    defines = (*USUAL_DEFINES, *version_symbols(version))
    words = (*base, *SERIALISED, *flags, *(f"-define:{name}" for name in defines))
    names = ("Wire", "Components", "Rendering", "Level", "Geometry", "Internal")
    folders = [PACKAGE / "Runtime" / name for name in names]
    sources = (*folders, PACKAGE / "Editor", PACKAGE / "Samples~", *more)
    return build("Nacre.Worlds.Whole.dll", *sources, references=engine, flags=words)


def stub_as_editor(folder: Path, version: str) -> Path:
    """A folder `Data/Managed` with the stand-in in it, as that version of Unity has its members."""
    found = core()
    assert found is not None
    flags = (*_on_core(found[1]), *(f"-define:{name}" for name in version_symbols(version)))
    made = build("UnityEngine.dll", CHECKS / "stub", flags=flags)
    (folder / "UnityEngine").mkdir(parents=True)
    shutil.copyfile(made, folder / "UnityEngine" / made.name)
    return folder


def wire_check_on_core(assemblies: Path) -> Path:
    """Wire classes and console program as one program for .NET Core."""
    flags = _on_core(assemblies)
    program = build("check.exe", PACKAGE / "Runtime" / "Wire", CHECKS / "wire", flags=flags)
    framework = {"name": "Microsoft.NETCore.App", "version": "3.1.0"}
    options = {
        "tfm": "netcoreapp3.1",
        "framework": framework,
        "configProperties": {"System.Globalization.Invariant": True},
    }
    program.with_name("check.runtimeconfig.json").write_text(json.dumps({"runtimeOptions": options}), "utf-8")
    return program

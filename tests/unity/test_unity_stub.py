"""The stand-in for UnityEngine is exactly what the Unity package uses; every member names its page of the manual."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from support.unity import toolchain

pytestmark = pytest.mark.skipif(
    bool(toolchain.missing()) or toolchain.nunit() is None, reason=toolchain.missing() or "no NUnit"
)
FOR_TESTS = "for tests"


def listed(*words: str | Path) -> list[str]:
    run = subprocess.run(["mono", str(toolchain.uses()), *map(str, words)], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.splitlines()


def type_of(member: str) -> str:
    return member.partition("::")[0]


@cache
def offered() -> dict[str, tuple[str, str]]:
    """Everything public of the stand-in: its page, and its kind."""
    rows = [line.split("\t") for line in listed("offers", toolchain.stub())]
    found = {name: (page, kind) for name, page, kind in rows}
    pages = {(type_of(name), name.split("::")[-1].split("/")[0]): page for name, page, _ in rows if page != "-"}
    for name, (page, kind) in found.items():
        owner, of_owner = type_of(name), found[type_of(name)]
        if page != "-" or name == owner:
            continue
        # overloads share a page; values of an enum, parts of a structure, and what packages have are on their type's
        same = pages.get((owner, name.split("::")[1].split("/")[0]), "-")
        on_type = of_owner[1] in ("enum", "attribute") or kind in ("part", "constructor") or "/" in of_owner[0]
        inherited = of_owner[0] if on_type or of_owner[0] == FOR_TESTS else "-"
        found[name] = (same if same != "-" else inherited, kind)
    return found


def consumers() -> list[Path]:
    framework = toolchain.nunit()[0]
    runtimes = [toolchain.runtime(*toolchain.USUAL_DEFINES), toolchain.runtime(*toolchain.PACKAGES)]
    pipelines = [
        toolchain.pipeline("Universal", "NACRE_UNIVERSAL"),
        toolchain.pipeline("Universal", "NACRE_UNIVERSAL", "NACRE_RENDER_GRAPH"),
        toolchain.pipeline("HighDefinition", "NACRE_HIGH_DEFINITION"),
    ]
    tests = [toolchain.play_tests(framework), toolchain.edit_tests(framework)]
    return [*runtimes, *pipelines, *tests, toolchain.editor(), toolchain.samples()]


def test_every_member_names_its_page() -> None:
    assert len(offered()) > 300
    page = re.compile(r"[A-Za-z0-9_.]+(-[A-Za-z0-9_]+)?|[a-z.-]+@\d+\.\d+/[A-Za-z0-9_.]+(-\d)?|" + FOR_TESTS)
    assert [name for name, (found, _) in offered().items() if not page.fullmatch(found)] == []


def test_no_member_is_there_that_nobody_uses() -> None:
    used = {line for path in consumers() for line in listed("uses", path, "UnityEngine")}
    assert len(used) > 250
    text = "\n".join(path.read_text("utf-8") for path in toolchain.PACKAGE.rglob("*.cs"))
    parts = {type_of(name) for name, (_, kind) in offered().items() if kind == "part" and name in used}
    idle = []
    for name, (page, kind) in offered().items():
        if page == FOR_TESTS or name in used:
            continue
        # what compilers put in place of the name, or the user overrides, shows in the text only
        word = re.split(r"::|\.", name)[-1].split("/")[0].removesuffix("Attribute")
        written = kind in ("constant", "overridden", "enum", "attribute") and re.search(rf"\b{word}\b", text)
        if not written and not (kind == "part" and type_of(name) in parts):
            idle.append(name)
    assert idle == []

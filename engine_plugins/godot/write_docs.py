"""Writes `docs/godot/nodes/`, a page for every node from the `##` comments of its script, and `docs/godot/classes.md`.

`python engine_plugins/godot/write_docs.py [--check]`. With --check nothing is written and the exit code is 1 when a
page differs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nacre.parts.vocabulary import MATERIALS, ROLES
from nacre.vocabulary import ENTITIES, OBJECTS, WEATHERS

HERE = Path(__file__).parent
NODES = HERE / "addons" / "nacre" / "nodes"
FRAME = HERE / "addons" / "nacre" / "wire" / "frame.gd"
PAGES = HERE.parents[1] / "docs" / "godot" / "nodes"
MEMBER = re.compile(
    r"(?:(?P<export>@export\w*)(?:\(.*?\))? )?"
    r"(?P<kind>static func|func|signal|var|enum) (?P<name>[A-Za-z]\w*)(?P<rest>.*)"
)


@dataclass
class Script:
    """What a node's page is made of."""

    name: str = ""
    base: str = ""
    about: str = ""
    rows: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def markdown(text: str) -> str:
    """Godot's documentation marks as Markdown."""
    text = re.sub(r"\[code\](.*?)\[/code\]", r"`\1`", text)
    text = re.sub(r"\[(?:member|method|signal|constant|param) ([\w.]+)\]", r"`\1`", text)
    return re.sub(r"\[(\w+)\]", r"`\1`", text)


def typed(rest: str) -> str:
    """Type and default of a property, from what follows its name."""
    found = re.match(r"(?::\s*(?P<type>[\w.\[\], ]+?))?\s*(?::?=\s*(?P<default>.+?))?:?$", rest)
    if found is None:
        return ""
    default = (found["default"] or "").rstrip(":")
    if default == "Tables.DEFAULT_ENDPOINT":
        tables = (HERE / "addons" / "nacre" / "wire" / "messages.gd").read_text("utf-8")
        default = re.findall(r"^const DEFAULT_ENDPOINT := (.*)$", tables, re.MULTILINE)[0]
    kind = found["type"] or ""
    if not kind and default:
        if default in ("true", "false"):
            kind = "bool"
        elif default.startswith("&"):
            kind = "StringName"
        elif default.startswith('"'):
            kind = "String"
        elif re.fullmatch(r"-?\d+", default):
            kind = "int"
        elif re.fullmatch(r"-?\d*\.\d+|-?INF|[\d. /]+", default):
            kind = "float"
        elif named := re.fullmatch(r"([A-Z]\w+)\.(?:[A-Z_]+|new\(\))", default):
            kind = named.group(1)
    return (f": {kind}" if kind else "") + (f" = {default}" if default else "")


def read(source: str) -> Script | None:
    """The page of a script; None for scripts that are no node of the addon."""
    named = re.search(r"^class_name (\w+)$", source, re.MULTILINE)
    if named is None:
        return None
    out = Script(named.group(1), re.findall(r"^extends (.+)$", source, re.MULTILINE)[0])
    comment: list[str] = []
    group = ""
    for line in source.splitlines():
        if line.startswith("##"):
            comment.append(line[2:].strip())
            continue
        if grouped := re.match(r'@export_group\("(.*)"\)', line):
            group = grouped.group(1)
        found = MEMBER.match(line)
        text = markdown(" ".join(comment)).strip()
        if found is None:
            if line.startswith("extends"):
                continue
            if comment and not out.about and not line.strip():
                out.about = markdown("\n".join(comment))
            if not line.startswith("@"):
                comment = []
            continue
        comment = []
        if found["name"].startswith("_"):
            continue
        if found["export"]:
            title = f"Inspector{': ' + group if group else ''}"
        else:
            title = {"signal": "Signals", "var": "Properties", "enum": "Enumerations"}.get(found["kind"], "Methods")
        rest = found["rest"].strip()
        if found["kind"] == "var":
            signature = found["name"] + typed(rest.removesuffix(":"))
        elif found["kind"] == "enum":
            signature = found["name"]
            values = source[source.index(f"enum {found['name']} ") :].split("}", 1)[0]
            names = re.findall(r"^\t([A-Z_]+)", values, re.MULTILINE) or re.findall(r"\b([A-Z_]{2,})\b", values)
            about = dict(re.findall(r"^\t## (.*)\n\t([A-Z_]+)", values, re.MULTILINE))
            told = {name: text_ for text_, name in about.items()}
            listed = "; ".join(f"`{name}` {markdown(told.get(name, ''))}".strip() for name in names)
            text = f"{text} {listed}".strip()
        else:
            signature = found["name"] + re.sub(r":$", "", rest)
        if text or found["export"]:
            out.rows.setdefault(title, []).append((signature, text))
    return out


def page(script: Script) -> str:
    """The text of a page."""
    lines = [f"# {script.name}", "", f"Extends `{script.base}`.", "", script.about, ""]
    order = [title for title in script.rows if title.startswith("Inspector")]
    for title in [*order, "Signals", "Properties", "Methods", "Enumerations"]:
        if title in script.rows:
            lines += [f"## {title}", "", "| | |", "|---|---|"]
            rows = [(name.replace("|", "\\|"), text.replace("|", "\\|")) for name, text in script.rows[title]]
            lines += [f"| `{name}` | {text} |" for name, text in rows]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def classes() -> str:
    """The page of the names that keys of dictionaries and `class` in the state may have."""

    def listed(title: str, about: str, names: Iterable[str]) -> list[str]:
        return [f"## {title}", "", about, "", ", ".join(f"`{name}`" for name in sorted(names)), ""]

    lines = ["# Names", "", "Written from the vocabulary of the backend. A later version may add to each list.", ""]
    lines += listed("Characters", "Keys of `NacreEntities.scenes`; `class` in `state.entities`.", ENTITIES)
    lines += listed(
        "Things",
        "Keys of `NacreEntities.object_scenes` and `NacreGeometry.kitbash`, the second argument of `things_near`; "
        "`class` in `state.objects`.",
        OBJECTS,
    )
    lines += listed("Roles", "Keys of `NacreGeometry.kitbash_parts`: what parts of things mean.", ROLES)
    lines += listed("Materials", "Keys of `NacreGeometry.own_materials`.", MATERIALS)
    lines += listed("Weather", "`weather` in `state.atmosphere`.", WEATHERS)
    return "\n".join(lines).rstrip() + "\n"


def pages() -> dict[Path, str]:
    """Every page and its text."""
    read_scripts = (read(path.read_text("utf-8")) for path in [*sorted(NODES.glob("*.gd")), FRAME])
    scripts = [script for script in read_scripts if script is not None]
    return {PAGES / f"{script.name}.md": page(script) for script in scripts} | {PAGES.parent / "classes.md": classes()}


def main() -> int:
    """Write, or with --check compare."""
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    stale += [path for path in PAGES.glob("*.md") if path not in wanted]
    for path in stale:
        print(("differs: " if "--check" in sys.argv else "wrote ") + path.name)
        if "--check" not in sys.argv and path in wanted:
            path.write_text(wanted[path], "utf-8", newline="\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())

"""Writes the package's reference: `Documentation~/reference.md`, every component with events, properties and methods,
from the comments of its sources, and `Documentation~/error-codes.md` from the protocol's definition.

`python engine_plugins/unity/write_docs.py [--check]`. With --check nothing is written; the exit code is 1 when a page
differs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
PACKAGE: Final = HERE / "com.nacre.worlds"
COMPONENTS: Final = PACKAGE / "Runtime" / "Components"
# Structures of the geometry channel that components hand out.
DATA: Final = PACKAGE / "Runtime" / "Wire" / "Geometry"
CLASS: Final = re.compile(r"public (?:sealed |static |readonly )*(?:partial )?(?:class|struct) (?P<name>\w+)")
MEMBER: Final = re.compile(
    r"public (?:static |override |readonly )*(?P<event>event )?(?P<type>[\w<>?\[\], .()]+?) (?P<name>\w+)"
    r"(?P<rest>(?:[(;]| [{=]|$).*)"
)
GIVEN: Final = ("ThingData", "ChunkData", "ShapeData", "AirData")


def plain(comment: str) -> str:
    """A documentation comment as Markdown."""
    text = re.sub(r'<see cref="([\w.]+)(?:{.*?})?"\s*/>', lambda found: f"`{found[1]}`", comment)
    text = re.sub(r'<paramref name="(\w+)"\s*/>', r"`\1`", text)
    text = re.sub(r"<c>(.*?)</c>", r"`\1`", text)
    text = re.sub(r"</?[a-z]+[^>]*>", "", text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("|", "\\|").strip()


def members(source: str) -> list[tuple[str, str, str, str]]:
    """Public members in order: class, kind (`class`, `event`, `property`, `method`), signature, what it does."""
    out: list[tuple[str, str, str, str]] = []
    comment: list[str] = []
    owner = ""
    for line in source.splitlines():
        stripped = line.strip()
        if stripped.startswith("///"):
            comment.append(stripped[3:].strip())
            continue
        if stripped.startswith(("[", "#")) and not stripped.startswith("[Serialize"):
            continue
        said, comment = plain(" ".join(comment)), []
        if opened := CLASS.match(stripped):
            owner = opened["name"]
            if said:
                out.append((owner, "class", owner, said))
            continue
        found = MEMBER.match(stripped)
        if found is None or not said or not line.startswith("        public"):
            continue
        kind = found["type"].strip()
        if found["event"]:
            out.append((owner, "event", f"{found['name']}: {kind}", said))
        elif found["rest"].startswith("("):
            inside = re.match(r"\((.*)\)", found["rest"])
            out.append((owner, "method", f"{kind} {found['name']}({inside[1] if inside else ''})", said))
        elif not stripped.startswith("public const"):
            out.append((owner, "property", f"{kind} {found['name']}", said))
    return out


def reference() -> str:
    """The text of the reference."""
    lines = ["# Reference", "", "Written from the sources by `engine_plugins/unity/write_docs.py`.", ""]
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for folder in (COMPONENTS, DATA):
        for path in sorted(folder.glob("*.cs")):
            for owner, *row in members(path.read_text("utf-8")):
                if folder == COMPONENTS or owner in GIVEN:
                    rows.setdefault(owner, []).append((row[0], row[1], row[2]))
    for owner in sorted(rows):
        about = [said for kind, _, said in rows[owner] if kind == "class"]
        lines += [f"## {owner}", "", *about, ""]
        for title, kind in (("Events", "event"), ("Settings and properties", "property"), ("Methods", "method")):
            listed = [(signature, said) for of, signature, said in rows[owner] if of == kind]
            if listed:
                lines += [f"**{title}**", "", "| | |", "|---|---|"]
                lines += [f"| `{signature}` | {said} |" for signature, said in listed]
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def error_codes() -> str:
    """The text of the page of error codes."""
    from nacre.protocol.errors import ERRORS  # the rest needs no installation

    lines = [
        "# Error codes",
        "",
        "What `Failed` and `NacreException.Code` say. Those of the server, from the protocol:",
        "",
    ]
    lines += ["| code | means | what to do |", "|---|---|---|"]
    lines += [f"| `{one.code}` | {one.message} | {one.hint} |" for one in ERRORS]
    lines += ["", "Those of this package:", "", "| code | means | what to do |", "|---|---|---|"]
    lines += [f"| `{code}` | {means} | {hint} |" for code, means, hint in OWN]
    return "\n".join(lines) + "\n"


OWN: Final = (
    ("bad_endpoint", "The endpoint is none.", "Write `tcp://host:port`, `tls://host:port` or `ws://host:port/ws`."),
    ("refused", "The server will not have this client.", "Read the message: another version, another program, TLS."),
    ("bad_msgpack", "The server sent what is no message.", "Report it with the server's log."),
    ("bad_zmtp", "The server sent what is no ZMTP.", "Is this the port of a Nacre server?"),
    ("lost", "The line broke.", "Nothing: it is taken up again."),
    ("not_connected", "The line broke, or the server was left, before it answered.", "Ask again once there is one."),
    ("not_open", "There is no open world.", "Open one, and wait for it."),
    ("bake_failed", "The ground could not be baked.", "Read the message; stand where the ground is seen."),
)


def main() -> int:
    """Write, or with --check compare."""
    folder = PACKAGE / "Documentation~"
    wanted = {folder / "reference.md": reference(), folder / "error-codes.md": error_codes()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(("differs: " if "--check" in sys.argv else "wrote ") + path.name)
        if "--check" not in sys.argv:
            path.write_text(wanted[path], "utf-8", newline="\n")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())

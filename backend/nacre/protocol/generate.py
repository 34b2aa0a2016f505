"""Writes everything that follows from the definition: structs, JSON Schema, tables and vectors.

`python -m nacre.protocol.generate [--check]` in a source checkout. With --check nothing is written and the
exit code is 1 when a file differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from nacre.protocol import csharp, gdscript, vectors, versions
from nacre.protocol.schema import schema_text
from nacre.protocol.structs import messages_source
from nacre.protocol.tables import filled

PACKAGE = Path(__file__).parent
REPOSITORY = PACKAGE.parents[2]
PROTOCOL = REPOSITORY / "protocol"


def outputs() -> dict[Path, str]:
    """Every generated file and its text."""
    specification = PROTOCOL / "SPEC.md"
    return {
        PACKAGE / "messages.py": messages_source(),
        PROTOCOL / "schema.json": schema_text(),
        specification: filled(specification.read_text("utf-8")),
        **{PROTOCOL / "vectors" / name: text for name, text in vectors.texts().items()},
        **csharp.texts(REPOSITORY),
        **gdscript.texts(REPOSITORY),
        PROTOCOL / "vectors" / "versions.json": versions.with_current(_recorded(), _vector_files()),
    }


def stale() -> list[Path]:
    """Generated files whose text on disk is not what the definition says."""
    return [path for path, text in outputs().items() if not path.exists() or path.read_text("utf-8") != text]


def unannounced() -> list[str]:
    """Vector files that changed although the protocol's version did not."""
    return versions.changed(_recorded(), _vector_files())


def _vector_files() -> dict[str, bytes]:
    made = {name: text.encode() for name, text in vectors.texts().items()}
    return made | {"zmtp.json": (PROTOCOL / "vectors" / "zmtp.json").read_bytes()}


def _recorded() -> dict[str, dict[str, str]]:
    path = PROTOCOL / "vectors" / "versions.json"
    recorded: dict[str, dict[str, str]] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return recorded


def main(argv: list[str] | None = None) -> int:
    """Write, or with --check compare."""
    arguments = sys.argv[1:] if argv is None else argv
    if broken := unannounced():
        now = versions.CURRENT
        print(f"{', '.join(broken)} changed while the version is still {now}: raise MINOR in definition.py")
        print(f"(or, if {now} was never released, delete its entry in protocol/vectors/versions.json)")
        return 1
    changed = stale()
    texts = outputs()
    for path in changed:
        print(("differs: " if "--check" in arguments else "wrote ") + str(path.relative_to(REPOSITORY)))
        if "--check" not in arguments:
            path.write_text(texts[path], "utf-8", newline="\n")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main())

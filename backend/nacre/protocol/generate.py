"""Writes everything that follows from the definition: structs, JSON Schema, tables and vectors.

`python -m nacre.protocol.generate [--check]` in a source checkout. With --check nothing is written and the
exit code is 1 when a file differs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nacre.protocol import vectors
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
    }


def stale() -> list[Path]:
    """Generated files whose text on disk is not what the definition says."""
    return [path for path, text in outputs().items() if not path.exists() or path.read_text("utf-8") != text]


def main(argv: list[str] | None = None) -> int:
    """Write, or with --check compare."""
    arguments = sys.argv[1:] if argv is None else argv
    changed = stale()
    texts = outputs()
    for path in changed:
        print(("differs: " if "--check" in arguments else "wrote ") + str(path.relative_to(REPOSITORY)))
        if "--check" not in arguments:
            path.write_text(texts[path], "utf-8", newline="\n")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main())

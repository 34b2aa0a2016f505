"""Builds the archive for Godot's asset stores: `addons/nacre` and nothing else, the same bytes every time.

`python scripts/godot_zip.py [-o dist/nacre-godot-0.1.0.zip]`. Exit code 1 when something the stores ask for is missing.
"""

from __future__ import annotations

import argparse
import re
import sys
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
ADDON = REPOSITORY / "engine_plugins" / "godot" / "addons" / "nacre"
NEEDED = ("plugin.cfg", "LICENSE", "README.md")
KEPT = {".gd", ".uid", ".svg", ".import", ".gdshader", ".gdshaderinc", ".cfg", ".md", ".tscn", ".tres", ""}
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: archives of equal files are equal


def version(config: str) -> str:
    """The version in a plugin.cfg; ValueError without one."""
    found = re.search(r'^version="([^"]+)"', config, re.MULTILINE)
    if found is None:
        raise ValueError("plugin.cfg names no version")
    return found.group(1)


def files(addon: Path) -> list[Path]:
    """What goes in, sorted; hidden files and what editors leave behind do not."""
    found = (path for path in addon.rglob("*") if path.is_file() and path.suffix in KEPT)
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(addon).parts))


def write(addon: Path, target: Path) -> int:
    """Write the archive; how many files it holds. Raises FileNotFoundError when a needed file is missing."""
    for name in NEEDED:
        if not (addon / name).is_file():
            raise FileNotFoundError(f"{addon / name} is missing")
    target.parent.mkdir(parents=True, exist_ok=True)
    chosen = files(addon)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in chosen:
            entry = zipfile.ZipInfo(f"addons/nacre/{path.relative_to(addon).as_posix()}", EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return len(chosen)


def main(argv: list[str] | None = None) -> int:
    """Build the archive and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, help="default: dist/nacre-godot-VERSION.zip")
    output: Path | None = parser.parse_args(argv).output
    try:
        name = f"nacre-godot-{version((ADDON / 'plugin.cfg').read_text('utf-8'))}.zip"
        target = output or REPOSITORY / "dist" / name
        count = write(ADDON, target)
    except (OSError, ValueError) as error:
        print(f"godot_zip: {error}", file=sys.stderr)
        return 1
    print(f"{target}: {count} files, {target.stat().st_size // 1024} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

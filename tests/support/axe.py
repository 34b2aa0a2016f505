"""axe-core on a page: what assistive technology would stumble over."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from support.browser import Browser

AXE = "axe-core@4.14.1"


def axe(folder: Path) -> str:
    """The source of axe-core from npm; the test skips where npm cannot fetch it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed: axe-core cannot be fetched")
    run = subprocess.run([npm, "pack", AXE, "--silent"], cwd=folder, capture_output=True, text=True, timeout=120)
    if run.returncode != 0:
        pytest.skip(f"npm cannot fetch {AXE}: {run.stderr.strip()[:200]}")
    shutil.unpack_archive(folder / run.stdout.split()[-1], folder)
    return (folder / "package" / "axe.min.js").read_text("utf-8")


def serious(page: Browser, source: str) -> list[str]:
    """What axe-core calls serious or critical on the page as it is."""
    page.script(source)
    found = page.driver.execute_async_script("const done = arguments[0]; axe.run().then((r) => done(r.violations));")
    return [
        f"{one['id']} ({one['impact']}): {[node['html'][:120] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]

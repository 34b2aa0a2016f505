"""`make audit`: known weaknesses of the installed packages, and a CycloneDX list of them in dist/sbom.json.

The list needs no network; the weaknesses are asked of pypi.org, and skipped with a reason where that cannot be reached.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

OUT = Path("dist") / "sbom.json"


def bill_of_materials() -> bool:
    """Write the list of what is installed; False when the library for it is missing."""
    if importlib.util.find_spec("cyclonedx_py") is None:
        print("skipped: no list of packages; pip install cyclonedx-bom", file=sys.stderr)
        return False
    OUT.parent.mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "environment",
        "--output-format",
        "JSON",
        "--output-file",
        str(OUT),
    ]
    subprocess.run(command, check=True)
    print(f"wrote {OUT}")
    return True


def audit() -> int:
    """Ask about known weaknesses; 1 when there are any, 0 when there are none or nobody can be asked."""
    if importlib.util.find_spec("pip_audit") is None:
        print("skipped: no audit; pip install pip-audit", file=sys.stderr)
        return 0
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--skip-editable", "--timeout", "10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and "ConnectionError" in done.stderr + done.stdout:
        print("skipped: no audit; pypi.org cannot be reached", file=sys.stderr)
        return 0
    said = done.stdout + done.stderr
    if unknown := said.count("could not be audited"):
        # As with a mirror that knows no advisories: "none found" would then be no finding.
        print(f"not audited: {unknown} packages, about which this index could not be asked", file=sys.stderr)
        said = "\n".join(line for line in said.splitlines() if "could not be audited" not in line)
    print(said)
    return done.returncode


if __name__ == "__main__":
    bill_of_materials()
    sys.exit(audit())

"""A certificate and its key as an authority of the tests' own makes them: what a server signs pictures with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

EXTENSIONS = """[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign
subjectKeyIdentifier=hash
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=emailProtection
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
"""


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def make(folder: Path) -> dict[str, str]:
    """The environment of a server that signs; skips the test where c2pa-python or openssl is missing."""
    pytest.importorskip("c2pa", reason="c2pa-python is not installed (pip install nacre[c2pa])")
    names = ("ca.key", "ca.pem", "leaf.key", "leaf.csr", "leaf.pem", "chain.pem", "ext")
    at = {name: str(folder / name) for name in names}
    Path(at["ext"]).write_text(EXTENSIONS)
    authority = ["-new", "-x509", "-days", "30", "-config", at["ext"], "-extensions", "ca", "-out", at["ca.pem"]]
    signer = ["-CA", at["ca.pem"], "-CAkey", at["ca.key"], "-CAcreateserial", "-days", "30"]
    leaf = ["-in", at["leaf.csr"], *signer, "-extfile", at["ext"], "-extensions", "leaf", "-out", at["leaf.pem"]]
    try:
        for who, name in (("ca", "Nacre test authority"), ("leaf", "Nacre test")):
            openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", at[f"{who}.key"])
            subject = ["-subj", f"/O=Nacre tests/CN={name}", "-key", at[f"{who}.key"]]
            openssl("req", *(authority if who == "ca" else ["-new", "-out", at["leaf.csr"]]), *subject)
        openssl("x509", "-req", *leaf)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a test certificate with")
    Path(at["chain.pem"]).write_text(Path(at["leaf.pem"]).read_text() + Path(at["ca.pem"]).read_text())
    return {"NACRE_C2PA_CERT": at["chain.pem"], "NACRE_C2PA_KEY": at["leaf.key"]}


def read(path: Path) -> dict[str, Any]:
    """What a signed file says of itself."""
    import c2pa

    with c2pa.Reader(str(path)) as reader:
        return dict(json.loads(reader.json()))


def said(told: dict[str, Any]) -> dict[str, Any]:
    """The assertions of its newest manifest, by label."""
    return {one["label"]: one["data"] for one in told["manifests"][told["active_manifest"]]["assertions"]}


def broken(told: dict[str, Any]) -> list[str]:
    """What does not hold in a manifest, but for that nobody trusts a test's authority."""
    return [one["code"] for one in told.get("validation_status", []) if one["code"] != "signingCredential.untrusted"]

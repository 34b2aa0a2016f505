"""C2PA: a signed note in saved pictures and films that a model made them (Content Credentials).

Written when a certificate and a key are configured, by `$NACRE_C2PA_CERT` and `$NACRE_C2PA_KEY` (PEM files: the chain,
leaf first, and its private key), `$NACRE_C2PA_ALG` (es256 unless given) and, for trusted times, `$NACRE_C2PA_TSA` (the
address of a time-stamp authority). Needs the optional package: `pip install nacre[c2pa]`. Without a certificate nothing
is written; with one, a picture that cannot be signed is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacre import __version__
from nacre.errors import Failure

# IPTC's word for what a trained model made, which C2PA asks for: cv.iptc.org/newscodes/digitalsourcetype
MADE_BY_MODEL: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
FORMATS: Final = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"} | {
    ".mp4": "video/mp4"
}
ALGORITHMS: Final = ("es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519")


class ProvenanceError(Failure):
    """A picture cannot be signed as configured; hint says what to change."""

    code = "cannot_sign"


@dataclass(frozen=True)
class Signature:
    """What to sign with: the certificate chain and the key as PEM text, an algorithm, and a time-stamp authority."""

    chain: str
    key: str
    algorithm: str = "es256"
    authority: str | None = None


def configured(environment: Mapping[str, str] = os.environ) -> Signature | None:
    """What the environment says to sign with, None when it says nothing; raises ProvenanceError."""
    paths = [environment.get(name) for name in ("NACRE_C2PA_CERT", "NACRE_C2PA_KEY")]
    if not any(paths):
        return None
    if not all(paths):
        raise ProvenanceError("a C2PA certificate and its key belong together", "set both NACRE_C2PA_CERT and …_KEY")
    algorithm = environment.get("NACRE_C2PA_ALG", "es256").lower()
    if algorithm not in ALGORITHMS:
        raise ProvenanceError(f"{algorithm!r} is no signing algorithm", f"NACRE_C2PA_ALG: {', '.join(ALGORITHMS)}")
    try:
        chain, key = (Path(path).read_text("ascii") for path in paths if path)
    except (OSError, UnicodeDecodeError) as error:
        raise ProvenanceError(f"the C2PA certificate or key cannot be read: {error}", "give PEM files") from None
    return Signature(chain, key, algorithm, environment.get("NACRE_C2PA_TSA"))


def manifest(title: str, format: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a picture: made by a model, by which program, from what (prompt, seed, model)."""
    action = {
        "action": "c2pa.created",
        "digitalSourceType": MADE_BY_MODEL,
        "softwareAgent": {"name": "nacre", "version": __version__},
    }
    return {
        "claim_generator_info": [{"name": "nacre", "version": __version__}],
        "title": title,
        "format": format,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [action]}},
            {"label": "dev.nacre.world", "data": dict(facts)},
        ],
    }


def facts(arguments: argparse.Namespace) -> dict[str, Any]:
    """What `nacre shot` and `nacre clip` say of their picture."""
    return {"prompt": arguments.prompt, "seed": arguments.seed, "model": arguments.model}


def sign(path: Path, facts: Mapping[str, Any], signature: Signature | None = None) -> bool:
    """Sign a finished file in its place; False when nothing is configured. facts: prompt, seed, model.

    Raises ProvenanceError, and then the file is gone: what should carry a mark is not left without it.
    """
    signed = path.with_name(f".{path.name}.signed{path.suffix}")
    try:
        signature = signature or configured()
        if signature is None:
            return False
        _sign(path, signed, facts, signature)
        signed.replace(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        signed.unlink(missing_ok=True)
    return True


def _sign(source: Path, target: Path, facts: Mapping[str, Any], signature: Signature) -> None:
    try:
        import c2pa
    except ImportError:
        hint = "pip install nacre[c2pa], or unset NACRE_C2PA_CERT"
        raise ProvenanceError("c2pa-python is not installed", hint) from None
    format = FORMATS.get(source.suffix.lower())
    if format is None:
        raise ProvenanceError(f"{source.suffix} files cannot be signed", f"save as {', '.join(FORMATS)}")
    try:
        chain, key = signature.chain.encode(), signature.key.encode()
        info = c2pa.C2paSignerInfo(signature.algorithm, chain, key, signature.authority)
        with (
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(json.dumps(manifest(source.name, format, facts))) as builder,
            source.open("rb") as unsigned,
            target.open("w+b") as signed,
        ):
            builder.sign(signer, format, unsigned, signed)
    except (c2pa.C2paError, OSError, ValueError) as error:
        print(f"nacre: c2pa: {error}", file=sys.stderr)
        raise ProvenanceError(
            f"the picture cannot be signed: {str(error)[:200]}", "check that certificate, key and algorithm fit"
        ) from None

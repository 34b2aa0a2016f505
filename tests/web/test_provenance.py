"""Content Credentials: what is said of a saved picture, signed with a real key, read back, and noticed when changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from nacre import provenance
from nacre.cli.main import main
from nacre.provenance import MADE_BY_MODEL, ProvenanceError, Signature, configured, manifest, sign
from support import signing_keys
from support.signing_keys import broken, read, said

FACTS = {"prompt": "a quiet harbour", "seed": 7, "model": "test-pattern"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a server whose certificate an authority of the test's own has signed."""
    return signing_keys.make(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def asked_to_sign(keys: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in keys.items():
        monkeypatch.setenv(name, value)
    yield


def test_what_is_said_without_a_key_is_plain_data() -> None:
    told = manifest("a.png", "image/png", FACTS)
    action = told["assertions"][0]["data"]["actions"][0]
    assert (action["action"], action["digitalSourceType"]) == ("c2pa.created", MADE_BY_MODEL)
    assert told["assertions"][1]["data"] == FACTS


def test_nothing_configured_signs_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (64, 36)).save(picture)
    before = picture.read_bytes()
    assert configured({}) is None and sign(picture, FACTS) is False and picture.read_bytes() == before


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".gif", ".mp4"])
def test_a_signed_picture_says_who_made_it(tmp_path: Path, asked_to_sign: None, suffix: str) -> None:
    if suffix == ".mp4" and not shutil.which("ffmpeg"):
        pytest.skip("ffmpeg is not installed")
    path = tmp_path / f"world{suffix}"
    words = ["a quiet harbour", "-o", str(path), "--seed", "7", "--model", "test-pattern", "--size", "96x54"]
    assert main(["clip", *words, "--script", "w1s"] if suffix in (".gif", ".mp4") else ["shot", *words]) == 0
    told = read(path)
    active, known = told["manifests"][told["active_manifest"]], said(told)
    actions = next(data for label, data in known.items() if label.startswith("c2pa.actions"))["actions"]
    assert actions[0]["digitalSourceType"] == MADE_BY_MODEL and known["dev.nacre.world"] == FACTS
    assert active["claim_generator_info"][0]["name"] == "nacre" and broken(told) == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_pixel_changed_is_noticed(tmp_path: Path, asked_to_sign: None) -> None:
    path = tmp_path / "a.png"
    Image.effect_noise((64, 36), 50).save(path)
    assert sign(path, FACTS)
    data = bytearray(path.read_bytes())
    data[-40] ^= 1
    path.write_bytes(data)
    assert "assertion.dataHash.mismatch" in broken(read(path))


def test_what_cannot_be_signed_is_not_left_unsigned(
    tmp_path: Path, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    words = ["shot", "a hill", "-o", str(path), "--model", "test-pattern", "--size", "96x54"]
    monkeypatch.setenv("NACRE_C2PA_CERT", keys["NACRE_C2PA_CERT"])
    assert main(words) == 1 and not path.exists()  # a certificate without its key
    monkeypatch.setenv("NACRE_C2PA_KEY", keys["NACRE_C2PA_CERT"])
    assert main(words) == 1 and not path.exists()  # what is no key
    monkeypatch.setenv("NACRE_C2PA_KEY", keys["NACRE_C2PA_KEY"])
    monkeypatch.setenv("NACRE_C2PA_ALG", "rot13")
    assert main(words) == 1 and not path.exists()
    monkeypatch.delenv("NACRE_C2PA_ALG")
    assert main(words) == 0 and path.exists()


def test_without_the_package_the_picture_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "c2pa":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    path = tmp_path / "a.png"
    Image.new("RGB", (64, 36)).save(path)
    with pytest.raises(ProvenanceError) as refused:
        sign(path, FACTS, Signature("chain", "key"))
    assert "nacre[c2pa]" in refused.value.hint and not path.exists()
    assert provenance.FORMATS[".mp4"] == "video/mp4"

"""Nearest-concept matching for words the lexicon lacks, with a sentence encoder where one is at hand.

Optional: without the package `sentence_transformers` and a model folder on this machine, named by the
environment variable NACRE_ENCODER, nothing here runs. Nothing is ever downloaded.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.prompts.examples import offers_in
from nacre.prompts.lexicon.table import lexicon

Encoder = Callable[[list[str]], NDArray[np.floating]]  # n texts -> [n, d]; need not be normalised

THRESHOLD: Final = 0.55  # cosine; sentence encoders put unrelated nouns near 0.2-0.4
MOST_WORDS: Final = 64  # unknown words looked up per prompt: encoding is the slow part
_CONCEPTS: Final = frozenset(
    [
        "biome",
        "relief",
        "water",
        "time",
        "weather",
        "mood",
        "settlement",
        "place",
        "thing",
        "person",
        "creature",
    ]
)


_OFFERED: Final = ("biome", "place", "settlement", "theme", "thing", "person", "creature", "water", "relief")


@cache
def _offerable() -> tuple[str, ...]:
    return tuple(
        label for label, e in lexicon().entries.items() if e.kind in _OFFERED and not e.near and len(label) > 3
    )


def offers(words: Sequence[str], language: str = "en") -> tuple[str, ...]:
    """Three short prompts for somebody who was not understood: the words nearest in spelling, then usual ones."""
    from rapidfuzz import fuzz, process

    near: list[str] = []
    for word in [word for word in words if len(word) > 3 and word.isascii() and language == "en"][:8]:
        for label, _, _ in process.extract(word, _offerable(), scorer=fuzz.ratio, limit=2, score_cutoff=72.0):
            near.append(f"{'an' if label[0] in 'aeiou' else 'a'} {label}")
    return tuple(dict.fromkeys((*near[:2], *offers_in(language))))[:3]


def _installed() -> bool:
    return importlib.util.find_spec("sentence_transformers") is not None


def available() -> bool:
    """True when the optional package and a local model are both there."""
    folder = os.environ.get("NACRE_ENCODER", "")
    return bool(folder) and Path(folder).is_dir() and _installed()


@cache
def _load(folder: str) -> Encoder:
    package = importlib.import_module("sentence_transformers")
    model = package.SentenceTransformer(folder, local_files_only=True)

    def encode(texts: list[str]) -> NDArray[np.floating]:
        return np.asarray(model.encode(texts, show_progress_bar=False), np.float32)

    return encode


def default_encoder() -> Encoder | None:
    """The local encoder, loaded at first use; None when not `available()`."""
    return _load(os.environ["NACRE_ENCODER"]) if available() else None


@cache
def anchors() -> tuple[str, ...]:
    """One representative word per lexicon line: the first, where it is a single word."""
    seen: dict[tuple[object, ...], str] = {}
    for label, entry in lexicon().entries.items():
        if entry.kind in _CONCEPTS and " " not in label:
            seen.setdefault((entry.kind, entry.said, entry.implied, entry.things), label)
    return tuple(seen.values())


def _normalised(vectors: NDArray[np.floating]) -> NDArray[np.float64]:
    rows = np.asarray(vectors, np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float64] = rows / np.maximum(lengths, 1e-12)
    return unit


@lru_cache(maxsize=1)
def _anchor_vectors(encoder: Encoder) -> NDArray[np.float64]:
    """Unit vectors of `anchors()`. One encoder per process is the rule."""
    return _normalised(encoder(list(anchors())))


def closest(words: Sequence[str], encoder: Encoder, threshold: float = THRESHOLD) -> dict[str, str]:
    """Lexicon label per word whose cosine similarity to it reaches `threshold`; other words are left out."""
    wanted = [word for word in dict.fromkeys(words) if word][:MOST_WORDS]
    if not wanted:
        return {}
    similarity = _normalised(encoder(wanted)) @ _anchor_vectors(encoder).T
    best = similarity.argmax(axis=1)
    return {
        word: anchors()[int(at)]
        for row, (word, at) in enumerate(zip(wanted, best, strict=True))
        if similarity[row, at] >= threshold
    }

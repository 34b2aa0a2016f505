"""Which language a browser's owner reads: what was chosen on the page, else what `Accept-Language` prefers."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

# Code -> the language's own name, as the page's list shows it. Each has a file in strings/.
LANGUAGES: Final = {
    "en": "English", "es": "Espa\u00f1ol", "fr": "Fran\u00e7ais", "de": "Deutsch", "it": "Italiano",
    "pt": "Portugu\u00eas", "nl": "Nederlands", "pl": "Polski", "ru": "\u0420\u0443\u0441\u0441\u043a\u0438\u0439",
    "tr": "T\u00fcrk\u00e7e", "ar": "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "hi": "\u0939\u093f\u0928\u094d\u0926\u0940", "ja": "\u65e5\u672c\u8a9e", "zh": "\u4e2d\u6587",
    "ko": "\ud55c\uad6d\uc5b4",
}  # fmt: skip
_MOST: Final = 32  # entries of a header that are looked at


def language_of(request: Request) -> str:
    """The code of a language in LANGUAGES; English when nothing that is asked for is there."""
    chosen = request.query_params.get("language", "")
    return chosen if chosen in LANGUAGES else accepted(request.headers.get("accept-language", ""))


def accepted(header: str) -> str:
    """The best of LANGUAGES for an `Accept-Language` header, such as "de-CH, de;q=0.9, en;q=0.5"."""
    wanted: list[tuple[float, str]] = []
    for entry in header.split(",")[:_MOST]:
        tag, _, weight = entry.strip().partition(";")
        try:
            quality = float(weight.partition("q=")[2] or 1.0) if weight else 1.0
        except ValueError:
            continue
        wanted.append((quality, tag.partition("-")[0].strip().lower()))
    wanted.sort(key=lambda pair: -pair[0])
    return next((code for quality, code in wanted if quality > 0.0 and code in LANGUAGES), "en")

"""Prompts in fifteen languages: each is told by its script and words, and read by way of the English lexicon."""

from nacre.prompts.languages.gloss import translate

LANGUAGES = ("en", "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "tr", "ar", "hi", "ja", "zh", "ko")

__all__ = ["LANGUAGES", "translate"]

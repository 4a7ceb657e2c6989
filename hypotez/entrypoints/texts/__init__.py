"""The sentences that people read: message catalogues in Fluent (https://projectfluent.org), a folder per language."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["FALLBACK", "Texts", "languages"]

FALLBACK = "en"
"""The language that has every sentence."""
_SHORT = 200
"""Characters of a value that Fluent fills in; it refuses long ones, of which several may come together."""
_STAND_IN = "\ue000{}\ue000"
_STOOD_IN = re.compile(_STAND_IN.format("([a-z_]+)"))


class Texts:
    """The sentences in one language, called by their keys: `texts("hi", prefix="!")`."""

    def __init__(self, language: str) -> None:
        from fluent.runtime import FluentBundle, FluentResource

        self.language = language
        # No isolating marks around values: they are invisible, yet travel along when a sentence is copied.
        self._bundle = FluentBundle([language, FALLBACK], use_isolating=False)
        for spoken in dict.fromkeys((language, FALLBACK)):
            for catalogue in catalogues(spoken):
                self._bundle.add_resource(FluentResource(catalogue), allow_overrides=False)

    @staticmethod
    def for_language(language: str | None) -> "Texts":
        """Return the catalogue for a code such as "ru" or "en-GB", English where there is none."""
        spoken = (language or FALLBACK).replace("_", "-").split("-", 1)[0].lower()
        return loaded(spoken if spoken in languages() else FALLBACK)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the sentence `key` with `values` filled in.

        Raises:
            LookupError: no such sentence, or a value is missing that it needs.
        """
        sentence = self._bundle.get_message(key) if self._bundle.has_message(key) else None
        if sentence is None or sentence.value is None:
            raise LookupError(f"no catalogue has a sentence {key!r}")
        long = {name: value for name, value in values.items() if isinstance(value, str) and len(value) > _SHORT}
        short = values | {name: _STAND_IN.format(name) for name in long}
        text, mistakes = self._bundle.format_pattern(sentence.value, short)
        if mistakes:
            raise LookupError(f"the sentence {key!r} cannot be filled in: {mistakes[0]}")
        return _STOOD_IN.sub(lambda found: long.get(found[1], found[0]), str(text))

    def number(self, digits: str) -> str:
        """`digits` such as "+0.50" as the language writes them: for what Fluent does not, a sign and last zeros."""
        return digits.replace(".", self("decimal-mark"))


@cache
def languages() -> frozenset[str]:
    """Return the codes that have a catalogue."""
    return frozenset(folder.name for folder in files(__name__).iterdir() if any(catalogues(folder.name)))


def catalogues(language: str) -> Iterator[str]:
    """Yield the text of each catalogue of `language`."""
    folder = files(__name__) / language
    if folder.is_dir():
        for catalogue in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if catalogue.name.endswith(".ftl"):
                yield catalogue.read_text(encoding="utf-8")


@cache
def loaded(language: str) -> Texts:
    """Return the catalogue of `language`, read once."""
    return Texts(language)

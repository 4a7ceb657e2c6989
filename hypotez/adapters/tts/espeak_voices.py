"""eSpeak NG's voices under the names that people type."""

from hypotez.adapters.tts import espeak_library
from hypotez.adapters.tts.choosing import choose, near, no_voice
from hypotez.adapters.tts.espeak_library import ListedVoice
from hypotez.ports.errors import UnknownVoice
from hypotez.ports.names import legible, shown
from hypotez.ports.speech import Voice, Voicing

__all__ = ["Catalogue", "catalogue", "identifier"]

Catalogue = tuple[tuple[Voice, str], ...]
"""Voices with the identifiers by which the library knows them."""


def catalogue(default: str) -> Catalogue:
    """The default voice, then all others by language, a language's main voice first.

    Raises:
        UnknownVoice: there is no voice of the default's name.
    """
    ordered = sorted(filter(_has_dictionary, espeak_library.listed()), key=_place)
    names = _names(ordered)
    known = tuple(
        (Voice(name, _codes(entry), entry.label, entry.gender), entry.identifier)
        for name, entry in zip(names, ordered, strict=True)
    )
    first, first_identifier = _named(known, default)
    return (first, first_identifier), *((voice, id) for voice, id in known if id != first_identifier)


def identifier(known: Catalogue, voicing: Voicing) -> str:
    """What to ask the library for: the voice of that name, perhaps with a variant, or the first of the language.

    Raises:
        UnknownVoice, UnknownLanguage: there is none.
    """
    if voicing.voice is not None:
        return _named(known, voicing.voice)[1]
    chosen = choose([voice for voice, _ in known], voicing, "espeak")
    return next(id for voice, id in known if voice is chosen)


def _named(known: Catalogue, name: str) -> tuple[Voice, str]:
    """By code ("en-us") or identifier ("gmw/en-US"); "+f3" after it takes another speaker of the same language."""
    for voice, id in known:
        if name.lower() in {voice.name.lower(), id.lower()}:
            return voice, id
    base, plus, variant = name.partition("+")
    for voice, id in known:
        if plus and base.lower() in {voice.name.lower(), id.lower()}:
            variants = espeak_library.variants()
            if variant not in variants:
                some = near(variant, sorted(variants))
                raise UnknownVoice(
                    f"The engine espeak has no variant {shown(variant)}: try {some}.",
                    key="speech-unknown-variant",
                    name=legible(variant),
                    some=some,
                )
            return Voice(f"{voice.name}+{variant}", voice.languages, f"{voice.label}, {variant}"), f"{id}+{variant}"
    raise no_voice(name, near(base, [voice.name for voice, _ in known]), "espeak")


def _has_dictionary(entry: ListedVoice) -> bool:
    """A few voices are listed although the wheel has no dictionary for them; the library would complain on stderr."""
    return any((espeak_library.data() / f"{code}_dict").exists() for code in _codes(entry))


def _place(entry: ListedVoice) -> tuple[str, int, str]:
    base = entry.languages[0][0].partition("-")[0]
    return base, dict(entry.languages).get(base, 99), entry.identifier


def _names(entries: list[ListedVoice]) -> list[str]:
    """The main language code, or the identifier where two voices share one."""
    names: list[str] = []
    for entry in entries:
        code = entry.languages[0][0].lower()
        names.append(entry.identifier if code in names else code)
    return names


def _codes(entry: ListedVoice) -> tuple[str, ...]:
    """Language codes, best first, ending with the plain language where only a region is listed."""
    codes = [code for code, _ in sorted(entry.languages, key=lambda pair: pair[1])]
    base = codes[0].partition("-")[0]
    return tuple(codes if base in codes else [*codes, base])

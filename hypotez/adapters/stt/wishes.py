"""What a request asks for, held against what an engine can."""

from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.names import legible, shown
from hypotez.ports.notices import notice
from hypotez.ports.speech import Hearing, SttCan

__all__ = ["base", "ignored", "known_language"]


def base(language: str) -> str:
    """The code without its region: "en" for "en-GB" and "en_GB"."""
    return language.strip().lower().replace("_", "-").partition("-")[0]


def known_language(hearing: Hearing, can: SttCan, engine: str) -> str | None:
    """The base code of the language that is asked for, None where the engine is to find it out.

    Raises:
        UnknownLanguage: not among `can.languages`.
    """
    if not hearing.language:
        return None
    code = base(hearing.language)
    if can.languages is not None and code not in can.languages:
        known = _listed(can.languages)
        raise UnknownLanguage(
            f"The engine {engine} does not know the language {shown(hearing.language)}: it knows {known}.",
            key="hearing-unknown-language",
            engine=engine,
            language=legible(hearing.language),
            known=known,
        )
    return code


def ignored(hearing: Hearing, can: SttCan, engine: str) -> tuple[str, ...]:
    """A sentence for every option that the engine lacks."""
    warnings = []
    if (hearing.phrases or hearing.only_phrases) and not can.phrases:
        warnings.append(notice("phrases-ignored", engine=engine))
    if hearing.translate and not can.translates:
        warnings.append(notice("not-translated", engine=engine))
    return tuple(warnings)


def _listed(languages: frozenset[str]) -> str:
    names = sorted(languages)
    return ", ".join(names if len(names) <= 12 else (*names[:12], "…"))

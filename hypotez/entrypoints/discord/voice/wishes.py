"""In which voice and language somebody is spoken for."""

from dataclasses import replace

import structlog

from hypotez.domain.script import languages_of
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.languages import chosen
from hypotez.entrypoints.discord.shared import Shared
from hypotez.ports.errors import HypotezError
from hypotez.ports.speech import Voice, Voicing

__all__ = ["Wishes"]

log = structlog.get_logger(__name__)


class Wishes:
    """The voices that there are, and who wants which."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._voices: tuple[Voice, ...] = ()

    async def voices(self, language: str | None = None) -> tuple[Voice, ...]:
        """All voices, or those that speak `language`: "en" finds "en-GB" too.

        Raises:
            HypotezError: the engine could not tell.
        """
        if not self._voices:
            self._voices = await self._shared.quick.run(lambda _: self._shared.app.voices())
        return tuple(voice for voice in self._voices if language is None or speaks(voice, language))

    async def voicing(self, asking: Asking) -> Voicing:
        """The person's own voice, else one of their language, else the server's, else what the config says.

        What no engine has (any more) is passed over; the language always says which words the bot puts in.
        """
        person = await self._shared.choices.people.get(str(asking.author.id))
        server = await self._shared.server(asking)
        try:
            voices = await self.voices()
        except HypotezError as error:
            log.warning("voices not known", code=error.code, reason=str(error))
            return Voicing(person.language or server.language or self._shared.config.language)
        names = (person.voice, None if person.language else server.voice)
        for name in filter(None, names):
            for voice in voices:
                if voice.name.casefold() == name.casefold():
                    return Voicing(next(iter(voice.languages), None), voice.name)
        wishes = (person.language, asking.locale, server.language, chosen(asking.guild), self._shared.config.language)
        spoken = (wish for wish in wishes if wish and any(speaks(voice, wish) for voice in voices))
        return Voicing(next(spoken, None))

    async def fitting(self, voicing: Voicing, text: str) -> Voicing:
        """`voicing`, or another voice where the script of `text` is none of its languages' and there is one for it."""
        languages = languages_of(text)
        if not languages:
            return voicing
        try:
            voices = await self.voices()
        except HypotezError:
            return voicing
        own = [voice for voice in voices if voice.name == voicing.voice]
        if not own and voicing.language:
            own = [Voice("", (voicing.language,))]
        if any(speaks(voice, language) for voice in own for language in languages):
            return voicing
        spoken = (language for language in languages if any(speaks(voice, language) for voice in voices))
        return replace(voicing, language=found, voice=None) if (found := next(spoken, None)) else voicing


def speaks(voice: Voice, language: str) -> bool:
    """Tell whether `voice` speaks `language`, in whatever region; a region that is named must not be another one."""
    wanted = language.strip().replace("_", "-").lower()
    known = [code.lower() for code in voice.languages]
    return any(code == wanted or code.startswith(f"{wanted}-") or wanted.startswith(f"{code}-") for code in known)

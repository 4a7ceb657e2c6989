"""Any Wyoming server that hears - whisper, faster-whisper, vosk, our own - as a recogniser."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypotez.adapters.compose import checked
from hypotez.adapters.compose.asking import ask_transcript
from hypotez.adapters.compose.messages import EXTRA, primary
from hypotez.adapters.compose.remote import Remote
from hypotez.adapters.ranges import at_least
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import UnknownLanguage
from hypotez.ports.names import legible, shown
from hypotez.ports.progress import Report, ignore
from hypotez.ports.speech import Hearing, SpeechToText, SttCan, Transcript

__all__ = ["WyomingSpeechToText"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What a server says of itself: its language codes as it spells them, and whether it is one of ours."""

    languages: tuple[str, ...]
    ours: bool
    can: SttCan


class WyomingSpeechToText(SpeechToText):
    """A recogniser at `address` ("tcp://host:port").

    `timeout`: seconds that it may stay silent. `model`: the name of one of its models, else its default. `language`:
    what it hears when a request names none. What it can is learned at the first request.
    """

    name = "wyoming"

    def __init__(
        self,
        *,
        address: str = "",
        timeout: float = 60.0,
        model: str = "",
        language: str = "",
        max_parallel: int = 4,
    ) -> None:
        at_least(1, max_parallel=max_parallel)
        self._remote = Remote(lambda: self.name, address, timeout, self._read)
        self._model = model
        self._language = language
        self._max_parallel = max_parallel

    @property
    def can(self) -> SttCan:
        """What the server told of itself; before the first request, only where it is."""
        told = self._remote.told
        known = told.can if told else SttCan()
        return replace(known, place=self._remote.place, remote=True, max_parallel=self._max_parallel)

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        """Send the sound as it comes.

        Raises:
            UnknownLanguage: the server does not list it.
            EngineUnreachable, EngineTimeout: the server did not answer properly.
        """
        told = self._remote.describe(report)
        language = _spelled(hearing.language or self._language, told.languages)
        asked = replace(hearing, language=language)
        with self._remote.talk(report) as talk:
            transcript = ask_transcript(talk, blocks, asked, engine=self.name, model=self._model, windowed=False)
        warnings = transcript.warnings if told.ours else _ignored(hearing)
        return replace(transcript, engine=self.name, warnings=warnings)

    def status(self) -> Status:
        """Ready when it has an address."""
        return self._remote.status

    def close(self) -> None:
        """Forget what the server told of itself."""
        self._remote.forget()

    def _read(self, info: Mapping[str, Any]) -> _Told:
        spellings: list[str] = []
        for program in checked.objects(info, "asr"):
            for model in checked.objects(program, "models"):
                if self._model in {"", model.get("name")}:
                    spellings += checked.texts(model, "languages")
        extra = checked.mapping(info, EXTRA)
        can = SttCan(
            languages=frozenset(primary(code) for code in spellings) or None,
            detects=checked.flag(extra, "detects"),
            words=checked.flag(extra, "words"),
            confidence=checked.flag(extra, "confidence"),
            phrases=checked.flag(extra, "phrases"),
            translates=checked.flag(extra, "translates"),
            max_seconds=checked.optional_number(extra, "max_seconds"),
        )
        return _Told(tuple(spellings), EXTRA in info, can)


def _spelled(language: str, spellings: tuple[str, ...]) -> str | None:
    """`language` as the server writes it, None to let it choose."""
    if not language or not spellings or language in spellings:
        return language or None
    fitting = [spelling for spelling in spellings if primary(spelling) == primary(language)]
    if not fitting:
        raise UnknownLanguage(
            f"The Wyoming server does not know the language {shown(language)}: choose another one.",
            key="wyoming-unknown-language",
            language=legible(language),
        )
    return min(fitting, key=len)


def _ignored(hearing: Hearing) -> tuple[str, ...]:
    """What a server that is not ours takes no notice of, or does not say whether it did."""
    warnings = []
    if hearing.phrases:
        warnings.append("The Wyoming server may have ignored the phrases to listen for.")
    if hearing.translate:
        warnings.append("The Wyoming server does not translate; this is what was said.")
    return tuple(warnings)

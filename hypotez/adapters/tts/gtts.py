"""gTTS: the voice of Google Translate, in the cloud. What is said is sent to Google."""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

from hypotez.adapters.ranges import more_than
from hypotez.adapters.tts.choosing import check_factors, choose, speakable
from hypotez.adapters.tts.decoding import decoded
from hypotez.adapters.tts.gtts_request import answers, prepared
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Place, Status
from hypotez.ports.errors import EngineFailed, EngineUnavailable, EngineUnreachable
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import TextToSpeech, TtsCan, Voice, Voicing

if TYPE_CHECKING:
    from requests import PreparedRequest

__all__ = ["Gtts"]

_RATE_HZ = 24_000
"""What Google sends."""

_PART_SECONDS = 90.0
"""A part of about 100 characters lasts about 7 seconds, and a minute where each is a number to be read out."""

_TODAY = {"iw": "he", "jw": "jv", "tl": "fil"}
"""The codes that Google has not renamed yet, and what they are now."""


class Gtts(TextToSpeech):
    """Google Translate's voices, one for each language.

    Args:
        language: the default language.
        tld: the ending of Google's domain; it colours the accent ("co.uk" is British).
        timeout: seconds to wait for each part of about 100 characters.
        endpoint: another address for the requests, such as a relay of one's own; empty for Google's.
    """

    name = "gtts"
    can = TtsCan(place=Place.CLOUD, remote=True, streams=True, max_parallel=4)

    def __init__(self, *, language: str = "en", tld: str = "com", timeout: float = 10.0, endpoint: str = "") -> None:
        more_than(0, timeout=timeout)
        self._language = language
        self._tld = tld
        self._timeout = timeout
        self._endpoint = endpoint

    def voices(self) -> tuple[Voice, ...]:
        """One voice for each language, by the language's code, from the table in the package."""
        try:
            from gtts.lang import tts_langs
        except ImportError as error:
            raise EngineUnavailable("gTTS is not installed: pip install gTTS.", engine=self.name) from error
        voices = [Voice(code, _codes(code), label) for code, label in tts_langs().items()]
        return tuple(sorted(voices, key=lambda voice: (voice.name != self._language, voice.name)))

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """24,000 Hz, a part of about 100 characters at a time; reports parts."""
        clean = speakable(text)
        check_factors(voicing, self.can, self.name)
        voice = choose(self.voices(), voicing, self.name)
        requests = prepared(clean, voice.name, tld=self._tld, endpoint=self._endpoint)
        return self._stream(requests, report)

    def status(self) -> Status:
        """Whether the package is here; whether Google answers shows at the first call."""
        if find_spec("gtts") is None:
            return Status(installed=False, ready=False, hint="Install gTTS: pip install gTTS.")
        return Status()

    def _stream(self, parts: "list[PreparedRequest]", report: Report) -> Iterator[Pcm]:
        import requests

        with requests.Session() as session:
            report(Progress("speaking", 0, len(parts), "parts"))
            for done, mp3 in enumerate(answers(session, parts, self._timeout), start=1):
                try:
                    yield from decoded(mp3, _RATE_HZ, self.name, formats=("mp3",), seconds=_PART_SECONDS)
                except EngineFailed as error:
                    raise EngineUnreachable(
                        "Google's speech service answered with something that is no sound; try again later.",
                        engine=self.name,
                    ) from error
                report(Progress("speaking", done, len(parts), "parts"))


def _codes(code: str) -> tuple[str, ...]:
    """The language's codes, the plain language last."""
    codes = [code, _TODAY.get(code, code), code.partition("-")[0]]
    return tuple(dict.fromkeys(codes))

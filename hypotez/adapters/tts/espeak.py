"""eSpeak NG: an offline speaker of a hundred languages whose first sound comes after a millisecond."""

import queue
import threading
from collections.abc import Iterator
from importlib.util import find_spec

from hypotez.adapters.compose.sentences import pieces
from hypotez.adapters.tts import espeak_library
from hypotez.adapters.tts.choosing import check_factors, speakable
from hypotez.adapters.tts.espeak_library import Utterance
from hypotez.adapters.tts.espeak_voices import Catalogue, catalogue, identifier
from hypotez.ports.audio import Pcm
from hypotez.ports.engine import Status
from hypotez.ports.errors import EngineFailed, HypotezError, TextError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import TextToSpeech, TtsCan, Voice, Voicing

__all__ = ["Espeak"]

_PIECE_CHARS = 500
"""Characters under one hold of the library's lock: about 30 s of sound, .3 s of work."""

_BLOCK_BYTES = 22_050
"""Half a second: what a piece has ready is yielded in blocks of about this, its first sound alone."""


class Espeak(TextToSpeech):
    """eSpeak NG by its C interface.

    Args:
        voice: the default voice, by name ("en-us", "ru", "gmw/en-US"), perhaps with a variant ("en-us+f3").
    """

    name = "espeak"
    can = TtsCan(rates=(0.46, 2.57), pitches=(0.02, 2.0), volumes=(0.01, 2.0), streams=True)

    def __init__(self, *, voice: str = "en-us") -> None:
        self._default = voice
        self._known: Catalogue = ()

    def voices(self) -> tuple[Voice, ...]:
        """Voices for languages; each also takes a variant after a plus sign ("en-us+f3")."""
        return tuple(voice for voice, _ in self._voices())

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        """22,050 Hz; the text is plain text: no markup and no phoneme codes are obeyed."""
        clean = speakable(text)
        check_factors(voicing, self.can, self.name)
        voice = identifier(self._voices(), voicing)
        return self._stream(
            [
                Utterance(
                    piece,
                    voice,
                    rate=round(175 * voicing.rate),
                    pitch=min(99, round(50 * voicing.pitch)),
                    volume=round(100 * voicing.volume),
                )
                for piece in pieces(clean, _PIECE_CHARS)
            ],
            report,
        )

    def status(self) -> Status:
        """Ready as soon as the wheel is installed: the data comes with it."""
        if find_spec("espeakng_loader") is None:
            return Status(installed=False, ready=False, hint="Install eSpeak NG: pip install espeakng-loader.")
        return Status()

    def _voices(self) -> Catalogue:
        if not self._known:
            self._known = catalogue(self._default)
        return self._known

    def _stream(self, utterances: list[Utterance], report: Report) -> Iterator[Pcm]:
        """One piece after another; the library is free for others in between, and while the listener pauses."""
        rate_hz = espeak_library.rate_hz()
        done = 0.0
        for utterance in utterances:
            for data in _synthesized(utterance):
                block = Pcm(data, rate_hz)
                done += block.seconds
                report(Progress("speaking", done, None, "seconds"))
                yield block
        if not done:
            raise TextError("There is nothing to say in this text: write some words.", key="speech-nothing")


def _synthesized(utterance: Utterance) -> Iterator[bytes]:
    """Samples as they are made. The library pushes, so it runs on a thread; leaving early stops it."""
    samples: queue.SimpleQueue[bytes | BaseException | None] = queue.SimpleQueue()
    stopped = threading.Event()

    joined = bytearray()
    size = 0  # the first block goes out at once, however small

    def take(data: bytes) -> bool:
        nonlocal size
        joined.extend(data)
        if len(joined) >= size:
            samples.put(bytes(joined))
            joined.clear()
            size = _BLOCK_BYTES
        return not stopped.is_set()

    def work() -> None:
        try:
            if not stopped.is_set():
                espeak_library.speak(utterance, take)
                if joined:
                    samples.put(bytes(joined))
        except BaseException as error:  # noqa: BLE001 - raised again on the listener's thread
            samples.put(error)
        finally:
            samples.put(None)

    thread = threading.Thread(target=work, name="espeak")
    thread.start()
    try:
        while (item := samples.get()) is not None:
            if isinstance(item, HypotezError):
                raise item
            if isinstance(item, BaseException):
                raise EngineFailed("eSpeak NG failed; try again, or another engine.", engine="espeak") from item
            yield item
    finally:
        stopped.set()
        thread.join()

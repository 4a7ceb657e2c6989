"""Making the sound of a text, a piece at a time, so that no engine is held while somebody listens."""

import time
from collections.abc import Iterable
from typing import Final, Protocol

from hypotez.adapters.audio.resampling import resampled
from hypotez.adapters.compose.sentences import pieces
from hypotez.entrypoints.crossing import Crossing
from hypotez.entrypoints.discord.voice.sound import CHANNELS, RATE, Sound
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import TextError
from hypotez.ports.progress import Progress, Report
from hypotez.ports.speech import Attempt, Voicing

__all__ = ["Speaks", "make"]

PIECE: Final = 200
"""Characters that are given to an engine at once; the first piece is the first sentence."""
PAUSE: Final = 0.1
"""Seconds between two looks at a buffer that is full."""


class Speaks(Protocol):
    """What is asked of the app here."""

    def speak(
        self,
        text: str,
        *,
        language: str | None,
        voice: str | None,
        rate: float,
        pitch: float,
        volume: float,
        report: Report,
    ) -> Iterable[Pcm]:
        """Yield `text` as sound, the first block as early as possible."""
        ...


async def make(text: str, voicing: Voicing, sound: Sound, app: Speaks, crossing: Crossing) -> tuple[Attempt, ...]:
    """Fill `sound` with `text`, each piece when it is wanted, end it, and return which engines were tried in vain.

    Between two pieces no thread waits and no engine is held, so that servers do not wait for each other's listeners.
    Cancelling stops the piece that is being made and closes its engine's answer.

    Raises:
        TextError: nothing in `text` can be spoken.
        HypotezError: the engine could not; what it made until then is there.
    """
    attempts: dict[Attempt, None] = {}
    spoken, silent = False, TextError("There is nothing to say in this text: write some words.", key="speech-nothing")
    try:
        for piece in pieces(text, PIECE):
            await sound.wanted()
            try:
                attempts |= dict.fromkeys(await crossing.run(Pouring(piece, voicing, sound, app)))
                spoken = True
            except TextError as error:  # a piece such as "(*)" in the middle of words
                silent = error
        if not spoken:
            raise silent
        return tuple(attempts)
    finally:
        sound.end()


class Pouring:
    """One piece on its way into `sound`: call it on a thread."""

    def __init__(self, piece: str, voicing: Voicing, sound: Sound, app: Speaks) -> None:
        self._piece, self._voicing, self._sound, self._app = piece, voicing, sound, app

    def __call__(self, report: Report) -> tuple[Attempt, ...]:
        """Speak it, wait while the buffer is full, and stop when `report` says so; who was tried in vain."""
        wish = self._voicing
        speech = self._app.speak(
            self._piece,
            language=wish.language,
            voice=wish.voice,
            rate=wish.rate,
            pitch=wish.pitch,
            volume=wish.volume,
            report=report,
        )
        blocks = iter(speech)
        try:
            for block in resampled(blocks, rate=RATE, channels=CHANNELS):
                report(Progress("speaking"))
                self._sound.add(block.data)
                while self._sound.full:
                    time.sleep(PAUSE)
                    report(Progress("speaking"))
        finally:
            close = getattr(blocks, "close", None)
            if close is not None:
                close()
        return tuple(getattr(speech, "attempts", ()))

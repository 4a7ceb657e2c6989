"""Voice messages that say a command to the bot: those that are carried out, and other speech that is taken for one."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from bench.settings import settings
from bench.sounds import blocks
from bench.table import Result, Surroundings, row, skipped
from hypotez import App
from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.tts.espeak import Espeak
from hypotez.entrypoints.discord.spoken_commands import COMMANDS, command_in, phrases
from hypotez.ports.audio import SPEECH_RATE, Audio
from hypotez.ports.speech import Voicing

__all__: list[str] = []

VOICES = ("en-us", "en-us+m3", "en-us+f2", "en-us+f3", "en-us+f4")
"""American, as the recogniser's model is; in eSpeak's British or deep voices it hears no command at all."""
RATES = (0.8, 1.0, 1.2)
PIECE_SECONDS = 2.0
STEP_SECONDS = 3.0
LONGEST_SECONDS = 30.0
"""Of one recording, so that none of them decides."""


@row("spoken-commands")
def spoken_commands(around: Surroundings) -> Iterator[Result]:
    """Each command in five of eSpeak's voices at three speeds; and pieces of real English, cut anywhere.

    Pieces that begin and end within words are harder than what people send: nothing in them need make sense.
    """
    ways = list(product(COMMANDS, VOICES, RATES))[:: 40 if around.quick else 1]
    with App(settings(around.work)) as app:
        right = [_understood(app, _said(*way)) == way[0] for way in ways]
        yield Result(
            f"{len(ways)} spoken commands (espeak) to the bot, carried out",
            "",
            f"{sum(right) / len(right):.3f}",
            f"{sum(right)} of {len(right)}, {len(VOICES)} voices at {len(RATES)} speeds",
            ">= .9",
            sum(right) >= 0.9 * len(right),
        )
        if around.data is None:
            yield skipped("other speech taken for a spoken command", "no folder of real speech: give one with DATA=")
            return
        pieces = [piece for file in _english(around.data) for piece in _pieces(file)][: 3 if around.quick else None]
        taken = sum(_understood(app, piece) is not None for piece in pieces)
        yield Result(
            "other speech taken for a spoken command",
            "",
            f"{taken / len(pieces):.3f}",
            f"{taken} of {len(pieces)} pieces of {PIECE_SECONDS:.0f} s",
            "<= .07",
            taken <= 0.07 * len(pieces),
        )


def _understood(app: App, sound: bytes) -> str | None:
    """The command, found as the bot finds it, in a voice message as Discord sends it: Opus in Ogg."""
    message = b"".join(PyAv().encode(blocks(sound), "ogg"))
    heard = app.transcribe(Audio(message), engine="pocketsphinx", phrases=phrases("en"), only_phrases=True)
    return command_in(heard)


def _said(command: str, voice: str, rate: float) -> bytes:
    spoken = Espeak().synthesize(f"hypotez, {command}", Voicing(voice=voice, rate=rate))
    margin = bytes(2 * (SPEECH_RATE // 3))
    return margin + _decoded(Audio(b"".join(PyAv().encode(spoken, "wav")))) + margin


def _english(folder: Path) -> list[Path]:
    """Recordings of English that are long enough for a piece."""
    items = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    return [folder / item["file"] for item in items if item["language"] == "en" and item["seconds"] >= PIECE_SECONDS]


def _pieces(file: Path) -> Iterator[bytes]:
    sound = _decoded(Audio(file))
    size, step, end = (2 * int(seconds * SPEECH_RATE) for seconds in (PIECE_SECONDS, STEP_SECONDS, LONGEST_SECONDS))
    return (sound[at : at + size] for at in range(0, min(end, len(sound)) - size + 1, step))


def _decoded(audio: Audio) -> bytes:
    return b"".join(block.data for block in PyAv().decode(audio))

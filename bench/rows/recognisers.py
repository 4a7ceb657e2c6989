"""What hypotez adds to an engine, and what it saves against SpeechRecognition."""

import json
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from operator import eq
from pathlib import Path
from typing import Any

from bench.measure import compare, cpu_seconds
from bench.scoring import error_rate, plain
from bench.settings import settings
from bench.sounds import blocks, digits, ogg, speech, stream
from bench.table import Result, Skipped, Surroundings, row
from hypotez import App
from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.stt.faster_whisper import FasterWhisper
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.adapters.stt.whisper import Whisper
from hypotez.ports.audio import SPEECH_RATE, Audio
from hypotez.ports.speech import Hearing, SpeechToText

__all__: list[str] = []

Ask = Callable[[Any, Any], Any]
Clip = tuple[str, bytes]
"""What is said, and s16le mono at 16 kHz."""


@row("full-transcribe")
def full_transcribe(around: Surroundings) -> Iterator[Result]:
    """A voice message of 20 s: decode, voice activity, engine, record, against the bare engine on PCM. Both warm."""
    sound = b"".join(block.data for block in stream(4 if around.quick else 20))
    path = ogg(around.work / "message.ogg", blocks(sound))
    bare = PocketSphinx()
    with App(settings(around.work)) as app:
        pairs = compare(
            lambda: app.transcribe_and_keep(path, engine="pocketsphinx"),
            lambda: bare.transcribe(blocks(sound)),
            cpu_seconds,
            around.pairs,
        )
    yield Result(
        "full Transcribe (decode, voice activity, engine, record), CPU",
        "the bare engine on PCM",
        f"{pairs.ratio:.2f} x",
        pairs.spread(),
        "<= 1.15 x",
        pairs.ratio <= 1.15,
    )


@row("clips-pocketsphinx")
def clips_pocketsphinx(around: Surroundings) -> Iterator[Result]:
    """Against SpeechRecognition's recognize_sphinx, which builds a decoder for each clip.

    It is given the model that PocketSphinx brings: its own is an older one, which hears other words. Real speech where
    there is some: eSpeak's is so hard for this engine that its guesses are a matter of chance.
    """
    from pocketsphinx import get_model_path

    clips = _digits(around) if around.data is None else _short_clips(around.data)[: 2 if around.quick else 20]
    model = tuple(get_model_path(f"en-us/{part}") for part in ("en-us", "en-us.lm.bin", "cmudict-en-us.dict"))
    yield from _clips(
        around,
        PocketSphinx(),
        clips,
        lambda recogniser, clip: recogniser.recognize_sphinx(clip, language=model),
        goal=1.3,
    )


@row("clips-whisper")
def clips_whisper(around: Surroundings) -> Iterator[Result]:
    """The tiny Whisper, with each of the two engines that can run it, against SpeechRecognition, which loads it anew.

    One thread each: what small models cost with more depends on what else the machine does.
    """
    for package in ("whisper", "torch", "soundfile"):
        if find_spec(package) is None:
            raise Skipped(f"SpeechRecognition's Whisper needs the package {package}, which is not here")
    import torch

    from tests.tiny_whisper import checkpoint, ctranslate2_model

    torch.set_num_threads(1)
    one, other = str(checkpoint(around.work)), str(ctranslate2_model(around.work))
    ways: list[tuple[SpeechToText, Ask]] = [
        (
            FasterWhisper(model=other, threads=1),
            lambda recogniser, clip: recogniser.recognize_faster_whisper(
                clip, model=other, language="en", init_options={"cpu_threads": 1}
            ),
        ),
        (
            Whisper(model=one, threads=1),
            lambda recogniser, clip: recogniser.recognize_whisper(clip, model=one, language="en"),
        ),
    ]
    for engine, ask in ways:
        yield from _clips(around, engine, _digits(around), ask, goal=2.0)


def _digits(around: Surroundings) -> list[Clip]:
    return [(text, speech(text)) for text in digits(2 if around.quick else 20)]


def _short_clips(folder: Path) -> list[Clip]:
    """English sentences of at most ten seconds, the clean ones first."""
    subsets = ["read_clean", "lj", "commands", "opus48k_stereo", "noisy_10dB"]
    found = []
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        item = json.loads(line)
        if item["subset"] in subsets and item["seconds"] <= 10:
            found.append((subsets.index(item["subset"]), item["file"], item["text"]))
    return [
        (text, b"".join(block.data for block in PyAv().decode(Audio(folder / file)))) for _, file, text in sorted(found)
    ]


def _clips(around: Surroundings, engine: SpeechToText, clips: list[Clip], ask: Ask, *, goal: float) -> Iterator[Result]:
    """Short clips of PCM, one after another, in a program that is warm: both have heard them before."""
    import speech_recognition

    recogniser = speech_recognition.Recognizer()
    hearing = Hearing("en")

    def their(sound: bytes) -> str:
        try:
            return str(ask(recogniser, speech_recognition.AudioData(sound, SPEECH_RATE, 2)))
        except speech_recognition.UnknownValueError:
            return ""

    def ours() -> list[str]:
        return [engine.transcribe(blocks(sound), hearing).text for _, sound in clips]

    def theirs() -> list[str]:
        return [their(sound) for _, sound in clips]

    mine, other, said = ([plain(text) for text in texts] for texts in (ours(), theirs(), [text for text, _ in clips]))
    pairs = compare(ours, theirs, cpu_seconds, around.pairs)
    engine.close()
    faster = 1 / pairs.ratio
    yield Result(
        f"{len(clips)} short clips, {engine.name}, CPU",
        "through SpeechRecognition",
        f"{faster:.1f} x faster",
        f"{pairs.spread_faster()}; {sum(map(eq, mine, other))} texts are the same; "
        f"word error rates {error_rate(said, mine):.3f} : {error_rate(said, other):.3f}",
        f">= {goal} x faster",
        faster >= goal,
    )

"""Corrected transcripts teach the recogniser: word error rates before and after, on sentences not learned from."""

import json
from collections.abc import Iterator
from importlib.util import find_spec

from bench.sounds import blocks, speech
from bench.table import Result, Skipped, Surroundings, row
from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.scoring.measures import Measures
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.domain.evaluate_speech import Clip, EvaluateSpeech
from hypotez.domain.teach_speech import TeachSpeech
from hypotez.domain.transcribe import Transcribe
from hypotez.ports.audio import Audio
from hypotez.ports.speech import Hearing, SpeechToText

__all__: list[str] = []

SENTENCES = (
    "turn on the kitchen light|turn off the bedroom light|turn on the heating in the bedroom|turn off the heating|"
    "set the thermostat to twenty degrees|set the thermostat in the kitchen to eighteen degrees|lower the blinds|"
    "raise the blinds in the bedroom|lower the blinds in the kitchen|lock the front door|is the front door locked|"
    "unlock the garage door|close the garage door|is the garage door open|start the dishwasher|stop the dishwasher|"
    "is the dishwasher done|start the robot vacuum in the kitchen|send the robot vacuum home|stop the robot vacuum|"
    "dim the bedroom light|dim the light in the kitchen|turn off all the lights|are all the lights off|"
    "what is the temperature in the bedroom|what is the temperature in the garage|arm the burglar alarm|"
    "disarm the burglar alarm|is the burglar alarm armed|set the burglar alarm at eleven|raise the blinds at seven|"
    "turn on the heating at seven|turn off the heating at eleven|start the dishwasher at eleven|open the garage door|"
    "lock the garage door|dim all the lights at eleven|set the thermostat to eighteen degrees at eleven|"
    "is the heating on in the garage|is the kitchen light on"
).split("|")
"""What is said to a house, by people who know its things by name."""


@row("taught-sentences")
def taught_sentences(around: Surroundings) -> Iterator[Result]:
    """40 sentences in eSpeak's voice; 20 of them are corrected, the other 20 are heard before and after."""
    said = SENTENCES[:4] if around.quick else SENTENCES
    clips = [_clip(text, speech(text)) for text in said]
    yield _taught("sentences (espeak), pocketsphinx", PocketSphinx(), clips, 0.5)
    if find_spec("whisper") is None or find_spec("torch") is None:
        raise Skipped("the tiny Whisper needs the packages whisper and torch")
    from hypotez.adapters.stt.whisper import Whisper
    from tests.tiny_whisper import checkpoint

    whisper = Whisper(model=str(checkpoint(around.work)), threads=1)
    yield _taught("sentences (espeak), tiny Whisper", whisper, clips, 1.0)


@row("taught-digits")
def taught_digits(around: Surroundings) -> Iterator[Result]:
    """Digits in a row, said by people; half of the clips are corrected."""
    if around.data is None:
        raise Skipped("no folder of real speech: give one with DATA=")
    items = map(json.loads, (around.data / "manifest.jsonl").read_text("utf-8").splitlines())
    clips = [
        Clip(item["file"], Audio(around.data / item["file"]), item["text"], language="en")
        for item in items
        if item["subset"] == "digits_seq"
    ]
    yield _taught("digits in a row (real), pocketsphinx", PocketSphinx(), clips[:4] if around.quick else clips, 0.5)


def _clip(text: str, sound: bytes) -> Clip:
    return Clip(text, Audio(b"".join(PyAv().encode(blocks(sound), "wav")), "said.wav"), text, language="en")


def _taught(what: str, engine: SpeechToText, clips: list[Clip], most: float) -> Result:
    """Every other clip is corrected. What they teach is used only where it helps among themselves."""
    scoring = Measures()

    def transcribe(_: str) -> Transcribe:
        return Transcribe(PyAv(), engine)

    taught = TeachSpeech(transcribe, scoring)(clips[::2], engine.name)
    vocabulary = taught.vocabulary if taught.helps else None
    evaluate = EvaluateSpeech(transcribe, scoring)
    (before,) = evaluate(clips[1::2], [engine.name])
    (after,) = evaluate(clips[1::2], [engine.name], hearing=lambda clip: Hearing(clip.language, vocabulary=vocabulary))
    engine.close()
    old, new = before.scores.wer, after.scores.wer
    return Result(
        f"{len(clips) // 2} {what}, {len(clips) - len(clips) // 2} others corrected, word error rate",
        f"before: {old.value:.3f}",
        f"{new.value:.3f}",
        f"{new.low:.3f} to {new.high:.3f}; {'on' if taught.helps else 'off'}: among the corrected "
        f"{taught.before.scores.wer.value:.3f} before, {taught.after.scores.wer.value:.3f} after",
        f"<= {most:g} x",
        new.value <= most * old.value,
    )

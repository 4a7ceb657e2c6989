"""Which sounds are commands, to the recogniser that works without any download; the speech is made by eSpeak NG."""

import pytest

from hypotez.adapters.audio.pyav import PyAv
from hypotez.adapters.compose.chunked import Chunked
from hypotez.adapters.stt.pocketsphinx import PocketSphinx
from hypotez.entrypoints.discord.spoken_commands import command_in, phrases
from hypotez.ports.audio import Audio
from hypotez.ports.speech import Hearing
from tests.speech import say


@pytest.fixture(scope="module")
def engine() -> Chunked:
    return Chunked(PocketSphinx())


def understood(engine: Chunked, said: str) -> str | None:
    sound = b"".join(PyAv().encode([say(said, "en-us")], "ogg"))  # as Discord's clients send it
    return command_in(engine.transcribe(PyAv().decode(Audio(sound)), Hearing("en", phrases("en"), only_phrases=True)))


@pytest.mark.parametrize("command", ["help", "join", "leave", "skip", "stop"])
def test_a_command_after_the_bots_name_is_one(engine: Chunked, command: str) -> None:
    assert understood(engine, f"hypotez, {command}") == command


@pytest.mark.parametrize(
    "said",
    [
        "we need more people for the raid",
        "i will be there in five minutes",
        "help is on the way",
        "it's raining outside",
    ],
)
def test_an_everyday_sentence_is_none(engine: Chunked, said: str) -> None:
    assert understood(engine, said) is None

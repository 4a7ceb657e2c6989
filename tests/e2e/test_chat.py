"""The conversation in a terminal: on a fake app for what is said, and as a real process that is piped into."""

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hypotez.entrypoints.chat import Chat, converse
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import EngineUnreachable, TextError
from hypotez.ports.progress import Cancelled
from hypotez.ports.speech import Attempt, Transcript
from hypotez.ports.storage import Origin, TranscriptRecord
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.fake_app import NOW, FakeApp


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def fake():
    return FakeApp()


@pytest.fixture
def chat(fake):
    return Chat(fake, Texts.for_language("en"))


def test_it_greets(chat):
    assert chat.answer("!hi").startswith("Hi!")
    assert chat.answer(" ! HI ").startswith("Hi!")


def test_a_path_alone_is_transcribed_and_can_be_corrected(chat, here):
    (here / "a talk.wav").write_text("hello there")
    for message in (
        "a talk.wav",
        '"a talk.wav"',
        "a\\ talk.wav",
        "!transcribe a talk.wav",
        f"!transcribe '{here}/a talk.wav'",
    ):
        assert chat.answer(message).startswith("hello there\n(!correct id")
    assert chat.answer("!correct id0 hello dear") == "Thank you; id0 is corrected."
    assert chat.answer("!correct last hello there, dear") == "Thank you; id4 is corrected."


def test_nothing_is_kept_where_the_config_says_so(here):
    config = Config(storage={"keep_transcripts": False})
    fake = FakeApp(config)
    (here / "a.wav").write_text("hello")
    assert Chat(fake, Texts.for_language("en")).answer("a.wav") == "hello"
    assert fake.kept == {}


def test_what_could_not_be_kept_is_shown_with_the_reason_and_no_way_to_correct_it(fake, here, monkeypatch):
    said = Transcript("hello", warnings=("It was not kept. The disk is full.",))
    monkeypatch.setattr(fake, "transcribe_and_keep", lambda *_, **__: TranscriptRecord("", NOW, Origin(), "", said))
    (here / "a.wav").write_text("hello")
    answers = {code: Chat(fake, Texts.for_language(code)).answer("a.wav") for code in ("en", "ru")}
    assert answers["en"] == "hello\n(It was not kept. The disk is full.)"
    assert answers["ru"].startswith("hello\n(Запись не сохранена. ")
    assert all("correct" not in answer for answer in answers.values())


def test_silence_is_said(chat, here):
    (here / "a.wav").write_text("")
    assert chat.answer("a.wav") == "I heard no speech in this audio."


def test_speech_goes_into_a_new_file_each_time(chat, here):
    assert chat.answer("!say one") == f"Written to {here / 'speech.wav'}."
    assert chat.answer("!say two") == f"Written to {here / 'speech-2.wav'}."
    assert (here / "speech.wav").read_text() == "one"


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("hello you", "I know commands and sound files; !help lists what I can do."),
        ("!sya hello", "There is no command sya; did you mean !say?"),
        ("!xyzzy", "There is no command xyzzy; !help lists what I can do."),
        ("!say", "Write !say TEXT."),
        ("!correct id0", "Write !correct ID TEXT."),
        ("!correct id7 text", "There is no transcript id7."),
        ("!transcribe nothing.wav", "There is no file nothing.wav."),
        (
            "!transcribe ~nobody-of-this-name/x",
            "~nobody-of-this-name/x starts with the home folder of somebody who is unknown here; check the name",
        ),
        ("!transcribe a\0b", "no file has a name with a NUL character in it; check the name"),
        ("!join", "A terminal has no voice channel; !say writes a sound file instead."),
        ("!leave", "A terminal has no voice channel; !say writes a sound file instead."),
        ("!feedback nice", "Thank you for telling me."),
        ("!voices ru", "boris  ru"),
        ("!voices fr", "There is no such voice."),
        ("!instruction voices", "# voices in en"),
        ("", ""),
        ("!", "I know commands and sound files; !help lists what I can do."),
        (" !  ", "I know commands and sound files; !help lists what I can do."),
        ("!correct last", "Write !correct ID TEXT."),
        ("\0", "I know commands and sound files; !help lists what I can do."),
        ("~nobody-of-this-name/x", "I know commands and sound files; !help lists what I can do."),
    ],
)
def test_every_message_has_its_answer(message, answer, chat):
    assert chat.answer(message) == answer
    assert not chat.over


def test_help_names_every_command(chat):
    told = chat.answer("!help")
    assert all(
        f"!{name}" in told for name in ("transcribe", "say", "voices", "archive", "getfile", "instruction", "quit")
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_who_should_have_spoken_and_why_not_is_said(language, fake, here):
    texts = Texts.for_language(language)
    fake.vain = (Attempt("gtts", "engine-unreachable", "There is no network."),)
    reason = "There is no network."
    if language == "ru":
        reason = texts("chat-error", sentence=texts("error-engine-unreachable"), details=reason)
    written, told = Chat(fake, texts).answer("!say hello").splitlines()
    assert written == texts("chat-written", path=str(Path("speech.wav").absolute()))
    assert told == texts("spoken-instead", engine="gtts", reason=reason)


def test_an_error_that_can_be_mended_is_told_in_russian_alone(fake, monkeypatch):
    def refuse(*_, **__):
        raise TextError("There is nothing to say.", key="speech-nothing")

    monkeypatch.setattr(fake, "speak", refuse)
    texts = Texts.for_language("ru")
    assert Chat(fake, texts).answer("!say ?") == texts("speech-nothing")


def test_an_error_in_russian_is_the_catalogues_with_the_details(fake, monkeypatch):
    def refuse(*_, **__):
        raise EngineUnreachable("No answer.", engine="x")

    monkeypatch.setattr(fake, "speak", refuse)
    answer = Chat(fake, Texts.for_language("ru")).answer("!say да")
    assert answer.endswith("(No answer.)")
    assert re.search(r"[\u0430-\u044f]{3}", answer)


def test_a_surprise_does_not_end_the_conversation(chat, fake, monkeypatch):
    monkeypatch.setattr(fake, "speak", lambda *_, **__: 1 / 0)
    answer = chat.answer("!say yes")
    assert answer.startswith("Something went wrong that I did not expect (ZeroDivisionError);")
    assert chat.answer("!hi").startswith("Hi!")


def test_a_listener_can_stop_an_answer(chat, here):
    def stop(_progress):
        raise Cancelled

    (here / "a.wav").write_text("hello")
    with pytest.raises(Cancelled):
        chat.answer("a.wav", stop)


def test_another_prefix_is_another_prefix():
    chat = Chat(FakeApp(Config(discord={"prefix": "?"})), Texts.for_language("en"))
    assert chat.answer("?hi").startswith("Hi!")
    assert "?help" in chat.answer("!hi")


def test_a_message_without_an_end_is_refused_before_it_fills_the_memory(chat):
    class Endless(io.StringIO):
        def readline(self, size=-1):
            assert 0 < size < 10_000_000
            return "0" * size

    with pytest.raises(TextError, match="more than"):
        converse(chat, Endless())


def test_quit_says_goodbye(chat):
    assert chat.answer("!quit") == "Goodbye!"
    assert chat.over


def test_lines_from_a_pipe_are_messages_and_the_end_is_the_end(here):
    messages = (
        b"!hi\n\n!say one two\n!\xff\xfe\nspeech.doc\n!transcribe missing.wav\n!getfile x\n!feedback good\n"
        b"!say last, without a line end"
    )
    result = subprocess.run(
        [sys.executable, "-m", "hypotez", "chat"],
        input=messages,
        capture_output=True,
        timeout=120,
        check=False,
        env={"HYPOTEZ_STORAGE__DATA": str(here / "data"), "HYPOTEZ_STORAGE__CACHE": str(here / "cache"), "PATH": ""},
    )
    answers = result.stdout.decode().splitlines()
    assert (result.returncode, result.stderr) == (0, b"")
    assert len(answers) == 8
    assert answers[1] == f"Written to {here / 'speech.wav'}."
    assert answers[6] == "Thank you for telling me."
    assert answers[7] == f"Written to {here / 'speech-2.wav'}."
    assert (here / "speech.wav").read_bytes().startswith(b"RIFF")


def test_a_pipe_teaches_it_and_is_answered_by_what_it_has_learned(here):
    lines = "\n".join(f"{one.label}: {one.text}" for one in EXAMPLES)
    result = subprocess.run(
        [sys.executable, "-m", "hypotez", "chat"],
        input=f"!train ```\n{lines}\n```\nset a timer for ten minutes\n!correct alarm\n!confirm\n!test\n".encode(),
        capture_output=True,
        timeout=120,
        check=False,
        env={"HYPOTEZ_STORAGE__DATA": str(here / "data"), "HYPOTEZ_STORAGE__CACHE": str(here / "cache"), "PATH": ""},
    )
    assert (result.returncode, result.stderr) == (0, b"")
    said = result.stdout.decode()
    for part in (
        "answers from now on",
        "\ntimer\n(timer (",
        "no label that I know",
        "Good to know: timer.",
        "% of 7 rows",
    ):
        assert part in said

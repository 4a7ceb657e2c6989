"""The App: what it adds to the use cases that it wires."""

import pytest

from hypotez import open_app
from hypotez.entrypoints.config import Config
from hypotez.ports.errors import AudioTooLong, NotAllowed, UnknownLanguage
from hypotez.ports.storage import TranscriptRecord
from tests.speech import wav

SAID = wav("one two three")
NUMBERS = ("one", "two", "three")


@pytest.fixture
def opened(tmp_path):
    apps = []

    def open_with(**tables):
        storage = {"data": str(tmp_path / "data"), "cache": str(tmp_path / "cache"), **tables.pop("storage", {})}
        app = open_app(Config.model_validate({"storage": storage, "stt": {"use": ["pocketsphinx"]}, **tables}))
        apps.append(app)
        return app

    yield open_with
    for app in apps:
        app.close()


def test_bytes_paths_and_names_of_paths_are_heard_alike(opened, tmp_path):
    path = tmp_path / "said.wav"
    path.write_bytes(SAID)
    app = opened()
    heard = [app.transcribe(source, phrases=NUMBERS, only_phrases=True).text for source in (SAID, path, str(path))]
    assert heard == ["one two three"] * 3
    assert not (tmp_path / "data" / "hypotez.db").exists()  # nothing is kept unasked


def test_what_is_kept_can_be_corrected(opened):
    app = opened()
    kept = app.transcribe_and_keep(SAID, phrases=NUMBERS, only_phrases=True)
    correction = app.correct(kept.id, "one two tree")
    assert (correction.original, correction.corrected) == ("one two three", "one two tree")


def test_nothing_is_kept_where_the_config_says_so(opened):
    app = opened(storage={"keep_transcripts": False})
    answer = app.transcribe_and_keep(SAID, phrases=NUMBERS, only_phrases=True)
    assert (answer.id, answer.transcript.text) == ("", "one two three")
    assert "It was not kept: [storage] keep_transcripts is false." in answer.transcript.warnings
    assert list(app.records.list(TranscriptRecord)) == []


def test_what_no_engine_can_find_out_is_taken_to_be_the_likely_language(opened):
    with pytest.raises(UnknownLanguage, match=r"'ru' .*hypotez pull"):
        opened().transcribe(SAID, likely="ru")
    with pytest.raises(UnknownLanguage):
        opened(language="ru").transcribe(SAID)
    assert opened(language="ru").transcribe(SAID, language="en").language == "en"


def test_speech_is_in_the_configs_language_where_nobody_says_otherwise(opened):
    text = "Привет, как дела?"
    lengths = {
        case: sum(block.frames for block in speech)
        for case, speech in {
            "config": opened(language="ru").speak(text),
            "asked": opened().speak(text, language="ru"),
            "neither": opened().speak(text),
        }.items()
    }
    assert lengths["config"] == pytest.approx(lengths["asked"], rel=0.02)
    assert lengths["config"] != pytest.approx(lengths["neither"], rel=0.02)


def test_a_file_over_the_limit_is_not_even_opened(opened):
    app = opened(audio={"max_input_mb": 1})
    with pytest.raises(AudioTooLong, match="at most 1 MB"):
        app.transcribe(bytes(2 << 20))


def test_voices_of_a_language_include_its_regions(opened):
    voices = opened().voices("en")
    assert {"en-us", "en-gb"} <= {voice.name for voice in voices}
    assert all(any(code.lower().startswith("en") for code in voice.languages) for voice in voices)


def test_the_terminal_shares_the_folder_it_is_in_and_a_server_shares_nothing(opened, tmp_path, monkeypatch):
    (tmp_path / "note.txt").write_text("hello")
    monkeypatch.chdir(tmp_path)
    app = opened()
    assert app.getfile("note.txt").size == 5
    with pytest.raises(NotAllowed):
        app.getfile("note.txt", scope="123456")


def test_names_that_the_owner_calls_secret_are_never_given(opened, tmp_path, monkeypatch):
    (tmp_path / "diary-may.txt").write_text("dear diary")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotAllowed):
        opened(files={"secrets": ["diary*.txt"]}).getfile("diary-may.txt")


def test_an_archive_comes_back_as_it_was(opened, tmp_path, monkeypatch):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("a")
    monkeypatch.chdir(tmp_path)
    app = opened()
    made = app.archive("papers", format="tar.zst", to=tmp_path / "papers.tar.zst")
    app.restore(made.path, tmp_path / "back")
    assert (tmp_path / "back" / "a.txt").read_text() == "a"


def test_it_works_again_after_closing(opened):
    app = opened()
    assert list(app.speak("one"))
    app.close()
    app.close()
    assert list(app.speak("two"))

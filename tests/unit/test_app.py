"""The App: what it adds to the use cases that it wires."""

import hashlib
import threading
from datetime import timedelta

import psutil
import pytest

from hypotez import open_app
from hypotez.entrypoints.config import Config
from hypotez.ports.errors import AudioTooLong, EngineError, NotAllowed, NotFound, OptionError, UnknownLanguage
from hypotez.ports.settings import PersonSettings, ServerSettings
from hypotez.ports.speech import Transcript
from hypotez.ports.storage import Feedback, Origin, TranscriptRecord, new_id, utc_now
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


def test_what_was_heard_before_can_be_kept_without_hearing_it_again(opened):
    app = opened()
    kept = app.keep(SAID, Transcript("one two three", "en", "fake", 1.0))
    assert app.records.get(TranscriptRecord, kept.id) == kept
    assert kept.audio_sha256 == hashlib.sha256(SAID).hexdigest()


def test_nothing_is_kept_where_the_config_says_so(opened):
    app = opened(storage={"keep_transcripts": False})
    answer = app.transcribe_and_keep(SAID, phrases=NUMBERS, only_phrases=True)
    assert (answer.id, answer.transcript.text) == ("", "one two three")
    assert "It was not kept: [storage] keep_transcripts is false." in answer.transcript.warnings
    assert list(app.records.list(TranscriptRecord)) == []


def test_a_database_that_cannot_be_written_costs_the_record_but_not_the_words(opened, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "hypotez.db").write_bytes(b"this is no database, and nothing can be written into it" * 100)
    app = opened()
    answer = app.transcribe_and_keep(SAID, phrases=NUMBERS, only_phrases=True)
    assert (answer.id, answer.transcript.text) == ("", "one two three")
    assert any(warning.startswith("It was not kept. ") for warning in answer.transcript.warnings)


def test_what_no_engine_can_find_out_is_taken_to_be_the_likely_language(opened):
    with pytest.raises(UnknownLanguage, match="“ru” .*hypotez pull"):
        opened().transcribe(SAID, likely="ru")
    with pytest.raises(UnknownLanguage):
        opened(language="ru").transcribe(SAID)
    assert opened(language="ru").transcribe(SAID, language="en").language == "en"


def test_an_engine_that_is_named_hears_in_its_own_language_what_is_likely_in_another(opened):
    app = opened(language="ru")
    assert app.transcribe(SAID, engine="pocketsphinx", likely="ru").language == "en"
    assert app.transcribe_and_keep(SAID, engine="pocketsphinx").transcript.language == "en"
    with pytest.raises(UnknownLanguage, match="pocketsphinx does not know the language “ru”"):
        app.transcribe(SAID, engine="pocketsphinx", language="ru")


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


def test_voices_of_a_region_are_found_however_it_is_written_and_else_those_of_its_language(opened):
    app = opened()
    british = app.voices("en-GB")
    assert "en-gb" in {voice.name for voice in british}
    assert all(any(code.lower().startswith("en-gb") for code in voice.languages) for voice in british)
    assert app.voices("en_GB") == app.voices(" EN_gb ") == british
    assert app.voices("en-NZ") == app.voices("en")
    assert app.voices("zz-GB") == ()


def test_nothing_is_shared_that_the_config_does_not_name(opened, tmp_path, monkeypatch):
    (tmp_path / "note.txt").write_text("hello")
    monkeypatch.chdir(tmp_path)
    for scope in ("local", "123456"):
        with pytest.raises(NotAllowed):
            opened().getfile("note.txt", scope=scope)


def test_names_that_the_owner_calls_secret_are_never_given(opened, tmp_path):
    (tmp_path / "diary-may.txt").write_text("dear diary")
    roots = {"local": {"here": str(tmp_path)}}
    assert opened(files={"roots": roots}).getfile("diary-may.txt").size == 10
    with pytest.raises(NotAllowed):
        opened(files={"roots": roots, "secrets": ["diary*.txt"]}).getfile("diary-may.txt")


def test_an_archive_comes_back_as_it_was(opened, tmp_path):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("a")
    app = opened(files={"roots": {"local": {"here": str(tmp_path)}}})
    made = app.archive("papers", format="tar.zst", to=tmp_path / "papers.tar.zst")
    app.restore(made.path, tmp_path / "back")
    assert (tmp_path / "back" / "a.txt").read_text() == "a"


def test_it_works_again_after_closing(opened):
    app = opened()
    assert list(app.speak("one"))
    app.close()
    app.close()
    assert list(app.speak("two"))


def test_auto_is_no_language_but_the_wish_to_find_it_out(opened):
    assert opened().transcribe(SAID, language="auto", phrases=NUMBERS, only_phrases=True).text == "one two three"


def test_a_single_phrase_is_one_phrase(opened):
    assert opened().transcribe(SAID, phrases="one two three", only_phrases=True).text == "one two three"


def test_recognisers_are_asked_in_the_order_that_is_wished(opened):
    app = opened(stt={"use": ["ears", "pocketsphinx"], "ears": {"engine": "pocketsphinx"}})
    wishes = [(), ("pocketsphinx", "ears"), ("gone",), ("gone", "pocketsphinx")]
    assert [app.transcribe(SAID, engines=wished, language="en").engine for wished in wishes] == [
        "ears",
        "pocketsphinx",
        "ears",
        "pocketsphinx",
    ]


def test_moderators_see_their_own_server_only(opened):
    app = opened()
    for scope in ("1", "2"):
        app.feedback(f"from {scope}", origin=Origin(scope, "anna"))
    assert [one.text for one in app.feedbacks("1")] == ["from 1"]
    (line,) = app.export("feedback", "jsonl", "1")
    assert '"from 1"' in line
    assert len(app.feedbacks(None)) == len(list(app.export("feedback", "jsonl", None))) == 2
    with pytest.raises(OptionError, match="transcripts, feedback, corrections"):
        app.export("secrets", "jsonl", None)


def test_a_person_gets_what_is_kept_and_has_it_forgotten(opened):
    app = opened()
    app.feedback("fine", origin=Origin("1", "anna"))
    app.settings.keep_person("anna", PersonSettings("ru"))
    assert len(list(app.export_mine("anna"))) == 2
    assert app.forget("anna").records == 1
    assert list(app.export_mine("anna")) == []


def test_what_is_older_than_its_server_wants_goes(opened):
    app = opened()
    at = utc_now() - timedelta(days=8)
    app.records.add(Feedback(new_id(at), at, Origin("1", "anna"), "fine"))
    app.feedback("fine still", origin=Origin("1", "anna"))
    assert app.expire() == 0
    app.settings.keep_server("1", ServerSettings(retention_days=7))
    assert app.expire() == 1
    assert [one.text for one in app.feedbacks("1")] == ["fine still"]


@pytest.mark.parametrize("name", ["a\0b.wav", "x" * 5000])
def test_a_name_that_no_file_can_have_is_not_found(opened, name):
    with pytest.raises(NotFound, match="There is no file"):
        opened().transcribe(name)


def test_a_database_and_a_cache_inside_a_shared_folder_are_not_given(opened, tmp_path):
    shared = tmp_path / "shared"
    (shared / "cache").mkdir(parents=True)
    (shared / "cache" / "speech.pcm").write_bytes(b"words")
    storage = {"url": f"sqlite:///{shared}/bot.sqlite", "cache": str(shared / "cache")}
    app = opened(storage=storage, files={"roots": {"123": {"shared": str(shared)}}})
    app.feedback("hello")
    for name in ("bot.sqlite", "bot.sqlite-wal", "cache/speech.pcm"):
        assert (shared / name).exists()
        with pytest.raises(NotAllowed):
            app.getfile(name, "123")


@pytest.mark.parametrize("address", ["sqlite+pysqlite:///{}", "sqlite:///file:{}?uri=true", "sqlite:///{}?timeout=5"])
def test_a_database_is_not_given_however_its_address_is_written(opened, tmp_path, address):
    shared = tmp_path / "shared"
    shared.mkdir()
    url = address.format(shared / "records")
    app = opened(storage={"url": url}, files={"roots": {"123": {"shared": str(shared)}}})
    app.feedback("hello")
    assert (shared / "records").exists()
    with pytest.raises(NotAllowed):
        app.getfile("records", "123")


def test_an_engine_that_is_not_ready_is_asked_once_and_again_after_a_pull(opened, monkeypatch):
    app = opened(stt={"use": ["faster-whisper", "pocketsphinx"]})
    fallback = app._made.stt()
    for _ in range(2):
        heard = app.transcribe(SAID, language="en")
        assert heard.attempts[0].engine == "faster-whisper"
    assert app._made.stt() is fallback
    monkeypatch.setattr("hypotez.adapters.storage.weights.HttpWeights.fetch", lambda *_, **__: None)
    app.pull("faster-whisper", "tiny")
    assert app._made.stt() is not fallback


def test_closing_while_a_call_runs_ends_it_and_starts_nothing_new(opened, tmp_path):
    app = opened(
        stt={"use": ["ears", "more-ears"], "ears": {"engine": "pocketsphinx"}, "more-ears": {"engine": "pocketsphinx"}}
    )
    closing = threading.Event()
    before = set(psutil.Process().children(recursive=True))

    def report(_progress):
        if not closing.is_set():
            closing.set()
            app.close()

    with pytest.raises(EngineError):
        app.transcribe(SAID, report=report, language="en")
    assert set(psutil.Process().children(recursive=True)) <= before


def test_an_archive_goes_to_its_folder_which_is_made(opened, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("a")
    app = opened(files={"roots": {"7": {"docs": str(tmp_path / "docs")}}, "archives": str(tmp_path / "new" / "kept")})
    assert app.archive("docs", scope="7").path == app.archives / "docs.zip" == tmp_path / "new" / "kept" / "docs.zip"


def test_what_there_is_can_be_listed(opened, tmp_path):
    app = opened(files={"roots": {"7": {"docs": str(tmp_path)}}})
    assert app.files.roots("7") == ("docs",)
    assert app.recognisers == ("pocketsphinx",)
    assert "index" in app.topics("ru")
    assert app.topics() == app.topics("en")

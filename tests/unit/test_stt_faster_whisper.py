"""faster-whisper: where its weights are found, what it is asked, and what goes wrong inside it."""

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import ctranslate2
import faster_whisper
import pytest
from faster_whisper.utils import _MODELS

from hypotez.adapters.stt.faster_whisper import FasterWhisper
from hypotez.adapters.stt.faster_whisper_weights import PULLS, find
from hypotez.adapters.stt.once import Once
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineFailed, EngineUnavailable, UnknownLanguage
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Hearing
from hypotez.ports.testing.codec import tone
from tests import whisper_models

SOUND = tone()
FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    home = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


def said(text, start=0.0, end=1.0):
    return SimpleNamespace(text=f" {text}", start=start, end=end, avg_logprob=-0.5, words=None)


class FakeModel:
    """Yields `answers` one by one, raising those that are errors; remembers what it was asked."""

    def __init__(self, *answers, multilingual=True):
        self.answers = answers or (said("hi"),)
        self.model = SimpleNamespace(is_multilingual=multilingual)
        self.asked = []
        self.yielded = 0

    def transcribe(self, samples, **options):
        self.asked.append(options)
        return self._segments(), SimpleNamespace(language=options["language"] or "jw")

    def _segments(self):
        for answer in self.answers:
            if isinstance(answer, BaseException):
                raise answer
            self.yielded += 1
            yield answer


def engine_with(model, **options):
    engine = FasterWhisper(**options)
    engine._loaded = Once(lambda: model)
    return engine


def put(folder, files=FILES):
    folder.mkdir(parents=True)
    for name in files:
        (folder / name).write_bytes(b"x")
    return folder


def snapshot(home, repo, revision, *, main=False):
    folder = home / ".cache" / "huggingface" / "hub" / f"models--{repo.replace('/', '--')}"
    if main:
        (folder / "refs").mkdir(parents=True)
        (folder / "refs" / "main").write_text(revision)
    return put(folder / "snapshots" / revision)


# weights


def test_pulls_are_the_repositories_that_the_vendor_names():
    assert {size: pull.repo for size, pull in PULLS.items()} == {size: _MODELS[size] for size in PULLS}
    assert {"base", "base.en"} <= set(PULLS)
    assert all({"model.bin", "config.json", "tokenizer.json"} <= set(pull.files) for pull in PULLS.values())


def test_auto_is_the_best_size_that_is_here(tmp_path, home):
    models = tmp_path / "models"
    assert find("auto", str(models)) is None
    base = put(models / "faster-whisper" / "base")
    assert find("auto", str(models)) == base
    small = snapshot(home, "Systran/faster-whisper-small", "abc", main=True)
    assert find("auto", str(models)) == small
    assert find("base", str(models)) == base


def test_the_main_revision_of_the_cache_comes_first(home):
    snapshot(home, "Systran/faster-whisper-tiny", "aaa")
    main = snapshot(home, "Systran/faster-whisper-tiny", "bbb", main=True)
    assert find("tiny", "") == main
    shutil.rmtree(main)
    assert find("tiny", "") is None or find("tiny", "").name == "aaa"


@pytest.mark.parametrize("missing", FILES)
def test_a_folder_that_lacks_a_file_is_none(tmp_path, missing):
    folder = put(tmp_path / "model", [name for name in FILES if name != missing])
    assert find(str(folder), "") is None


@pytest.mark.parametrize(
    ("model", "advice"),
    [("auto", "faster-whisper base`"), ("small", "faster-whisper small`"), ("no/such", "no/such"), ("huge", "huge")],
)
def test_without_weights_it_says_what_to_pull_and_asks_no_network(monkeypatch, model, advice):
    monkeypatch.setattr("huggingface_hub.snapshot_download", None)
    engine = FasterWhisper(model=model)
    assert engine.status().installed
    assert not engine.status().ready
    assert "hypotez pull faster-whisper" in engine.status().hint
    with pytest.raises(EngineUnavailable, match="hypotez pull faster-whisper") as caught:
        engine.transcribe(SOUND)
    assert advice in str(caught.value)
    assert engine.transcribe([Pcm(bytes(32_000))]).text == ""


def test_broken_weights_are_told(tmp_path):
    with pytest.raises(EngineUnavailable, match="could not load"):
        FasterWhisper(model=str(put(tmp_path / "broken"))).transcribe(SOUND)


@pytest.mark.parametrize("options", [{"device": "abacus"}, {"compute_type": "int3"}])
def test_a_wrong_option_is_named_as_a_cause(options):
    with pytest.raises(EngineUnavailable, match="device"):
        FasterWhisper(model=str(whisper_models.ctranslate2_folder()), **options).transcribe(SOUND)


def test_a_cpu_computes_in_int8_unless_told_otherwise(monkeypatch):
    made = []
    monkeypatch.setattr(faster_whisper, "WhisperModel", lambda _path, **options: made.append(options) or FakeModel())
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    folder = str(whisper_models.ctranslate2_folder())
    for options in ({}, {"compute_type": "float32", "threads": 3}, {"device": "cuda"}):
        FasterWhisper(model=folder, **options).transcribe(SOUND)
    assert [(o["device"], o["compute_type"], o["cpu_threads"]) for o in made] == [
        ("cpu", "int8", 0),
        ("cpu", "float32", 3),
        ("cuda", "default", 0),
    ]
    assert all(options["local_files_only"] for options in made)


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    engine = FasterWhisper()
    assert (engine.status().installed, engine.status().ready) == (False, False)
    assert "pip install" in engine.status().hint
    with pytest.raises(EngineUnavailable, match="pip install"):
        engine.transcribe(SOUND)


# what it is asked


def test_requests_become_the_vendors_options():
    model = FakeModel()
    answer = engine_with(model).transcribe(SOUND, Hearing("jv", phrases=("play", "stop"), translate=True))
    (options,) = model.asked
    assert (options["language"], options["task"], options["hotwords"]) == ("jw", "translate", "play, stop")
    assert (answer.language, answer.text, answer.warnings) == ("jv", "hi", ())
    assert answer.segments[0].confidence == pytest.approx(0.6065, abs=1e-3)


def test_plain_listening_times_the_words_and_finds_the_language():
    model = FakeModel()
    answer = engine_with(model).transcribe(SOUND)
    (options,) = model.asked
    assert (options["language"], options["task"], options["word_timestamps"]) == (None, "transcribe", True)
    assert options["hotwords"] is None
    assert answer.language == "jv"


def test_a_model_for_english_refuses_other_languages():
    assert FasterWhisper(model="/models/small.en/").can.languages == {"en"}
    with pytest.raises(UnknownLanguage, match="only English"):
        engine_with(FakeModel(multilingual=False)).transcribe(SOUND, Hearing("ru"))


def test_long_audio_is_heard_to_its_end():
    engine = FasterWhisper(model=str(whisper_models.ctranslate2_folder()), threads=1)
    blocks, words = whisper_models.speech("ru")
    pause = Pcm(bytes(2 * round(16_000 * (30.2 - sum(block.seconds for block in blocks)))))
    answer = engine.transcribe([*blocks, pause, *blocks], Hearing("ru"))
    assert answer.text.split() == [*words, *words]
    second = answer.segments[-1].words[-len(words)]
    assert 29.9 <= second.start <= 30.8  # the sound begins at 30.5, the silence that is kept half a second before
    assert answer.segments[-1].end <= answer.duration


def test_stopping_between_two_segments_leaves_the_rest_unheard():
    model = FakeModel(said("one"), said("two"), said("three"))

    def stop(progress: Progress) -> None:
        if model.yielded == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        engine_with(model).transcribe(SOUND, report=stop)
    assert model.yielded == 1


# what goes wrong inside

ERRORS = [
    *(RuntimeError("x"), OSError("x"), TimeoutError("x"), ValueError("x"), KeyError("x"), IndexError("x")),
    *(AssertionError("x"), TypeError("x"), ZeroDivisionError("x"), UnicodeDecodeError("utf-8", b"", 0, 1, "x")),
    *(json.JSONDecodeError("x", "", 0), NotImplementedError("x"), ImportError("x"), MemoryError("x")),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_inside_becomes_an_engine_failure(error):
    with pytest.raises(EngineFailed) as caught:
        engine_with(FakeModel(said("hi"), error)).transcribe(SOUND)
    assert caught.value.__cause__ is error
    assert caught.value.engine == "faster-whisper"


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("CUDA failed with error out of memory")])
def test_too_little_memory_is_told(error):
    with pytest.raises(EngineFailed, match="smaller model"):
        engine_with(FakeModel(error)).transcribe(SOUND)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_of_loading_makes_it_unavailable(error, monkeypatch):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(faster_whisper, "WhisperModel", fail)
    with pytest.raises(EngineUnavailable) as caught:
        FasterWhisper(model=str(whisper_models.ctranslate2_folder())).transcribe(SOUND)
    assert caught.value.__cause__ is error

"""openai-whisper: where its weights are found, what it is asked, and what goes wrong inside it."""

import json
import pickle
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
import whisper

from hypotez.adapters.stt.once import Once
from hypotez.adapters.stt.whisper import Whisper
from hypotez.adapters.stt.whisper_weights import PULLS, find
from hypotez.ports.audio import Pcm
from hypotez.ports.errors import EngineError, EngineFailed, EngineUnavailable, UnknownLanguage
from hypotez.ports.progress import Cancelled, Progress
from hypotez.ports.speech import Hearing
from hypotez.ports.testing.codec import tone
from tests import whisper_models

SOUND = tone()
SAID = {"text": " hi", "start": 0.0, "end": 1.0, "avg_logprob": -0.5, "words": []}


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    home = tmp_path / "home"
    monkeypatch.setattr(Path, "home", lambda: home)
    return home


class FakeModel:
    """Answers `answer`, or raises it; remembers what it was asked."""

    device = torch.device("cpu")
    encoder = SimpleNamespace(forward=None)

    def __init__(self, answer=SAID, *, multilingual=True):
        self.answer = answer
        self.is_multilingual = multilingual
        self.asked = []

    def transcribe(self, samples, **options):
        self.asked.append(options)
        if isinstance(self.answer, BaseException):
            raise self.answer
        return {"language": options["language"] or "jw", "segments": [self.answer]}


def engine_with(model, **options):
    engine = Whisper(**options)
    engine._loaded = Once(lambda: model)
    return engine


def put(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"weights")
    return path


# weights


def test_pulls_are_openais_own_table():
    assert {size: (pull.url, pull.sha256) for size, pull in PULLS.items()} == {
        size: (whisper._MODELS[size], whisper._MODELS[size].split("/")[-2]) for size in PULLS
    }
    assert all(pull.name == f"{size}.pt" for size, pull in PULLS.items())


def test_auto_is_the_best_size_that_is_here(tmp_path, home):
    models = tmp_path / "models"
    assert find("auto", str(models)) is None
    tiny = put(models / "whisper" / "tiny" / "tiny.pt")
    assert find("auto", str(models)).path == tiny
    cached = put(home / ".cache" / "whisper" / "large-v3-turbo.pt")
    assert (find("auto", str(models)).path, find("auto", str(models)).size) == (cached, "turbo")
    assert find("auto", "").path == cached
    assert find("tiny", str(models)).path == tiny


def test_what_was_pulled_comes_before_the_vendors_cache(tmp_path, home):
    put(home / ".cache" / "whisper" / "base.pt")
    pulled = put(tmp_path / "whisper" / "base" / "base.pt")
    assert find("base", str(tmp_path)).path == pulled


@pytest.mark.parametrize(
    ("model", "advice"), [("auto", "whisper base`"), ("small", "whisper small`"), ("no/such.pt", "no/such.pt")]
)
def test_without_weights_it_says_what_to_pull_and_asks_no_network(monkeypatch, model, advice):
    monkeypatch.setattr("urllib.request.urlopen", None)
    engine = Whisper(model=model)
    assert engine.status().installed
    assert not engine.status().ready
    assert "hypotez pull whisper" in engine.status().hint
    with pytest.raises(EngineUnavailable, match="hypotez pull whisper") as caught:
        engine.transcribe(SOUND)
    assert advice in str(caught.value)
    assert engine.transcribe([Pcm(bytes(32_000))]).text == ""


def test_a_size_is_loaded_from_its_file_with_its_attention_heads(tmp_path, monkeypatch):
    file = put(tmp_path / "whisper" / "base" / "base.pt")
    loaded, heads = [], []

    class Model(FakeModel):
        def set_alignment_heads(self, dump):
            heads.append(dump)

    monkeypatch.setattr(whisper, "load_model", lambda name, device: loaded.append((name, device)) or Model())
    Whisper(models=str(tmp_path), device="cpu").transcribe(SOUND)
    assert loaded == [(str(file), "cpu")]
    assert heads == [whisper._ALIGNMENT_HEADS["base"]]


class Planted:
    def __reduce__(self):
        return print, ("this ran",)


@pytest.mark.parametrize("content", [b"", b"junk" * 99, pickle.dumps(Planted()), pickle.dumps({"dims": {}})])
def test_a_broken_or_hostile_checkpoint_is_not_loaded(tmp_path, content, capsys):
    file = tmp_path / "planted.pt"
    file.write_bytes(content)
    with pytest.raises(EngineUnavailable, match="could not load"):
        Whisper(model=str(file)).transcribe(SOUND)
    assert "ran" not in capsys.readouterr().out


def test_a_checkpoint_with_code_in_it_is_not_run(tmp_path, capsys):
    torch.save({"dims": Planted(), "model_state_dict": {}}, tmp_path / "planted.pt")
    with pytest.raises(EngineUnavailable, match="could not load"):
        Whisper(model=str(tmp_path / "planted.pt")).transcribe(SOUND)
    assert "ran" not in capsys.readouterr().out


def test_an_unknown_device_is_named_as_a_cause():
    with pytest.raises(EngineUnavailable, match="device"):
        Whisper(model=str(whisper_models.pt_file()), device="abacus").transcribe(SOUND)


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "whisper", None)
    engine = Whisper()
    assert (engine.status().installed, engine.status().ready) == (False, False)
    assert "hypotez[whisper]" in engine.status().hint
    with pytest.raises(EngineUnavailable, match=r"hypotez\[whisper\]"):
        engine.transcribe(SOUND)


# what it is asked


def test_requests_become_the_vendors_options():
    model = FakeModel()
    hearing = Hearing("jv", phrases=("play", "stop"), translate=True)
    answer = engine_with(model).transcribe(SOUND, hearing)
    (options,) = model.asked
    assert (options["language"], options["task"], options["fp16"]) == ("jw", "translate", False)
    assert (options["initial_prompt"], options["carry_initial_prompt"]) == ("play, stop", True)
    assert (answer.language, answer.text, answer.warnings) == ("jv", "hi", ())
    assert answer.segments[0].confidence == pytest.approx(0.6065, abs=1e-3)


def test_plain_listening_times_the_words_and_finds_the_language():
    model = FakeModel()
    answer = engine_with(model).transcribe(SOUND)
    (options,) = model.asked
    assert (options["language"], options["task"], options["word_timestamps"]) == (None, "transcribe", True)
    assert options["initial_prompt"] is None
    assert answer.language == "jv"


def test_a_model_for_english_refuses_other_languages():
    assert Whisper(model="base.en").can.languages == {"en"}
    assert not Whisper(model="base.en").can.translates
    with pytest.raises(UnknownLanguage, match="only English"):
        engine_with(FakeModel(multilingual=False)).transcribe(SOUND, Hearing("ru"))


def test_long_audio_is_heard_to_its_end():
    engine = Whisper(model=str(whisper_models.pt_file()), threads=1, beam=1)
    blocks, said = whisper_models.speech("en")
    pause = Pcm(bytes(2 * round(16_000 * (30.2 - sum(block.seconds for block in blocks)))))
    answer = engine.transcribe([*blocks, pause, *blocks], Hearing("en"))
    assert answer.text.split() == [*said, *said]
    second = answer.segments[-1].words[-len(said)]
    assert 29.9 <= second.start <= 30.8  # the sound begins at 30.5, the silence that is kept half a second before
    assert answer.segments[-1].end <= answer.duration


def test_who_waits_for_another_gives_signs_of_life_and_can_stop():
    engine = engine_with(FakeModel())
    told = []

    def listener(progress: Progress) -> None:
        told.append(progress.stage)
        if progress.stage == "waiting":
            raise Cancelled

    with engine._working, pytest.raises(Cancelled):
        engine.transcribe(SOUND, report=listener)
    assert told[-1] == "waiting"
    assert engine.transcribe(SOUND).text == "hi"


def test_it_hears_one_window_at_a_time():
    at_once, most = 0, 0

    class Slow(FakeModel):
        def transcribe(self, samples, **options):
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            time.sleep(0.02)
            at_once -= 1
            return super().transcribe(samples, **options)

    engine = engine_with(Slow())
    threads = [threading.Thread(target=engine.transcribe, args=(SOUND,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


# what goes wrong inside

ERRORS = [
    *(RuntimeError("x"), OSError("x"), TimeoutError("x"), ValueError("x"), KeyError("x"), IndexError("x")),
    *(AssertionError("x"), TypeError("x"), ZeroDivisionError("x"), UnicodeDecodeError("utf-8", b"", 0, 1, "x")),
    *(json.JSONDecodeError("x", "", 0), NotImplementedError("x"), ImportError("x"), StopIteration("x")),
    *(MemoryError("x"), torch.OutOfMemoryError("x"), torch.AcceleratorError("x")),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_inside_becomes_an_engine_failure(error):
    engine = engine_with(FakeModel(error))
    with pytest.raises(EngineFailed) as caught:
        engine.transcribe(SOUND)
    assert caught.value.__cause__ is error
    assert caught.value.engine == "whisper"


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("CUDA out of memory."), RuntimeError("you can't allocate memory: 9 bytes")]
)
def test_too_little_memory_is_told(error):
    with pytest.raises(EngineFailed, match="smaller model"):
        engine_with(FakeModel(error)).transcribe(SOUND)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_every_error_of_loading_makes_it_unavailable(error, monkeypatch):
    def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(whisper, "load_model", fail)
    with pytest.raises(EngineError) as caught:
        Whisper(model=str(whisper_models.pt_file())).transcribe(SOUND)
    assert type(caught.value) is EngineUnavailable
    assert caught.value.__cause__ is error


def test_a_window_is_encoded_once_though_its_words_are_timed_too(monkeypatch):
    encoded = []
    load = whisper.load_model

    def counting(*args, **options):
        model = load(*args, **options)
        model.encoder.register_forward_hook(lambda *_: encoded.append("asked"))
        forward = model.encoder.blocks[0].forward
        model.encoder.blocks[0].forward = lambda *a, **k: encoded.append("worked") or forward(*a, **k)
        return model

    monkeypatch.setattr(whisper, "load_model", counting)
    engine = Whisper(model=str(whisper_models.pt_file()), threads=1)
    answer = engine.transcribe(whisper_models.speech("ru")[0], Hearing("ru"))
    assert answer.text == whisper_models.SAID["ru"]
    assert answer.segments[0].words
    assert (encoded.count("asked"), encoded.count("worked")) == (2, 1)


def test_timing_words_leaves_torch_its_number_of_threads():
    Whisper(model=str(whisper_models.pt_file()), threads=1).transcribe(whisper_models.speech("en")[0])
    assert torch.get_num_threads() == 1

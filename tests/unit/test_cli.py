"""The terminal's other commands, and what all of them share, on a fake app."""

import json
import re
import tomllib
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from hypotez.entrypoints.cli import app as program
from hypotez.ports.errors import EngineUnreachable
from hypotez.ports.speech import Attempt, Transcript
from hypotez.ports.storage import Origin, TranscriptRecord
from hypotez.ports.testing.fakes_storage import MemoryRecords
from tests.fake_app import NOW, FakeApp, opened


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("HYPOTEZ_CONFIG", raising=False)


@pytest.fixture
def fake(monkeypatch):
    with opened(monkeypatch, FakeApp()) as fake:
        yield fake


def run(*arguments, **options):
    return CliRunner().invoke(program, list(map(str, arguments)), **options)


def test_the_version_is_said():
    assert re.fullmatch(r"hypotez \d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize(
    "command", [[], ["transcribe"], ["speak"], ["config"], ["config", "init"], ["feedback"], ["chat"]]
)
def test_every_command_has_help(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize(
    "words", [["nothing"], ["--nothing"], ["speak"], ["pull", "whisper"], ["voices", "x"], ["feedback"]]
)
def test_a_wrong_command_line_is_exit_code_2(words, fake):
    result = run(*words)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_an_error_is_one_sentence_and_exit_code_1(fake, monkeypatch):
    def refuse(**_):
        raise EngineUnreachable("The server did not answer.\nAt all.", engine="x")

    monkeypatch.setattr(fake, "voices", refuse)
    result = run("voices")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "The server did not answer. At all.\n")
    assert fake.closed


def test_a_surprise_is_one_sentence_that_names_debug(fake, monkeypatch):
    monkeypatch.setattr(fake, "voices", lambda **_: 1 / 0)
    result = run("voices")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "ZeroDivisionError" in result.stderr
    assert "--debug" in result.stderr


@pytest.mark.parametrize("words", [["--debug", "voices"], ["voices", "--debug"]])
def test_debug_lets_the_error_through(words, fake, monkeypatch):
    monkeypatch.setattr(fake, "voices", lambda **_: 1 / 0)
    assert isinstance(run(*words).exception, ZeroDivisionError)


def test_a_text_that_looks_like_an_option_can_be_spoken(fake):
    run("speak", "--output", "x.wav", "--", "--debug")
    assert fake.calls[0][0] == "--debug"


@pytest.mark.parametrize("words", [["--config", "my.toml", "config", "show"], ["config", "show", "--config=my.toml"]])
def test_the_config_may_be_named_anywhere(words, tmp_path):
    (tmp_path / "my.toml").write_text("language = 'ru'")
    assert 'language = "ru"' in run(*words).stdout


def test_broken_toml_is_one_sentence_with_its_place(tmp_path):
    (tmp_path / "hypotez.toml").write_text("[stt\nuse = 1")
    result = run("engines")
    assert result.exit_code == 1
    assert result.stderr == "hypotez.toml: line 1, column 5: expected ']' at the end of a table declaration\n"


def test_show_masks_secrets_and_is_toml_again(tmp_path):
    (tmp_path / "hypotez.toml").write_text(
        """
        storage.url = "postgresql://me:s3cret@host/db"
        [stt.google]
        key = "s3cret"
        "odd name" = [1, 2]
        keyboard = "plain"
        [discord]
        token = "s3cret"
        """
    )
    result = run("config", "show")
    assert "s3cret" not in result.stdout
    table = tomllib.loads(result.stdout)
    assert table["storage"]["url"] == "postgresql://***@host/db"
    assert table["stt"]["google"] == {"key": "***", "odd name": [1, 2], "keyboard": "plain"}
    assert json.loads(run("config", "show", "--format", "json").stdout)["source"] == "hypotez.toml"


def test_show_has_learners_as_the_file_has_them(tmp_path):
    (tmp_path / "hypotez.toml").write_text("[learners.quick]\nengine = 'sklearn'\nfeatures = 'words'")
    quick = {"engine": "sklearn", "features": "words"}
    assert tomllib.loads(run("config", "show").stdout)["learners"]["quick"] == quick
    assert json.loads(run("config", "show", "--format", "json").stdout)["learners"]["quick"] == quick


def test_init_writes_a_config_that_checks_and_never_over_another(fake, tmp_path):
    result = run("config", "init", "new/hypotez.toml")
    assert result.exit_code == 0
    assert run("--config", "new/hypotez.toml", "config", "check").exit_code == 0
    (tmp_path / "new/hypotez.toml").write_text("language = 'ru'")
    again = run("config", "init", "new/hypotez.toml")
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert run("config", "init", "new/hypotez.toml", "--force").exit_code == 0
    assert "# hypotez.toml" in (tmp_path / "new/hypotez.toml").read_text()


def test_init_writes_the_file_that_is_looked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("HYPOTEZ_CONFIG", str(tmp_path / "mine.toml"))
    assert run("engines").stderr.endswith(f"`hypotez config init {tmp_path / 'mine.toml'}` writes one\n")
    assert run("config", "init").stdout == f"{tmp_path / 'mine.toml'}\n"
    assert run("config", "check").exit_code == 0
    assert run("--config", "other.toml", "config", "init").stdout == "other.toml\n"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[tts]\nuse = ['espaek']", "did you mean 'espeak'"),
        ("[tts.espeak]\nlouder = true", "louder"),
        ("[tts.home]\nengine = 'wyomin'", "wyomin"),
        ("[audio]\nuse = 'ffmpeg'", "ffmpeg"),
        ("[stt.whisper]\nbeam = 'x'", "[stt.whisper] beam must be a whole number"),
        ("[stt]\nuse = ['wyoming']\n[stt.wyoming]\naddress = 'foo'", "[stt.wyoming] 'foo' is no address"),
        ("[tts.wyoming]\ntimeout = 0", "[tts.wyoming] The timeout must be more than 0"),
        ("offline_only = true\n[tts]\nuse = ['gtts']", "offline_only"),
    ],
)
def test_check_finds_engines_and_options_that_are_not_there(text, part, tmp_path):
    (tmp_path / "hypotez.toml").write_text(text)
    result = run("config", "check")
    assert (result.exit_code, result.stdout) == (1, "")
    (sentence,) = result.stderr.splitlines()
    assert part in sentence


def test_init_without_a_path_writes_where_it_is_found(fake, tmp_path):
    assert run("config", "init").exit_code == 0
    assert (tmp_path / "config/hypotez/hypotez.toml").is_file()


def test_speech_goes_into_the_file(fake, tmp_path):
    result = run("speak", "hello", "--output", "x.wav", "--voice", "anna", "--language", "en", "--rate", "1.5")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "x.wav").read_text() == "wav:hello"
    assert fake.calls == [
        ("hello", {"language": "en", "voice": "anna", "rate": 1.5, "pitch": 1.0, "volume": 1.0, "engine": None})
    ]


def test_who_did_not_speak_is_said_beside_the_speech(fake, tmp_path):
    fake.vain = (Attempt("gtts", "engine-unreachable", "There is no network."),)
    for words in (["--output", tmp_path / "said.wav"], []):
        result = run("speak", "hello", *words)
        assert result.exit_code == 0
        assert "gtts did not speak: There is no network." in result.stderr


def test_speech_without_a_file_goes_into_the_pipe(fake):
    assert run("speak", "hello").stdout == "wav:hello"
    assert run("speak", "-", "--format", "ogg", input="from a pipe").stdout == "ogg:from a pipe"


@pytest.mark.parametrize(
    ("words", "format"),
    [
        (["--output", "x.OPUS", "--format", "ogg"], "ogg"),
        (["--output", "x.flac"], "flac"),
        (["--output", "x", "--format", "mp3"], "mp3"),
        (["--output", "link"], "wav"),
        (["--output", "link", "--format", "flac"], "flac"),
    ],
)
def test_an_ending_or_the_format_says_what_is_written(words, format, fake, tmp_path):
    (tmp_path / "there").write_text("")
    (tmp_path / "link").symlink_to("there")
    assert run("speak", "hello", *words).exit_code == 0
    assert (tmp_path / words[1]).read_text() == f"{format}:hello"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["speak", "hello", "--output", "x.doc"], ".wav, .mp3, .ogg or .flac"),
        (["speak", "hello", "--output", "x"], ".wav, .mp3, .ogg or .flac"),
        (["speak", "hello", "--output", "x.wav", "--format", "mp3"], "x.wav ends as wav does"),
        (["archive", ".", "--output", "x.rar"], ".zip, .tar.zst"),
        (["archive", ".", "--output", "x.zip", "--format", "tar.zst"], "x.zip ends as zip does"),
    ],
)
def test_an_ending_that_says_nothing_or_another_format_is_a_usage_error(words, part, fake, tmp_path):
    result = run(*words)
    assert (result.exit_code, result.stdout, fake.calls) == (2, "", [])
    assert part in " ".join(result.stderr.replace("│", " ").split())
    assert not list(tmp_path.glob("x*"))


def test_voices_are_a_table_or_lines_of_json(fake):
    assert run("voices").stdout.splitlines() == [
        "name   languages  gender  label",
        "anna   en         female  Anna",
        "boris  ru",
    ]
    assert [
        json.loads(line)["name"] for line in run("voices", "--language", "ru", "--format", "json").stdout.splitlines()
    ] == ["boris"]


def test_no_voices_are_said_beside_the_empty_answer(fake):
    result = run("voices", "--language", "fr")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "there is no such voice\n")


def test_engines_say_how_to_get_them(fake):
    assert "pip install hypotez[whisper]" in run("engines").stdout
    rows = [json.loads(line) for line in run("engines", "--format", "json").stdout.splitlines()]
    assert rows[1] == {
        "kind": "stt",
        "name": "whisper",
        "place": "local",
        "installed": False,
        "ready": False,
        "used": False,
        "models": ["base", "small"],
        "here": [],
        "hint": "pip install hypotez[whisper]",
    }


def test_engines_mark_the_weights_that_are_here(fake, monkeypatch, tmp_path):
    monkeypatch.setenv("HYPOTEZ_STORAGE__MODELS", str(tmp_path / "models"))
    (tmp_path / "models/whisper/small").mkdir(parents=True)
    (tmp_path / "models/whisper/base.part").mkdir()
    assert "base, small*" in run("engines").stdout
    row = json.loads(run("engines", "--format", "json").stdout.splitlines()[1])
    assert (row["models"], row["here"]) == (["base", "small"], ["small"])
    (tmp_path / "hypotez.toml").write_text("stt.whisper.models = 'mine'")
    (tmp_path / "mine/whisper/base").mkdir(parents=True)
    assert "base*, small" in run("engines").stdout


def test_pull_says_where_the_weights_are(fake):
    assert run("pull", "whisper", "base").stdout.strip().endswith("base")


def test_feedback_is_kept(fake):
    result = run("feedback", "well done", "--about", "id7")
    assert (result.exit_code, result.stderr) == (0, "thank you; kept as f1\n")
    assert fake.calls == [("feedback", "well done", "id7")]


def test_feedback_about_the_last_transcript_names_it(fake):
    fake.records = MemoryRecords()
    for at, id in enumerate(("1qk8nq32v17w", "2qk8nq32v17w")):
        heard = Transcript("hello", "en", "fake", 1.0)
        fake.records.add(TranscriptRecord(id, NOW + timedelta(seconds=at), Origin(), "00", heard))
    assert run("feedback", "well done", "--about", "last").exit_code == 0
    assert fake.calls == [("feedback", "well done", "2qk8nq32v17w")]


@pytest.mark.parametrize("words", [["text", "--list"], ["--list", "--export", "csv"], []])
def test_feedback_wants_one_thing(words, fake):
    assert run("feedback", *words).exit_code == 2


def test_a_correction_of_nothing_is_one_sentence(fake):
    result = run("correct", "id9", "text")
    assert (result.exit_code, result.stderr) == (1, "There is no transcript id9.\n")


def test_an_instruction_is_in_the_language_that_is_asked_for(fake):
    assert run("instruction").stdout == "# index in en\n"
    assert run("instruction", "voices", "--language", "ru").stdout == "# voices in ru\n"

"""Which engines may be used, and how one is set up."""

import pytest

from hypotez.adapters.compose.recipe import Recipe
from hypotez.entrypoints.config import Config, load_config
from hypotez.entrypoints.engines import (
    Kind,
    allowed,
    check_engine,
    describe,
    engines,
    installed,
    pulling_advice,
    recipe,
    weights,
)
from hypotez.ports.engine import Place
from hypotez.ports.errors import ConfigError, OptionError
from hypotez.ports.learning import Learner, LearnerCan


def config(**tables):
    return Config.model_validate(tables)


def test_our_engines_come_in_by_the_public_door():
    assert set(installed(Kind.STT)) >= {"faster-whisper", "google", "pocketsphinx", "whisper", "wyoming"}
    assert set(installed(Kind.TTS)) >= {"espeak", "gtts", "pyttsx3", "wyoming"}
    assert set(installed(Kind.AUDIO)) >= {"pyav", "pydub"}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_engine_can_be_described_without_its_vendor_failing(kind):
    for name in installed(kind):
        info = describe(kind, name, config())
        assert info.status.installed, info.status.hint
        assert info.status.ready or info.status.hint.endswith(".")


def test_by_default_only_local_engines_that_are_ready_listen_and_pocketsphinx_is_last():
    names = allowed(Kind.STT, config())
    assert names[-1] == "pocketsphinx"
    for name in names:
        info = describe(Kind.STT, name, config())
        assert (info.place, info.status.ready) == (Place.LOCAL, True)


def test_a_model_that_is_here_listens_before_pocketsphinx(tmp_path):
    model = tmp_path / "tiny.pt"
    model.write_bytes(b"weights")
    names = allowed(Kind.STT, config(stt={"whisper": {"model": str(model)}}))
    assert names == ("whisper", "pocketsphinx")


def test_the_config_says_who_may_listen_in_which_order():
    assert allowed(Kind.STT, config(stt={"use": ["google", "pocketsphinx"]})) == ("google", "pocketsphinx")


def test_who_names_an_engine_has_asked_for_it_unless_the_config_lists_others():
    assert allowed(Kind.STT, config(), "google") == ("google",)
    with pytest.raises(OptionError, match="“google” may not be used: the config allows pocketsphinx"):
        allowed(Kind.STT, config(stt={"use": ["pocketsphinx"]}), "google")


@pytest.mark.parametrize("key", ["12345", "1e5", "true", "null", '{"id": 1}', '["a"]', '"quoted"', "plain", "00"])
def test_a_key_in_a_variable_is_text_however_it_reads(key):
    found = load_config(environ={"HYPOTEZ_STT__GOOGLE__KEY": key, "HYPOTEZ_STT__GOOGLE__TIMEOUT": "5"})
    assert recipe(Kind.STT, "google", found).options == {"key": key, "timeout": 5}
    check_engine(Kind.STT, "google", found)


def test_what_a_variable_says_of_another_type_is_still_held_against_it():
    found = load_config(environ={"HYPOTEZ_STT__GOOGLE__TIMEOUT": "soon"})
    with pytest.raises(ConfigError, match=r"\[stt.google\] timeout must be a number"):
        recipe(Kind.STT, "google", found)


def test_the_same_holds_for_speech():
    assert allowed(Kind.TTS, config()) == ("espeak",)
    assert allowed(Kind.TTS, config(), "gtts") == ("gtts",)
    with pytest.raises(OptionError, match="“gtts” may not be used: the config allows espeak"):
        allowed(Kind.TTS, config(tts={"use": ["espeak"]}), "gtts")


def test_who_mistypes_an_engine_is_told_the_nearest():
    with pytest.raises(OptionError, match=r"no engine “wisper” under \[stt\], did you mean 'whisper'"):
        allowed(Kind.STT, config(), "wisper")


def test_offline_only_is_a_promise():
    with pytest.raises(ConfigError, match="'google' is a cloud engine, and offline_only is set"):
        allowed(Kind.STT, config(offline_only=True, stt={"use": ["pocketsphinx", "google"]}))
    with pytest.raises(ConfigError, match="offline_only"):
        allowed(Kind.STT, config(offline_only=True), "google")
    with pytest.raises(ConfigError, match="offline_only"):
        allowed(Kind.TTS, config(offline_only=True, tts={"use": ["gtts"]}))


def test_an_unknown_engine_is_named_with_those_that_there_are():
    with pytest.raises(ConfigError, match=r"no engine 'wisper' under \[stt\], did you mean 'whisper'; there are"):
        recipe(Kind.STT, "wisper", config())


def test_an_unknown_option_is_named_with_those_that_there_are():
    with pytest.raises(ConfigError, match=r"\[stt.whisper\] there is no option 'mdoel'; there are .*model"):
        recipe(Kind.STT, "whisper", config(stt={"whisper": {"mdoel": "base"}}))


@pytest.mark.parametrize(
    ("kind", "name", "option", "value", "what"),
    [
        ("stt", "whisper", "beam", "x", "must be a whole number"),
        ("stt", "whisper", "beam", True, "must be a whole number"),
        ("stt", "whisper", "beam", 1.5, "must be a whole number"),
        ("stt", "faster-whisper", "model", 5, "must be text"),
        ("stt", "faster-whisper", "model", ["base"], "must be text"),
        ("stt", "wyoming", "address", 5, "must be text"),
        ("stt", "wyoming", "timeout", "x", "must be a number"),
        ("stt", "pocketsphinx", "accept", "x", "must be a number"),
        ("stt", "pocketsphinx", "accept", float("nan"), "must be a finite number"),
        ("stt", "google", "timeout", "soon", "must be a number"),
        ("stt", "google", "timeout", True, "must be a number"),
        ("tts", "gtts", "tld", 7, "must be text"),
        ("tts", "espeak", "voice", 7, "must be text"),
        ("tts", "wyoming", "max_parallel", "many", "must be a whole number"),
        ("audio", "pydub", "ffmpeg", False, "must be text"),
    ],
)
def test_an_option_of_another_type_is_a_mistake_in_the_config(kind, name, option, value, what):
    with pytest.raises(ConfigError) as caught:
        recipe(Kind(kind), name, config(**{kind: {name: {option: value}}}))
    assert str(caught.value) == f"[{kind}.{name}] {option} {what}."


def test_a_whole_number_is_a_number():
    assert recipe(Kind.STT, "google", config(stt={"google": {"timeout": 5}})).build()


@pytest.mark.parametrize(
    ("kind", "name", "option", "value", "what"),
    [
        ("stt", "faster-whisper", "beam", 0, "beam must be at least 1, not 0."),
        ("stt", "faster-whisper", "threads", -3, "threads must be at least 0, not -3."),
        ("stt", "faster-whisper", "compute_type", "int3", "compute_type must be 'default', 'auto', 'int8'"),
        ("stt", "faster-whisper", "device", "gpu", "device must be 'auto', 'cpu' or 'cuda'."),
        ("stt", "whisper", "beam", -1, "beam must be at least 1, not -1."),
        ("stt", "whisper", "threads", -3, "threads must be at least 0, not -3."),
        ("stt", "google", "timeout", -1, "timeout must be more than 0, not -1."),
        ("stt", "wyoming", "max_parallel", 0, "max_parallel must be at least 1, not 0."),
        ("tts", "gtts", "timeout", 0, "timeout must be more than 0, not 0."),
        ("tts", "wyoming", "max_parallel", 0, "max_parallel must be at least 1, not 0."),
        ("learners", "sklearn", "sgd_above", -5, "sgd_above must be at least 0, not -5."),
        ("learners", "semantic", "sgd_above", -5, "sgd_above must be at least 0, not -5."),
        ("learners", "semantic", "threads", -3, "threads must be at least 1, not -3."),
    ],
)
def test_an_option_out_of_its_range_is_a_mistake_in_the_config(kind, name, option, value, what):
    with pytest.raises(ConfigError) as caught:
        check_engine(Kind(kind), name, config(**{kind: {name: {option: value}}}))
    assert str(caught.value).startswith(f"[{kind}.{name}] ")
    assert what in str(caught.value)


def test_what_a_constructor_refuses_is_a_mistake_in_its_table():
    for address in ("foo", "http://host:1", "tcp://host:port"):
        with pytest.raises(ConfigError, match=r"\[stt.kitchen\] .* is no address of a Wyoming server"):
            check_engine(Kind.STT, "kitchen", config(stt={"kitchen": {"engine": "wyoming", "address": address}}))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"pocketsphinx": {"models": 5}}, r"\[stt.pocketsphinx\] there is no option 'models'"),
        ({"whisper": {"beam": "x"}}, r"\[stt.whisper\] beam must be a whole number"),
        ({"kitchen": {"engine": "wyoming", "address": "foo"}}, r"\[stt.kitchen\] 'foo' is no address"),
        ({"kitchen": {"address": "tcp://host:1"}}, "no engine 'kitchen'"),
    ],
)
def test_where_the_best_local_engine_is_looked_for_a_wrong_table_is_said_and_not_passed_over(table, said):
    with pytest.raises(ConfigError, match=said):
        allowed(Kind.STT, config(stt=table))


def test_the_name_that_is_unknown_is_the_one_that_is_shown():
    with pytest.raises(ConfigError, match=r"no engine 'wioming' under \[stt\], did you mean 'wyoming'"):
        recipe(Kind.STT, "kitchen", config(stt={"kitchen": {"engine": "wioming"}}))


def test_a_table_may_set_up_an_engine_under_another_name():
    table = {"kitchen": {"engine": "wyoming", "address": "tcp://10.1.1.1:10300"}}
    made = recipe(Kind.STT, "kitchen", config(stt=table))
    assert (made.group, made.name) == ("hypotez.stt", "wyoming")
    assert made.options["address"] == "tcp://10.1.1.1:10300"
    assert describe(Kind.STT, "kitchen", config(stt=table)).place is Place.NETWORK


def test_an_engine_with_weights_is_told_where_they_are(tmp_path):
    made = recipe(Kind.STT, "whisper", config(storage={"models": str(tmp_path)}))
    assert made.options["models"] == str(tmp_path)
    assert "models" not in recipe(Kind.STT, "pocketsphinx", config()).options


def test_paths_in_options_start_at_the_folder_of_the_config(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    path = tmp_path / "deep/hypotez.toml"
    path.parent.mkdir()
    path.write_text(
        """
        [stt]
        whisper = {model = "tw.pt", models = "weights"}
        faster-whisper = {model = "./fw"}
        mine = {engine = "whisper", model = "base"}
        [learners]
        semantic.model = "minilm"
        [audio]
        pydub.ffmpeg = "~/ffmpeg"
        """
    )
    (path.parent / "tw.pt").touch()
    (path.parent / "base").touch()
    found = load_config(path, {})

    def option(kind, name, key):
        return recipe(kind, name, found).options[key]

    assert option(Kind.STT, "whisper", "model") == str(path.parent / "tw.pt")
    assert option(Kind.STT, "whisper", "models") == str(path.parent / "weights")
    assert option(Kind.STT, "faster-whisper", "model") == str(path.parent / "fw")
    assert option(Kind.STT, "mine", "model") == "base"
    assert option(Kind.LEARNER, "semantic", "model") == str(path.parent / "minilm")
    assert option(Kind.AUDIO, "pydub", "ffmpeg") == str(tmp_path / "me/ffmpeg")
    with pytest.raises(ConfigError, match=r"\[audio.pydub\] a path starts with the home folder of somebody"):
        recipe(Kind.AUDIO, "pydub", config(audio={"pydub": {"ffmpeg": "~nobody-of-this-name/x"}}))


def test_all_engines_are_listed_and_those_in_use_are_marked():
    infos = {(info.kind, info.name): info for info in engines(config(stt={"use": ["pocketsphinx"]}))}
    assert infos[Kind.STT, "pocketsphinx"].used
    assert not infos[Kind.STT, "google"].used
    assert infos[Kind.TTS, "espeak"].used
    assert infos[Kind.STT, "whisper"].pulls


class Plain(Learner):
    """Has what the port asks for, and nothing else."""

    name = "plain"
    can = LearnerCan()


class Wordless(Plain):
    def status(self):
        """Forgets to say anything."""


def test_a_learner_need_not_say_whether_it_is_ready_and_one_that_says_nothing_hides_no_other(monkeypatch):
    outsiders = ("tests.unit.test_engines:Plain", "tests.unit.test_engines:Wordless")
    monkeypatch.setattr("hypotez.entrypoints.engines.installed", lambda kind: outsiders if kind is Kind.LEARNER else ())
    plain, wordless = engines(config())
    assert plain.status.ready
    assert not wordless.status.installed
    assert wordless.status.hint == "status() of Wordless must return a Status, not NoneType."


class Unlicensed(Plain):
    def __init__(self):
        raise RuntimeError("there is no licence")


def test_what_a_constructor_fails_of_is_told_where_it_is_used():
    with pytest.raises(ConfigError, match=r"^The engine 'mine' cannot be set up: there is no licence$"):
        Recipe("hypotez.learners", "tests.unit.test_engines:Unlicensed", called="mine").build()


def test_the_advice_names_what_could_be_pulled_or_allowed():
    advice = pulling_advice(["pocketsphinx"], config())
    assert "`hypotez pull faster-whisper" in advice
    assert "allow google in the config under [stt] use" in advice
    assert "google" not in pulling_advice(["pocketsphinx"], config(offline_only=True))


def test_weights_go_where_the_engine_looks(tmp_path):
    source, folder = weights("whisper", "base", config(storage={"models": str(tmp_path)}))
    assert folder == tmp_path / "whisper" / "base"
    assert source.url.startswith("https://")
    elsewhere = config(stt={"whisper": {"models": str(tmp_path / "elsewhere")}})
    assert weights("whisper", "base", elsewhere)[1] == tmp_path / "elsewhere" / "whisper" / "base"
    with pytest.raises(OptionError, match="no model 'bass' for whisper, did you mean 'base'"):
        weights("whisper", "bass", config())
    with pytest.raises(OptionError, match="'pocketsphinx' has no models"):
        weights("pocketsphinx", "base", config())

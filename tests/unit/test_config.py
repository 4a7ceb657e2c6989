"""Reading the configuration: what wins, what it comes to, and how mistakes are named."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.config import Config, EngineConfig, find_config, load_config, read_token, user_config
from hypotez.ports.errors import ConfigError


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Away from the config files of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def written(tmp_path):
    def write(text, name="hypotez.toml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return write


def mistake(text, written, environ=None):
    with pytest.raises(ConfigError) as caught:
        load_config(written(text), environ or {})
    return str(caught.value)


def test_without_a_file_the_defaults_hold():
    config = load_config(environ={})
    assert config.source is None
    assert config == Config()
    assert config.stt.use is None
    assert config.tts.use == ("espeak",)
    assert config.storage.models == config.storage.data / "models"


def test_the_file_that_is_asked_for_wins_over_the_variable_and_the_folders(written):
    here = written("language = 'ru'")
    users = written("", str(user_config()))
    variable = written("", "variable.toml")
    asked = written("", "asked.toml")
    assert find_config(asked, {"HYPOTEZ_CONFIG": str(variable)}) == asked
    assert find_config(None, {"HYPOTEZ_CONFIG": str(variable)}) == variable
    assert find_config(None, {"HYPOTEZ_CONFIG": ""}) == Path("hypotez.toml")
    assert load_config(environ={}).language == "ru"
    here.unlink()
    assert find_config(None, {}) == users


@pytest.mark.parametrize("environ", [{}, {"HYPOTEZ_CONFIG": "missing.toml"}])
def test_a_file_that_is_asked_for_must_be_there(environ, tmp_path):
    with pytest.raises(ConfigError, match="no config file"):
        load_config(None if environ else tmp_path, environ)


def test_tables_of_engines_are_their_options(written):
    config = load_config(
        written("[stt]\nuse = 'home'\n[stt.home]\nengine = 'wyoming'\nport = 5\nnames = ['a', 'b']"), {}
    )
    assert config.stt.use == ("home",)
    assert config.stt.engines == {"home": EngineConfig(engine="wyoming", options={"port": 5, "names": ["a", "b"]})}


def test_variables_go_before_the_file(written):
    path = written("language = 'en'\n[stt]\nuse = ['google']\n[stt.faster-whisper]\nmodel = 'base'\nbeam = 1")
    environ = {
        "HYPOTEZ_LANGUAGE": "ru",
        "HYPOTEZ_OFFLINE_ONLY": "true",
        "HYPOTEZ_STT__USE": "whisper, pocketsphinx",
        "HYPOTEZ_STT__FASTER_WHISPER__BEAM": "5",
        "HYPOTEZ_RETRY__BREAKER_SECONDS": "1.5",
        "HYPOTEZ_SOMETHING_ELSE": "1",
    }
    config = load_config(path, environ)
    assert (config.language, config.offline_only) == ("ru", True)
    assert config.stt.use == ("whisper", "pocketsphinx")
    assert config.stt.engines["faster-whisper"].options == {"model": "base", "beam": 5}
    assert config.retry.breaker_seconds == 1.5


def test_a_variable_reaches_a_table_however_its_name_is_written(written):
    path = written("[stt.My_Ear]\nengine = 'pocketsphinx'\n[stt.my-nose]\n[stt.my_nose]\n")
    config = load_config(path, {"HYPOTEZ_STT__MY_EAR__ACCEPT": "3", "HYPOTEZ_STT__MY_NOSE__ACCEPT": "4"})
    assert {name: engine.options for name, engine in config.stt.engines.items()} == {
        "My_Ear": {"accept": 3},
        "my-nose": {},
        "my_nose": {"accept": 4},
    }


def test_a_variable_that_names_no_key_is_told(written):
    assert "[log] there is no key levle" in mistake("", written, {"HYPOTEZ_LOG__LEVLE": "debug"})


@pytest.mark.parametrize(
    ("variable", "meant"),
    [
        ("HYPOTEZ_OFLINE_ONLY", "HYPOTEZ_OFFLINE_ONLY"),
        ("HYPOTEZ_OFFLINE", "HYPOTEZ_OFFLINE_ONLY"),
        ("HYPOTEZ_STT_USE", "HYPOTEZ_STT__USE"),
        ("HYPOTEZ_STT", "HYPOTEZ_STT__KEY"),
        ("HYPOTEZ_STT_GOOGLE_KEY", "HYPOTEZ_STT__GOOGLE_KEY"),
        ("HYPOTEZ_TTS_CACHE_MB", "HYPOTEZ_TTS__CACHE_MB"),
    ],
)
def test_a_variable_that_nearly_is_a_key_is_told_with_the_one_that_was_meant(variable, meant, written):
    assert mistake("", written, {variable: "1"}) == f"the variable {variable} sets nothing; did you mean {meant}?"


@pytest.mark.parametrize(
    "variable",
    [
        "HYPOTEZ_PORT",
        "HYPOTEZ_SERVICE_HOST",
        "HYPOTEZ_PORT_80_TCP_ADDR",
        "HYPOTEZ_STT_SERVICE_HOST",
        "HYPOTEZ_STT_SERVICE_PORT_HTTP",
        "HYPOTEZ_STORAGE_PORT",
        "HYPOTEZ_STORAGE_PORT_5432_TCP",
    ],
)
def test_variables_that_a_cluster_makes_for_a_service_of_the_same_name_are_no_mistakes(variable):
    load_config(environ={variable: "tcp://10.0.0.1:80"})


def test_relative_paths_start_at_the_files_folder_and_a_tilde_is_home(written, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "me"))
    path = written(
        "storage.data = 'data'\nstorage.cache = '~/cache'\nfiles.roots.local.docs = '../docs'", "deep/hypotez.toml"
    )
    config = load_config(path, {})
    assert config.storage.data == tmp_path / "deep/data"
    assert config.storage.models == tmp_path / "deep/data/models"
    assert config.storage.cache == tmp_path / "me/cache"
    assert config.files.roots["local"]["docs"] == tmp_path / "deep/../docs"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("sqlite:///kept.db", "sqlite:///{folder}/kept.db"),
        ("sqlite+pysqlite:///in/kept.db?timeout=5", "sqlite+pysqlite:///{folder}/in/kept.db?timeout=5"),
        ("sqlite:////srv/kept.db", "sqlite:////srv/kept.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite:///file:/srv/a.db?uri=true", "sqlite:///file:/srv/a.db?uri=true"),
        ("postgresql+psycopg://me:secret@host/records", "postgresql+psycopg://me:secret@host/records"),
    ],
)
def test_a_relative_database_starts_at_the_files_folder_too(url, address, written, tmp_path):
    config = load_config(written(f"storage.url = '{url}'", "deep/hypotez.toml"), {})
    assert config.storage.url == address.format(folder=tmp_path / "deep")


def test_a_database_that_is_no_address_is_refused(written):
    assert "[storage] url" in mistake("storage.url = 'records'", written)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = ", "line 1, column 5"),
        ("[log]\nlevel = 'info' 'debug'", "line 2, column 16"),
        ("[log]\nlevel = '''\n", "line 3, column 1"),
        ("[stt\n", "line 1, column 5"),
        ("a = 1\na = 2", "line 2"),
    ],
)
def test_broken_toml_names_line_and_column(text, place, written):
    assert place in mistake(text, written)


def test_a_file_that_is_no_text_names_the_line(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(b"a = 1\nb = '\xff'")
    with pytest.raises(ConfigError, match="line 2 is not UTF-8"):
        load_config(path, {})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("stt = 5", "stt must be a table"),
        ("[stt]\nuse = 5", "[stt] use: must be a list"),
        ("[stt]\nuse = []", "[stt] use: must not be empty"),
        (
            "[stt.google]\ntimes = 2020-01-01",
            "[stt.google] times: must be text, a number, true, false, or a list of these",
        ),
        ("[stt.google]\nengine = 3", "[stt.google] engine: must be text"),
        ("[audio]\nmax_seconds = 'long'", "[audio] max_seconds: must be a number"),
        ("[audio]\nmax_seconds = nan", "[audio] max_seconds: must be"),
        ("[retry]\nattempts = 0", "[retry] attempts: must be greater than or equal to 1"),
        ("[retry]\nattempts = 1.5", "[retry] attempts: must be a whole number"),
        ("[isolation]\non = 'perhaps'", "[isolation] on: must be true or false"),
        ("[log]\nformat = 'xml'", "[log] format: must be 'auto', 'text' or 'json'"),
        ("[files.roots]\nlocal = 'x'", "files.roots.local must be a table"),
        ("[files.roots.local]\ndocs = 3", "[files.roots.local] docs: must be a path"),
        ("[storage]\ndata = '~nobody-of-this-name/x'", "[storage] data: starts with the home folder of somebody"),
        ("[storage]\nhub = 'x'", "[storage] hub: must be an address that begins with https://"),
        ("[storage]\nhub = 'http://example.com'", "[storage] hub: must be an address that begins with https://"),
        ("[storage]\nhub = 'https://'", "[storage] hub: must be an address"),
        ("[storage]\nhub = 'https://a:b'", "[storage] hub: must be an address"),
        ("[discord]\nprefix = ' '", "[discord] prefix: must be without spaces"),
        ("[discord]\nprefix = 'hey '", "[discord] prefix: must be without spaces"),
        ("[discord]\nprefix = ''", "[discord] prefix: must not be empty"),
        ("[discord]\nvoice_queue = 0", "[discord] voice_queue: must be greater than or equal to 1"),
        ("[discord]\nvoice_queue = 1001", "[discord] voice_queue: must be less than or equal to 1000"),
        ("[discord]\nvoice_alone = 0.5", "[discord] voice_alone: must be greater than or equal to 1"),
        ("[discord]\nvoice_alone = 1e9", "[discord] voice_alone: must be less than or equal to 86400"),
        ("[discord]\nvoice_connect = 'long'", "[discord] voice_connect: must be a number"),
        ("[discord]\nvoice_connect = 121", "[discord] voice_connect: must be less than or equal to 120"),
        ("language = 'english!'", "language: must be a language code"),
        ("source = 'x'", "there is no key source"),
    ],
)
def test_a_wrong_value_is_named_with_its_key(text, sentence, written):
    found = mistake(text, written)
    assert sentence in found
    assert "hypotez.toml: " in found
    assert "\n" not in found


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("langage = 'en'", 'there is no key langage; did you mean "language"?'),
        ("[log]\nlevle = 'info'", '[log] there is no key levle; did you mean "level"?'),
        ("[tts]\ncach = true", '[tts] there is no key cach; did you mean "cache"?'),
        ("[log]\nxyz = 1", "[log] there is no key xyz; there are level, format"),
    ],
)
def test_an_unknown_key_is_named_with_its_nearest(text, sentence, written):
    assert sentence in mistake(text, written)


def test_all_mistakes_are_named_at_once(written):
    found = mistake("language = 1\n[log]\nlevel = 'loud'\n[retry]\nattempts = 'x'", written)
    assert all(part in found for part in ("language:", "[log] level:", "[retry] attempts:"))


def test_one_mistake_is_one_sentence_also_where_other_values_follow_from_it(written):
    assert mistake("[storage]\ndata = 5", written).endswith("hypotez.toml: [storage] data: must be a path")


@pytest.mark.parametrize(
    "hub", ["https://hub.example", "https://hub.example:8443/mirror", "http://127.0.0.1:8000", "http://localhost"]
)
def test_models_come_over_https_or_from_this_machine(hub, written):
    assert load_config(written(f"storage.hub = '{hub}'"), {}).storage.hub == hub


def test_an_empty_variable_is_as_good_as_none(written):
    path = written("stt.use = ['google']")
    empty = {"HYPOTEZ_STT__USE": "", "HYPOTEZ_LANGUAGE": "", "HYPOTEZ_TTS__GTTS__TLD": "", "HYPOTEZ_LOG__LEVLE": ""}
    assert load_config(path, empty) == load_config(path, {})


def test_values_cannot_be_changed():
    config = Config()
    with pytest.raises(ValueError, match="frozen"):
        config.language = "ru"


def test_the_token_comes_from_the_variable_and_is_not_shown():
    config = load_config(environ={"DISCORD_TOKEN": "s3cret"})
    assert read_token(config).get_secret_value() == "s3cret"
    assert "s3cret" not in f"{config} {config!r} {config.model_dump(mode='json')}"


def test_the_token_comes_from_a_file_where_there_is_no_variable(written):
    written(" s3cret\n", "token")
    config = load_config(written("[discord]\ntoken_file = 'token'"), {})
    assert read_token(config).get_secret_value() == "s3cret"


@pytest.mark.parametrize("text", ["", "[discord]\ntoken_file = 'missing'"])
def test_a_missing_token_says_where_to_put_it(text, written):
    with pytest.raises(ConfigError, match="token"):
        read_token(load_config(written(text), {}))


def test_the_template_says_the_defaults(written):
    template = files("hypotez.entrypoints").joinpath("config_template.toml").read_text("utf-8")
    assert load_config(written(template), {}).model_copy(update={"source": None}) == Config()
    told = tomllib.loads(re.sub(r"^# (?=[a-z_]+ = )", "", template, flags=re.MULTILINE))
    examples = {
        "data",
        "cache",
        "models",
        "url",
        "instructions",
        "archives",
        "datasets",
        "token_file",
        "deadline_seconds",
        "api",
        "gateway",
    }
    defaults = Config().model_dump(mode="json")
    for name, table in told.items():
        if name in {"stt", "learners", "files"} or not isinstance(table, dict):
            continue
        for key, value in table.items():
            if key not in examples or isinstance(value, bool):
                assert defaults[name][key] == value, f"[{name}] {key}"


def test_the_template_with_every_line_taken_in_is_a_config(written):
    template = files("hypotez.entrypoints").joinpath("config_template.toml").read_text("utf-8")
    config = load_config(written(re.sub(r"^# (?=[a-z_]+ = |\[)", "", template, flags=re.MULTILINE)), {})
    assert set(config.stt.engines) == {"faster-whisper", "home"}
    assert set(config.files.roots) == {"local"}


def read(path):
    """The config, or the one line that says what is wrong with it."""
    try:
        return load_config(path, {})
    except ConfigError as error:
        return str(error)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcuse_", max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from([*Config.model_fields, "use", "on", "engine", "options", "engines", "data", "roots", "x y"])


def toml(value):
    match value:
        case None:
            return '""'
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f'"{key}" = {toml(inner)}' for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case str():
            return (
                '"' + "".join(f"\\U{ord(letter):08x}" for letter in value if not 0xD800 <= ord(letter) < 0xE000) + '"'
            )
    return str(value)


@given(table=st.dictionaries(names, st.dictionaries(names, values, max_size=3) | values, max_size=4))
def test_any_toml_is_a_config_or_one_sentence(table, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text("\n".join(f'"{key}" = {toml(value)}' for key, value in table.items()), "utf-8")
    assert isinstance(read(path), Config) or re.fullmatch(r"\S+any.toml: .+", read(path))


@given(data=st.binary(max_size=40) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_config_or_one_sentence(data, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "bytes.toml"
    path.write_bytes(data)
    assert isinstance(read(path), Config) or re.fullmatch(r"\S+bytes.toml: .+", read(path))

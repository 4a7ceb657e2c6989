"""What the log looks like, and what never gets into it."""

import io
import json
import logging
import sys
import warnings

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.config import LogConfig
from hypotez.entrypoints.discord.secrecy import MASK, without
from hypotez.entrypoints.logging import HARMLESS, IN_QUERY, IN_TEXT, masked, set_up_logging


@pytest.fixture(autouse=True)
def as_it_was():
    root, ours = logging.getLogger(), logging.getLogger("hypotez")
    before = root.handlers[:], root.level, ours.level
    yield
    root.handlers[:], _, _ = before
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def log():
    return structlog.get_logger("hypotez.tests")


def test_json_is_an_object_a_line(capsys):
    set_up_logging(LogConfig(format="json"))
    log().info("heard", seconds=1.5)
    log().debug("hidden")
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["event"], entry["seconds"], entry["level"], entry["logger"]) == (
        "heard",
        1.5,
        "info",
        "hypotez.tests",
    )
    assert entry["timestamp"].endswith("Z")


def test_text_is_for_people(capsys):
    set_up_logging(LogConfig(format="text"))
    log().warning("heard", seconds=1.5)
    line = capsys.readouterr().err
    assert "heard" in line
    assert "seconds=1.5" in line


def test_outside_of_a_terminal_the_log_is_json(capsys):
    set_up_logging(LogConfig())
    log().info("heard")
    assert json.loads(capsys.readouterr().err)["event"] == "heard"


def test_a_command_logs_only_what_is_wrong_unless_debug_is_wanted(capsys):
    set_up_logging(LogConfig(), quiet=True)
    log().info("hidden")
    log().warning("shown")
    set_up_logging(LogConfig(), quiet=True, debug=True)
    log().debug("shown too")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["shown", "shown too"]


def test_libraries_join_in_from_warnings_on(capsys):
    set_up_logging(LogConfig(format="json", level="debug"))
    logging.getLogger("library").info("hidden")
    logging.getLogger("library").error("shown %s", "here")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("and warnings", UserWarning, stacklevel=1)
    shown = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert shown[0]["event"] == "shown here"
    assert "and warnings" in shown[1]["event"]


def test_events_of_the_use_cases_carry_facts_and_nothing_else(capsys):
    set_up_logging(LogConfig(format="json"))
    logging.getLogger("hypotez.domain.x").info("transcribed", extra={"sound_seconds": 1.5, "text": "what was said"})
    entry = json.loads(capsys.readouterr().err)
    assert (entry["event"], entry["sound_seconds"]) == ("transcribed", 1.5)
    assert "what was said" not in entry.values()


def test_an_exception_is_logged_with_its_place(capsys):
    set_up_logging(LogConfig(format="json"))
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError:
        log().exception("broken")
    assert "test_logging.py" in json.loads(capsys.readouterr().err)["exception"]


@pytest.mark.parametrize("format", ["json", "text"])
def test_secrets_stay_out(format, capsys):
    set_up_logging(LogConfig(format=format))
    token = "M" * 24 + ".abcdef." + "x" * 30
    log().error(
        "asked https://me:s3cret@host/ with Bearer s3cret",
        token="s3cret",
        api_key="s3cret",
        nested={"password": "s3cret"},
    )
    log().error(f"the token is {token}")
    logging.getLogger("library").error("postgresql://me:%s@host/db", "s3cret")
    try:
        raise OSError("no answer from https://me:s3cret@host/")
    except OSError:
        log().exception("broken")
    shown = capsys.readouterr().err
    assert "s3cret" not in shown
    assert token not in shown
    assert "host" in shown


@pytest.mark.parametrize("format", ["json", "text"])
def test_the_token_is_masked_in_our_lines_and_in_libraries_alike(format, capsys):
    set_up_logging(LogConfig(format=format))
    with without("s3cret"):
        log().info("said s3cret", who="s3cret")
        logging.getLogger("library").error("said %s", "s3cret")
    log().info("after")
    shown = capsys.readouterr().err
    assert "s3cret" not in shown
    assert shown.count(MASK) == 3
    assert "after" in shown


class Full(io.StringIO):
    """A disk without any room left."""

    def write(self, _text):
        raise OSError(28, "No space left on device")


def test_a_log_that_cannot_be_written_stops_nobody(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Full())
    set_up_logging(LogConfig(format="json"))
    log().info("heard")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("token", "x", "***"),
        ("api_key", "x", "***"),
        ("ACCESS-KEY", "x", "***"),
        ("keys", ["a", "b"], ["***", "***"]),
        ("password", 5, "***"),
        ("keyboard", "x", "x"),
        ("tokens", "x", "***"),
        ("token_file", "/x", "/x"),
        ("url", "http://a:b@c/d", "http://***@c/d"),
        ("url", "http://a:b@c@d/e@f", "http://***@d/e@f"),
        ("url", "https://hf_secret@mirror/x", "https://***@mirror/x"),
        ("url", "postgresql+psycopg://h/db?user=u&password=x&b=c", "postgresql+psycopg://h/db?user=u&password=***&b=c"),
        ("url", "https://mirror/?token=x", "https://mirror/?token=***"),
        ("url", "https://mirror/?api_key=x#top", "https://mirror/?api_key=***#top"),
        ("url", "https://mirror/?monkey=x", "https://mirror/?monkey=x"),
        ("url", "mssql:///?odbc_connect=UID%3Du;PWD%3Dx", "mssql:///?odbc_connect=***"),
        ("url", "mssql:///?odbc_connect=UID%3Du%3BPWD%3Dx&a=b", "mssql:///?odbc_connect=***&a=b"),
        ("text", "failed: DRIVER=x;UID=u;PWD=y;z=1", "failed: DRIVER=x;UID=u;PWD=***;z=1"),
        ("text", "mail to a@b, see http://c/d", "mail to a@b, see http://c/d"),
        ("url", "http://c/d", "http://c/d"),
        ("count", 5, 5),
        ("key", True, True),
        ("key", "", ""),
    ],
)
def test_masking(name, value, shown):
    assert masked(name, value) == shown


@pytest.mark.parametrize("pattern", [IN_QUERY, *(pattern for pattern, _ in IN_TEXT)])
def test_no_text_with_a_secret_in_it_is_taken_for_harmless(pattern):
    @given(st.from_regex(pattern))
    def check(text):
        assert not HARMLESS.fullmatch(text)

    check()

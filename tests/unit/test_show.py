"""Progress bars: seen only in a terminal, and able to stop the work."""

import io
import sys
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.terminal.show import Bars, ListFormat, complain, harmless, note, say, show_list
from hypotez.ports.progress import Cancelled, Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def streams(monkeypatch):
    """Put others in the place of stdout and stderr; only inside of a test, since pytest has its own before."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")

    def streams(stdout, stderr):
        monkeypatch.setattr(sys, "stdout", stdout)
        monkeypatch.setattr(sys, "stderr", stderr)
        return stdout, stderr

    return streams


def test_a_bar_shows_what_was_reported(streams):
    _, stderr = streams(io.StringIO(), Terminal())
    with Bars() as bars, bars.bar("[a] talk.wav") as report:
        report(Progress("listening", 3, 12, "seconds"))
        bars._shown.refresh()
    assert "[a] talk.wav" in stderr.getvalue()
    assert "listening 3 of 12 seconds" in stderr.getvalue()


def test_outside_of_a_terminal_there_is_no_bar(streams):
    _, stderr = streams(Terminal(), io.StringIO())
    with Bars() as bars, bars.bar("talk.wav") as report:
        report(Progress("listening", 3, 12, "seconds"))
    assert stderr.getvalue() == ""


def test_work_without_a_report_shows_nothing(streams):
    _, stderr = streams(Terminal(), Terminal())
    with Bars() as bars, bars.bar("talk.wav"):
        pass
    assert stderr.getvalue() == ""


def test_an_answer_beside_a_bar_goes_where_answers_go(streams):
    stdout, stderr = streams(io.StringIO(), Terminal())
    with Bars() as bars, bars.bar("talk.wav") as report:
        report(Progress("listening"))
        say("the answer")
        note("a remark")
    assert stdout.getvalue() == "the answer\n"
    assert "the answer" not in stderr.getvalue()
    assert "a remark" in stderr.getvalue()


def test_stopping_stops_all_that_reports():
    with Bars() as bars, bars.bar("one") as one, bars.bar("two") as two:
        one(Progress("listening"))
        bars.stop()
        for report in (one, two):
            with pytest.raises(Cancelled):
                report(Progress("listening"))


def test_an_error_is_one_line_that_says_what_it_is_about(capsys):
    complain(ValueError("It is\nbroken."), "a.wav")
    complain(ValueError("a.wav is broken."), "a.wav")
    complain(ValueError())
    assert capsys.readouterr().err.splitlines() == ["a.wav: It is broken.", "a.wav is broken.", "ValueError"]


HOSTILE = "a\x1b[31m\x9b2J\r\nb\u202egpj.wav"


def test_signs_that_a_terminal_obeys_are_shown_harmlessly_beside_the_answer(capsys):
    note(f"left out: {HOSTILE}")
    complain(ValueError("It is broken."), HOSTILE)
    for line in capsys.readouterr().err.splitlines():
        assert line.isprintable()
        assert "[31m" in line


def test_a_terminal_obeys_nothing_in_an_answer_and_a_pipe_gets_it_as_it_is(streams):
    terminal, _ = streams(Terminal(), io.StringIO())
    say(f"one\t{HOSTILE}\n")
    assert terminal.getvalue() == "one\ta�[31m�2J�\nb�gpj.wav\n\n"
    pipe, _ = streams(io.StringIO(), io.StringIO())
    say(HOSTILE)
    assert pipe.getvalue() == f"{HOSTILE}\n"


@given(st.text())
def test_what_is_harmless_has_no_control_and_as_many_signs(text):
    shown = harmless(text)
    assert len(shown) == len(text)
    assert not any(category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in shown)
    assert harmless(shown) == shown


@pytest.mark.parametrize("text", ["план.txt", "семья 👩‍👩‍👧", "می‌خواهم", "naïve, 日本語"])
def test_ordinary_letters_are_shown_as_they_are(text):
    assert harmless(text) == text


def test_tables_and_bars_have_nothing_that_a_terminal_obeys(streams):
    stdout, stderr = streams(io.StringIO(), Terminal())
    show_list([{"name": HOSTILE, "more": [HOSTILE]}], ["name", "more"], ListFormat.TEXT)
    with Bars() as bars, bars.bar(HOSTILE) as report:
        report(Progress("listening", 3, 12, "seconds"))
        bars._shown.refresh()
    assert all(line.isprintable() for line in stdout.getvalue().splitlines())
    assert "\x1b[31m" not in stderr.getvalue()
    assert "a�[31m" in stderr.getvalue()

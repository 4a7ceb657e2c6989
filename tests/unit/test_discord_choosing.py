"""What can be chosen for a server, and what is refused, whatever is typed."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypotez.entrypoints.discord import choosing
from hypotez.entrypoints.discord.messages import LIMIT
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.texts import Texts
from hypotez.ports.settings import ServerSettings

KNOWN = ("alpha", "Beta", "gamma-2")
READERS: dict[str, Callable[[str], Any]] = {
    "language": choosing.language,
    "voice": lambda typed: choosing.voice(typed, KNOWN),
    "engines": lambda typed: choosing.engines(typed, KNOWN),
    "days": choosing.days,
}


@pytest.mark.parametrize("reader", READERS)
@given(typed=st.one_of(st.text(), st.from_regex(r"-?[0-9 ,.e+]{1,40}"), st.sampled_from([*KNOWN, "auto", "off", "en"])))
def test_whatever_is_typed_is_a_choice_that_can_be_kept_or_a_sentence(reader: str, typed: str) -> None:
    try:
        chosen = READERS[reader](typed)
    except Refusal as refusal:
        told = [refusal.sentence(Texts.for_language(language)) for language in ("en", "ru")]
    else:
        told = []
    if told:
        assert all(0 < len(sentence) < LIMIT for sentence in told)
    elif reader == "days":
        ServerSettings(retention_days=chosen)
    elif reader == "engines":
        assert set(chosen) <= set(KNOWN)
        assert len(set(chosen)) == len(chosen)
    else:
        assert chosen in {None, "en", "ru", *KNOWN}


@pytest.mark.parametrize(
    ("reader", "typed", "chosen"),
    [
        ("language", " RU ", "ru"),
        ("language", "auto", None),
        ("voice", "beta", "Beta"),
        ("voice", "Auto", None),
        ("engines", "gamma-2, ALPHA,gamma-2", ("gamma-2", "alpha")),
        ("engines", "beta alpha", ("Beta", "alpha")),
        ("engines", "auto", ()),
        ("days", "30", 30),
        ("days", " OFF", None),
        ("days", "36500", 36_500),
    ],
)
def test_choices_are_read_in_any_case(reader: str, typed: str, chosen: object) -> None:
    assert READERS[reader](typed) == chosen


@pytest.mark.parametrize(
    ("reader", "typed"),
    [
        *[("language", typed) for typed in ("", "de", "en, ru")],
        *[("voice", typed) for typed in ("", "delta")],
        *[("engines", typed) for typed in ("", ",", "delta", "alpha, delta", "auto, alpha")],
        *[("days", typed) for typed in ("", "0", "-1", "36501", "1e3", "30 days", "٣٠", "999999999999")],
    ],
)
def test_what_cannot_be_chosen_is_refused(reader: str, typed: str) -> None:
    with pytest.raises(Refusal):
        READERS[reader](typed)


def test_names_in_a_refusal_are_shown_letter_by_letter_and_are_not_too_many() -> None:
    with pytest.raises(Refusal) as caught:
        choosing.voice("none", [f"a_{number}_<@1>" for number in range(1000)])
    assert r"a\_0\_\<@1>" in caught.value.values["known"]
    assert len(caught.value.sentence(Texts.for_language("en"))) < 2000


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["auto", "alpha", "Beta", "gamma-2"]),
        ("be", ["auto", "alpha", "Beta", "gamma-2"]),
        ("alpha,", ["alpha, Beta", "alpha, gamma-2"]),
        ("alpha, Beta, g", ["alpha, Beta, gamma-2"]),
    ],
)
def test_engines_are_offered_one_after_another(typed: str, offered: list[str]) -> None:
    assert list(choosing.completions(typed, KNOWN)) == offered


def kept(chosen: ServerSettings, *steps: tuple[bool, str | None]) -> ServerSettings:
    for on, channel in steps:
        changes = choosing.transcription(chosen, channel, on=on)
        chosen = ServerSettings(**changes)
    return chosen


def test_audio_is_written_down_everywhere_or_in_some_channels_or_nowhere() -> None:
    start = ServerSettings()
    assert kept(start, (False, None)) == ServerSettings(transcribe=False)
    assert kept(start, (True, "1"), (True, "2")).transcribe_in == {"1", "2"}
    assert kept(start, (True, "1"), (False, None), (True, "2")).transcribe_in == {"2"}
    assert kept(start, (True, "1"), (False, "2")) == kept(start, (True, "1"))
    assert kept(start, (True, "1"), (True, None)) == start


def test_the_last_channel_that_is_taken_away_does_not_mean_everywhere() -> None:
    assert kept(ServerSettings(), (True, "1"), (False, "1")) == ServerSettings(transcribe=False)
    assert kept(ServerSettings(transcribe=False), (False, "1")) == ServerSettings(transcribe=False)


def test_everywhere_but_one_channel_is_refused() -> None:
    with pytest.raises(Refusal):
        choosing.transcription(ServerSettings(), "1", on=False)


def test_roles_are_added_and_removed_and_no_empty_group_stays() -> None:
    added = choosing.roles(ServerSettings(roles={"keepers": frozenset({"1"})}), "keepers", "2", add=True)
    assert added == {"roles": {"keepers": {"1", "2"}}}
    assert choosing.roles(ServerSettings(**added), "keepers", "1", add=False) == {"roles": {"keepers": {"2"}}}
    assert choosing.roles(ServerSettings(roles={"keepers": frozenset({"2"})}), "keepers", "2", add=False) == {
        "roles": {}
    }
    assert choosing.roles(ServerSettings(), "trainers", "2", add=False) == {"roles": {}}

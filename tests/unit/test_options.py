"""Options of engines of which nobody knows how they are written."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from hypotez.entrypoints.options import check_options, located, option_types, takes
from hypotez.ports.engine import PathText
from hypotez.ports.errors import ConfigError

if TYPE_CHECKING:
    from somewhere import Missing


class Strange:
    """Takes what an outsider may ask for."""

    def __init__(
        self,
        plain=1,
        *,
        names: tuple[str, ...] = (),
        folder: Path | None = None,
        weights: PathText | None = None,
        speed: Literal["slow", "fast"] = "slow",
        other: type["Strange"] | None = None,
        **rest: int,
    ) -> None:
        pass


class Typed:
    def __init__(self, *, here: int = 0, missing: "Missing" = None) -> None:
        pass


def test_an_outsiders_paths_are_those_that_it_calls_paths(tmp_path):
    options = {"plain": "a/b", "folder": "here", "weights": "there/w.bin", "speed": "fast"}
    there = located("stt.strange", options, option_types(Strange), tmp_path, ())
    assert there == options | {"folder": str(tmp_path / "here"), "weights": str(tmp_path / "there" / "w.bin")}


def wrong(**options):
    try:
        check_options("stt.strange", options, option_types(Strange))
    except ConfigError as error:
        return str(error).removeprefix("[stt.strange] ")
    return None


@pytest.mark.parametrize(
    "options",
    [{"plain": "anything"}, {"plain": [1, "a"]}, {"names": ["a", "b"]}, {"folder": "here"}, {"speed": "fast"}],
)
def test_values_that_fit_their_annotation_are_taken(options):
    assert wrong(**options) is None


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("plain", "5", False),
        ("names", '["a"]', False),
        ("folder", "5", True),
        ("speed", "slow", True),
        ("speed", "5", False),
        ("other", "5", False),
    ],
)
def test_a_variable_is_text_where_its_option_takes_text(name, text, taken):
    assert takes(option_types(Strange)[name], text) is taken


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"names": "a"}, "names must be a list."),
        ({"names": ["a", 1]}, "names must be text."),
        ({"folder": 5}, "folder must be text."),
        ({"speed": "faster"}, "speed must be 'slow' or 'fast'."),
        ({"rest": 1}, "there is no option 'rest'; there are plain, names, folder, weights, speed, other."),
    ],
)
def test_values_that_do_not_fit_are_named(options, said):
    assert wrong(**options) == said


def test_annotations_that_nobody_can_resolve_are_not_held_against_a_value():
    check_options("stt.typed", {"here": 1, "missing": 5}, option_types(Typed))

"""An engine's options, held against what its constructor says that it takes."""

import inspect
import json
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError

from hypotez.entrypoints.config import sentence
from hypotez.entrypoints.config_values import placed
from hypotez.ports.engine import Located
from hypotez.ports.errors import ConfigError

__all__ = ["check_options", "located", "option_types", "takes"]

_STRICT = ConfigDict(strict=True, allow_inf_nan=False)
"""Text is no number and true is no 1; a whole number is a number, too."""


def option_types(factory: Callable[..., Any]) -> dict[str, Any]:
    """The names of a constructor's options, each with its annotation; `Any` where there is none."""
    kinds = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return {
        name: Any if parameter.annotation is parameter.empty else parameter.annotation
        for name, parameter in _signature(factory).parameters.items()
        if parameter.kind in kinds
    }


def takes(type: Any, text: str) -> bool:
    """Tell whether an option of that type takes `text` letter by letter; one without an annotation does not."""
    with suppress(PydanticUserError, ConfigError):
        _check("", text, type)
        return type is not Any
    return False


def check_options(table: str, options: Mapping[str, Any], types: Mapping[str, Any]) -> None:
    """Compare the options of a table ("stt.whisper") with those that there are.

    Raises:
        ConfigError: an option that there is not, or a value of another type.
    """
    for name, value in options.items():
        if name not in types:
            raise ConfigError(f"[{table}] there is no option {name!r}; there are {', '.join(types) or 'none'}.")
        # an outsider's own type is its constructor's business
        with suppress(PydanticUserError):
            _check(f"[{table}] {name}", value, types[name])


def located(
    table: str, options: Mapping[str, Any], types: Mapping[str, Any], folder: Path, names: Container[str]
) -> dict[str, Any]:
    """`options`, the paths among them from `folder` on; what is in `names` is none.

    Raises:
        ConfigError: a path in the home folder of somebody who is unknown here.
    """
    try:
        return {name: _located(value, types[name], folder, names) for name, value in options.items()}
    except ValueError as error:
        raise ConfigError(f"[{table}] a path {error}.") from error


def _located(value: Any, type: Any, folder: Path, names: Container[str]) -> Any:
    kinds = get_args(type)  # of an optional path, the marks are one level deeper
    marks = (type, *kinds, *(mark for kind in kinds for mark in get_args(kind)))
    if not isinstance(value, str) or not value or value in names:
        return value
    if Located(named=True) in marks:
        near = placed(Path(value), folder)
        return str(near) if value != Path(value).name or near.exists() else value
    return str(placed(Path(value), folder)) if Located() in marks or Path in marks else value


def _check(place: str, value: Any, type: Any) -> None:
    try:
        # JSON has one kind of list, for whatever kind is asked for
        TypeAdapter[Any](type, config=_STRICT).validate_json(json.dumps(value))
    except ValidationError as error:
        raise ConfigError(f"{place} {sentence(error)}.") from error


def _signature(factory: Callable[..., Any]) -> inspect.Signature:
    try:
        return inspect.signature(factory, eval_str=True)
    except NameError:  # annotations that are only imported for type checkers
        return inspect.signature(factory)

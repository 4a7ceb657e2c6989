"""Values out of JSON that nobody vouches for: the right type and a sane size, or `Garbled`."""

import math
from collections.abc import Mapping
from typing import Any

from hypotez.adapters.compose.wire import Garbled

__all__ = [
    "flag",
    "items",
    "mapping",
    "number",
    "objects",
    "optional_number",
    "optional_text",
    "text",
    "texts",
    "whole",
]


def text(data: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """A string; lone surrogates, which no file or terminal takes, become "?"."""
    value = data.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise Garbled(f"{key} that is no text")
    return value.encode("utf-8", "replace").decode()


def optional_text(data: Mapping[str, Any], key: str) -> str | None:
    """A string or None."""
    return None if data.get(key) is None else text(data, key)


def number(data: Mapping[str, Any], key: str, default: float | None = None) -> float:
    """A finite number."""
    value = data.get(key)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Garbled(f"{key} that is no number")
    try:
        value = float(value)
    except OverflowError as error:
        raise Garbled(f"{key} that is too large") from error
    if not math.isfinite(value):
        raise Garbled(f"{key} that is not finite")
    return value


def optional_number(data: Mapping[str, Any], key: str) -> float | None:
    """A finite number or None."""
    return None if data.get(key) is None else number(data, key)


def whole(data: Mapping[str, Any], key: str, lowest: int, highest: int, default: int | None = None) -> int:
    """A whole number from `lowest` to `highest`."""
    value = data.get(key)
    if value is None and default is not None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise Garbled(f"{key} that is not a whole number from {lowest} to {highest}")
    return value


def flag(data: Mapping[str, Any], key: str) -> bool:
    """True or False; False when absent."""
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise Garbled(f"{key} that is neither true nor false")
    return value


def items(data: Mapping[str, Any], key: str) -> list[Any]:
    """A list; empty when absent."""
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Garbled(f"{key} that is no list")
    return value


def mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """An object; empty when absent."""
    value = data.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Garbled(f"{key} that is no object")
    return value


def texts(data: Mapping[str, Any], key: str) -> list[str]:
    """A list of strings; empty when absent."""
    return [text({key: item}, key) for item in items(data, key)]


def objects(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """A list of objects; empty when absent."""
    return [mapping({key: item}, key) for item in items(data, key)]

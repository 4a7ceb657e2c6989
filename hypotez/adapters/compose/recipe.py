"""How to build an engine, as plain values that another process can follow."""

import importlib
import inspect
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, TypeAlias

from hypotez.ports.errors import ConfigError, EngineUnavailable, HypotezError

__all__ = ["JSON", "Recipe"]

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"


@dataclass(frozen=True)
class Recipe:
    """An entry-point `group` ("hypotez.stt"), the `name` in it, and the `options` that its constructor takes.

    A name with a colon ("package.module:Class") is a class that no entry point names. Options may hold secrets, so
    they are not shown. `called`: the name that the engine goes by, in its errors too, where that is another one.
    """

    group: str
    name: str
    options: Mapping[str, JSON] = field(default_factory=dict, repr=False, hash=False)
    called: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "called", self.called or self.name)
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))

    def build(self) -> Any:
        """A new engine.

        Raises:
            ConfigError: there is no such engine, it does not take these options, or its constructor fails.
            EngineUnavailable: its module cannot be imported.
        """
        factory = self.factory()
        try:
            inspect.signature(factory).bind(**self.options)
        except TypeError as error:
            raise ConfigError(f"The engine {self.name!r} does not take these options: {error}.") from error
        try:
            engine = factory(**self.options)
        except HypotezError:
            raise
        except Exception as error:
            reason = str(error) or type(error).__name__
            raise ConfigError(f"The engine {self.called!r} cannot be set up: {reason}") from error
        if self.called != self.name:
            with suppress(AttributeError):  # an outsider's that takes no other name
                engine.name = self.called
        return engine

    def factory(self) -> Any:
        """The class, not yet built.

        Raises:
            ConfigError: there is no such engine.
            EngineUnavailable: its module cannot be imported.
        """
        try:
            if ":" in self.name:
                module, _, attribute = self.name.partition(":")
                return getattr(importlib.import_module(module), attribute)
            known = entry_points(group=self.group)
            if self.name in known.names:
                return known[self.name].load()
        except (ImportError, AttributeError) as error:
            raise EngineUnavailable(
                f"The engine {self.name!r} could not be loaded ({error}); is what it needs installed?",
                engine=self.name,
            ) from error
        names = ", ".join(sorted(known.names)) or "none"
        raise ConfigError(f"There is no engine {self.name!r} in {self.group}; there is: {names}.")

"""Variables of the environment that say what the config file could: `HYPOTEZ_STT__USE` is `[stt] use`."""

import difflib
import re
from collections.abc import Mapping
from typing import Any, Final

from hypotez.entrypoints.config_values import ENGINE_TABLES, Config, Variable
from hypotez.ports.errors import ConfigError

__all__ = ["override"]

Table = dict[str, Any]

KUBERNETES: Final = re.compile(r"(^|_)(service_(host|port)(_\w+)?|port(_\d+_(tcp|udp|sctp)\w*)?)$")
"""What it calls the variables of a service, such as HYPOTEZ_STT_SERVICE_HOST."""
TOP_KEYS: Final = ("language", "offline_only")


def override(table: Table, environ: Mapping[str, str]) -> None:
    """Put the variables into `table`; an empty one is as good as none.

    Others may share the prefix: a Kubernetes service of that name makes HYPOTEZ_PORT. So one without `__` counts only
    where its name is a key, and is a mistake only where it nearly is one.

    Raises:
        ConfigError: such a mistake.
    """
    if environ.get("DISCORD_TOKEN"):
        _table(table, "discord")["token"] = environ["DISCORD_TOKEN"]
    for variable, value in environ.items():
        if not variable.startswith("HYPOTEZ_") or not value:
            continue
        *tables, key = variable.removeprefix("HYPOTEZ_").lower().split("__")
        if not tables and key not in TOP_KEYS:
            if KUBERNETES.search(key):
                continue
            if meant := _meant(key):
                raise ConfigError(f"the variable {variable} sets nothing; did you mean HYPOTEZ_{meant.upper()}?")
            continue
        place = table
        for name in tables:
            place = _table(place, _named(name, place))
        place[key] = Variable(value) if len(tables) == 2 and tables[0] in ENGINE_TABLES else value


def _named(name: str, place: Table) -> str:
    """The table that a variable means, which cannot say how it is written in the file."""
    hyphened = name.replace("_", "-")
    same = (key for key in place if key.lower().replace("_", "-") == hyphened)
    return name if name in place else next(same, hyphened)


def _meant(name: str) -> str | None:
    """What a variable without `__` should have been called, None where it is likely somebody else's."""
    tables = {
        table: getattr(field.annotation, "model_fields", {})
        for table, field in Config.model_fields.items()
        if table not in {*TOP_KEYS, "source"}
    }
    keys = [f"{table}__{key}" for table, fields in tables.items() for key in fields if key != "engines"]
    near = difflib.get_close_matches(name, [*TOP_KEYS, *keys], n=1, cutoff=0.7)
    table, _, key = name.partition("_")
    return near[0] if near else f"{table}__{key or 'key'}" if table in tables else None


def _table(table: Table, name: str) -> Table:
    inner = table.setdefault(name, {})
    return inner if isinstance(inner, dict) else {}

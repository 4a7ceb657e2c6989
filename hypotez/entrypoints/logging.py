"""Logging: events and errors, as text for people or as JSON lines; never what was said, and no secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import structlog

if TYPE_CHECKING:
    from hypotez.entrypoints.config import LogConfig

__all__ = ["masked", "set_up_logging"]

SECRET: Final = re.compile(
    r"(^|[_\W])(api_?key|key|token|password|passwd|pwd|secret|authorization|credential|signature)s?$", re.IGNORECASE
)
IN_TEXT: Final = (
    # all that is before the last @ of an address's first part; a user's name alone may be a token too
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/?#\"'<>]*@", re.IGNORECASE), r"\1***@"),
    (re.compile(r"([?&;]odbc_connect=)[^\s&#\"'<>]+", re.IGNORECASE), r"\1***"),
    (re.compile(r"\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "***"),
    (re.compile(r"\b(Bot|Bearer)\s+\S+"), r"\1 ***"),
)
"""What gives a secret away inside of a text: in addresses, the shape of a Discord token, a header."""

FACTS: Final = (
    "engine", "in_vain", "sound_seconds", "took_seconds", "id", "about", "files", "bytes", "left_out", "file", "code",
    "pid", "why", "again_in_seconds",
)  # fmt: skip
"""What use cases and adapters tell of an event, beside its name: engines, durations, sizes, ids, and never a word."""

IN_QUERY: Final = re.compile(r"(?<=[?&;])([\w.-]+)=[^\s&;#\"'<>]+")
"""A key and its value, as in the queries of addresses and in ODBC's connection strings."""

HARMLESS: Final = re.compile(r"[^@=\s]{0,57}")
"""A text in which none of these finds anything, as most are: it has no @, no =, no space, and a token is longer."""

MASKED: Final = (str, dict, list, tuple)
"""What is looked through for secrets; all else that events hold is numbers."""


def set_up_logging(config: "LogConfig", *, debug: bool = False, quiet: bool = False) -> None:
    """Send the log to standard error. `quiet` keeps what is no warning away, `debug` lets everything through.

    Libraries' own logging joins in from warnings on, and so do Python's warnings.
    """
    level = logging.DEBUG if debug else logging.getLevelNamesMapping()[config.level.upper()]
    level = max(level, logging.WARNING) if quiet and not debug else level
    as_text = config.format == "text" or (config.format == "auto" and sys.stderr.isatty())
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.processors.format_exc_info,  # before the masking: errors quote addresses too
        _without_secrets,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=not as_text),
    ]
    render: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if as_text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(FACTS), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger("hypotez").setLevel(level)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[*shared, render],
        logger_factory=partial(Lines, handler),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


class Lines:
    """Writes our own lines where `handler` writes: to make a record of each would cost twice as much as all the rest.

    A log that cannot be written, on a full disk for instance, stops nobody.
    """

    def __init__(self, handler: logging.StreamHandler[Any], name: str) -> None:
        self._handler, self.name = handler, name

    def write(self, line: str) -> None:
        """Write a whole line, at once."""
        self._handler.acquire()
        try:
            with suppress(OSError, ValueError):
                self._handler.stream.write(f"{line}\n")
                self._handler.stream.flush()
        finally:
            self._handler.release()

    debug = info = warning = error = critical = write


def masked(name: str, value: Any) -> Any:
    """`value` without secrets: all of it where its name says so, else the secret parts of a text.

    Lists and tables are looked through.
    """
    match value:
        case str():
            return _masked_text(name, value)
        case None | bool() | int() | float():
            return value if value in (None, True, False) or not SECRET.search(name) else "***"
        case dict():
            return {inner: masked(str(inner), what) for inner, what in value.items()}
        case list() | tuple():
            return [masked(name, item) for item in value]
    text = str(value)
    return value if (shown := _masked_text(name, text)) == text else shown


def _masked_text(name: str, text: str) -> str:
    if SECRET.search(name):
        return "***" if text else ""
    if HARMLESS.fullmatch(text):
        return text
    for pattern, mask in IN_TEXT:
        text = pattern.sub(mask, text)
    return IN_QUERY.sub(lambda found: f"{found[1]}=***" if SECRET.search(found[1]) else found[0], text)


def _without_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if isinstance(value, MASKED):
            event[name] = masked(name, value)
    return event

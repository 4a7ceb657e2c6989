"""Everything that can go wrong, as one tree.

    HypotezError
    ├── InputError                  the request is at fault; asking another engine would not help
    │   ├── AudioError              not audio, empty, truncated, of a kind that is not supported
    │   │   └── AudioTooLong        more seconds or decoded bytes than allowed
    │   ├── TextError               empty text, or text that cannot be used
    │   ├── OptionError             an option that is unknown or that the engine does not have
    │   │   ├── UnknownLanguage     no allowed engine knows the language
    │   │   └── UnknownVoice        the engine has no such voice
    │   ├── NotAllowed              a name outside the allowed roots, a secret, a right that is missing
    │   ├── NotFound                no such file, record, topic
    │   ├── ArchiveError            an archive that is damaged, hostile or not one of ours
    │   ├── DatasetError            data that cannot be read, or cannot be learned from
    │   └── ModelError              a model's files are damaged, tampered with, or of another kind
    ├── EngineError                 the engine is at fault; another one may answer
    │   ├── EngineUnavailable       cannot work here until something is changed: not installed, no weights, refused key
    │   │   └── LearnerUnavailable  the learner that made a model is not here, and nobody else can load it
    │   ├── EngineUnreachable       the network or the server did not answer properly; may pass
    │   ├── EngineTimeout           no answer within the time limit; may pass
    │   ├── EngineQuota             too many requests; may pass after `retry_after` seconds
    │   ├── EngineCrashed           its process died, or was ended for using too much memory
    │   └── EngineFailed            any other failure inside the engine
    ├── Busy                        one of a kind is at work already; ask again when it has ended
    ├── ConfigError                 the configuration is wrong; names the key or the line
    └── StorageError                the disk or the database refused (full, read-only, broken)

Each message is one sentence for a person: what was wrong, and what to do. `code` names the kind on wires and in
catalogues and never changes once released.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

__all__ = [
    "ArchiveError",
    "AudioError",
    "AudioTooLong",
    "Busy",
    "ConfigError",
    "DatasetError",
    "EngineCrashed",
    "EngineError",
    "EngineFailed",
    "EngineQuota",
    "EngineTimeout",
    "EngineUnavailable",
    "EngineUnreachable",
    "HypotezError",
    "InputError",
    "LearnerUnavailable",
    "ModelError",
    "NotAllowed",
    "NotFound",
    "OptionError",
    "StorageError",
    "TextError",
    "UnknownLanguage",
    "UnknownVoice",
]


class HypotezError(Exception):
    """Anything that hypotez raises on purpose.

    `key` names the message's sentence in the catalogues, which is filled with `values`, so that whoever asked hears in
    their language what they can mend. Neither a path of this machine nor a secret is among the values; an error may be.
    """

    code: ClassVar[str] = "error"
    input_fault: ClassVar[bool] = False
    retryable: ClassVar[bool] = False
    key: str = ""
    values: "Mapping[str, str | float | HypotezError]" = MappingProxyType({})

    def __init__(self, message: str = "", *, key: str = "", **values: "str | float | HypotezError") -> None:
        super().__init__(message)
        self.key, self.values = key, values

    def fault(self) -> dict[str, Any]:
        """`key` and `values` as JSON can hold them; empty without a key, or where an error is among the values."""
        if not self.key or any(isinstance(value, HypotezError) for value in self.values.values()):
            return {}
        return {"key": self.key, **self.values}


class InputError(HypotezError):
    """The request is at fault."""

    code = "input"
    input_fault = True


class AudioError(InputError):
    """Not audio, empty, truncated, or of a kind that is not supported."""

    code = "audio"


class AudioTooLong(AudioError):
    """More seconds or decoded bytes than allowed."""

    code = "audio-too-long"


class TextError(InputError):
    """Empty text, or text that cannot be used."""

    code = "text"


class OptionError(InputError):
    """An option that is unknown, out of range, or that the engine does not have."""

    code = "option"


class UnknownLanguage(OptionError):
    """No allowed engine knows the language."""

    code = "unknown-language"


class UnknownVoice(OptionError):
    """The engine has no such voice."""

    code = "unknown-voice"


class NotAllowed(InputError):
    """A name outside the allowed roots, a secret file, a right that is missing."""

    code = "not-allowed"


class NotFound(InputError):
    """No such file, record or topic."""

    code = "not-found"


class ArchiveError(InputError):
    """An archive that is damaged, hostile, or not one of ours."""

    code = "archive"


class DatasetError(InputError):
    """Data that cannot be read, or cannot be learned from."""

    code = "dataset"


class ModelError(InputError):
    """A model's files are damaged, tampered with, too large, or of another kind."""

    code = "model"


class EngineError(HypotezError):
    """The engine is at fault; another one may answer.

    `engine` is the engine's name in the config, `retry_after` the seconds to wait where the engine said so.
    """

    code = "engine"

    def __init__(self, message: str, *, engine: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.engine = engine
        self.retry_after = retry_after


class EngineUnavailable(EngineError):
    """Cannot work here until something is changed: not installed, no weights, a refused key."""

    code = "engine-unavailable"


class LearnerUnavailable(EngineUnavailable):
    """The learner that made a model is not here, or may not be used."""

    code = "learner-unavailable"


class EngineUnreachable(EngineError):
    """The network or the server did not answer properly."""

    code = "engine-unreachable"
    retryable = True


class EngineTimeout(EngineError):
    """No answer within the time limit."""

    code = "engine-timeout"
    retryable = True


class EngineQuota(EngineError):
    """Too many requests; may pass after `retry_after` seconds."""

    code = "engine-quota"
    retryable = True


class EngineCrashed(EngineError):
    """The engine's process died, or was ended because it used too much memory."""

    code = "engine-crashed"


class EngineFailed(EngineError):
    """Any other failure inside the engine."""

    code = "engine-failed"


class Busy(HypotezError):
    """One of a kind is at work already; ask again when it has ended."""

    code = "busy"
    retryable = True


class ConfigError(HypotezError):
    """The configuration is wrong; the message names the key or the line."""

    code = "config"


class StorageError(HypotezError):
    """The disk or the database refused: full, read-only, broken."""

    code = "storage"

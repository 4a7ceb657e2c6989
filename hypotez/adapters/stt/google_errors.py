"""What SpeechRecognition raises, in the port's terms. No message holds the key or the address."""

import http.client
from urllib.error import HTTPError, URLError

from hypotez.adapters.retry_after import seconds_to_wait
from hypotez.ports.errors import (
    EngineError,
    EngineFailed,
    EngineQuota,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
)

__all__ = ["translated"]


_NO_ANSWER = (ValueError, LookupError, TypeError, AttributeError, http.client.HTTPException)
"""Raised over an answer that is cut short, no JSON, no UTF-8, or of another shape."""


def translated(error: Exception, engine: str) -> EngineError | None:
    """The port's error for `error`; None where it only says that nothing was heard."""
    import speech_recognition as vendor

    if isinstance(error, vendor.UnknownValueError):
        return None
    # RequestError is raised in place of what urllib raised, which says more
    cause = error.__cause__ or error.__context__ if isinstance(error, vendor.RequestError) else error
    if isinstance(cause, HTTPError):
        return _refused(cause, engine)
    reason = cause.reason if isinstance(cause, URLError) else cause
    if isinstance(reason, TimeoutError | vendor.WaitTimeoutError):
        return EngineTimeout("Google's speech service did not answer in time; try again later.", engine=engine)
    if isinstance(reason, _NO_ANSWER):
        return EngineUnreachable(
            "Google's speech service answered with something else; try again later.", engine=engine
        )
    if isinstance(reason, OSError) or isinstance(error, vendor.RequestError | URLError):
        return EngineUnreachable(
            "Google's speech service cannot be reached; check the network, or use an offline engine.", engine=engine
        )
    return EngineFailed("SpeechRecognition failed; try again, or use another engine.", engine=engine)


def _refused(error: HTTPError, engine: str) -> EngineError:
    retry_after = seconds_to_wait(error.headers.get("Retry-After") if error.headers else None)
    if error.code == 429:
        return EngineQuota(
            "Google's speech service has had too many requests; try again later, or use an offline engine.",
            engine=engine,
            retry_after=retry_after,
        )
    if error.code in {401, 403, 404}:
        return EngineUnavailable(
            f"Google's speech service refused the request (HTTP {error.code}); "
            "check `key` and `endpoint` in the config.",
            engine=engine,
        )
    if error.code < 500:
        return EngineFailed(
            f"Google's speech service does not take this audio or this language (HTTP {error.code}); "
            "try another engine.",
            engine=engine,
        )
    return EngineUnreachable(
        f"Google's speech service answered with HTTP {error.code}; try again later.",
        engine=engine,
        retry_after=retry_after,
    )

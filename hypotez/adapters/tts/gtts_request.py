"""The conversation with Google Translate's speech service, by way of gTTS.

gTTS cuts the text and packs the requests; they are sent here, because its own `stream()` leaves out the check of the
server's certificate, the total time and the size of an answer.
"""

import base64
import binascii
import logging
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hypotez.adapters.retry_after import seconds_to_wait
from hypotez.ports.errors import (
    EngineError,
    EngineFailed,
    EngineQuota,
    EngineTimeout,
    EngineUnavailable,
    EngineUnreachable,
    HypotezError,
    TextError,
)

if TYPE_CHECKING:
    import requests

__all__ = ["answers", "prepared"]

_ENGINE = "gtts"
_SOUND = re.compile(r'"jQ1olc","\[\\"([A-Za-z0-9+/=]*)\\"')
"""The call's id, then a JSON list inside a JSON string, whose first item is the mp3 in Base64."""

_MOST_BYTES = 8 << 20
"""An answer to 100 characters has about 100 kB."""


def prepared(text: str, language: str, *, tld: str, endpoint: str) -> "list[requests.PreparedRequest]":
    """One request for every 100 characters or so.

    Raises:
        TextError: gTTS finds nothing to say.
        EngineUnavailable: not installed, or a wrong address in the config.
        EngineFailed: anything else inside gTTS.
    """
    try:
        from gtts import gTTS

        logging.getLogger("gtts").setLevel(logging.INFO)  # below that it logs what people say
    except ImportError as error:
        raise EngineUnavailable("gTTS is not installed: pip install gTTS.", engine=_ENGINE) from error
    try:
        made: list[requests.PreparedRequest] = gTTS(text, lang=language, tld=tld, lang_check=False)._prepare_requests()  # noqa: SLF001
        for request in made:
            if endpoint:
                request.prepare_url(endpoint, None)
    except AssertionError as error:
        raise TextError("There is nothing to say in this text: write some words.", key="speech-nothing") from error
    except Exception as error:
        raise _translated(error) from error
    return made


def answers(session: "requests.Session", requests: "list[requests.PreparedRequest]", timeout: float) -> Iterator[bytes]:
    """Yield the mp3 of each part.

    Raises:
        EngineError: see `_translated`.
    """
    for request in requests:
        try:
            mp3 = _sound(_answer(session, request, timeout))
        except HypotezError:
            raise
        except Exception as error:
            raise _translated(error) from error
        yield mp3


def _answer(session: "requests.Session", request: "requests.PreparedRequest", timeout: float) -> str:
    deadline = time.monotonic() + timeout
    settings: Any = session.merge_environment_settings(request.url or "", {}, True, None, None)
    with session.send(request, timeout=timeout, allow_redirects=False, **settings) as response:
        if response.status_code != 200:
            raise _refused(response.status_code, response.headers.get("Retry-After"))
        body = bytearray()
        while chunk := response.raw.read1(65_536, decode_content=True):  # what has come: a slow drip is noticed
            body += chunk
            if time.monotonic() > deadline:
                raise TimeoutError
            if len(body) > _MOST_BYTES:
                raise EngineUnreachable("Google's speech service sends too much; try again later.", engine=_ENGINE)
    return body.decode("utf-8", "replace")


def _sound(answer: str) -> bytes:
    found = _SOUND.search(answer)
    try:
        mp3 = base64.b64decode(found.group(1), validate=True) if found else b""
    except binascii.Error:
        mp3 = b""
    if not mp3:
        raise EngineUnreachable("Google's speech service answered without sound; try again later.", engine=_ENGINE)
    return mp3


def _refused(status: int, retry_after: str | None) -> EngineError:
    """What an HTTP status means for the caller."""
    seconds = seconds_to_wait(retry_after)
    if status == 429:
        return EngineQuota(
            "Google's speech service has had too many requests; try again later, or use an offline engine.",
            engine=_ENGINE,
            retry_after=seconds,
        )
    if status in {401, 403, 404}:
        return EngineUnavailable(
            f"Google's speech service refused the request (HTTP {status}); check `tld` and `endpoint` in the config.",
            engine=_ENGINE,
        )
    return EngineUnreachable(
        f"Google's speech service answered with HTTP {status}; try again later.", engine=_ENGINE, retry_after=seconds
    )


def _translated(error: Exception) -> HypotezError:
    """The port's error for whatever gTTS, requests or the system raised."""
    import requests
    import urllib3
    from gtts.tts import gTTSError

    wrong_address = (
        requests.exceptions.InvalidURL,
        requests.exceptions.MissingSchema,
        requests.exceptions.InvalidSchema,
        requests.exceptions.InvalidProxyURL,
    )
    unreachable = "Google's speech service cannot be reached; check the network, or use an offline engine."
    match error:
        case gTTSError(rsp=None):
            return EngineUnreachable(unreachable, engine=_ENGINE)
        case gTTSError():
            return _refused(error.rsp.status_code, error.rsp.headers.get("Retry-After"))
        case requests.exceptions.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
            return EngineTimeout("Google's speech service did not answer in time; try again later.", engine=_ENGINE)
        case _ if isinstance(error, wrong_address):
            return EngineUnavailable(
                "The address of the speech service is wrong; check `endpoint`, `tld` and the proxy.", engine=_ENGINE
            )
        case requests.exceptions.RequestException() | urllib3.exceptions.HTTPError() | OSError():
            return EngineUnreachable(unreachable, engine=_ENGINE)
        case _:
            return EngineFailed("gTTS failed; try again, or use another engine.", engine=_ENGINE)

"""Reading from web servers: https only, errors as ours, and no surprise on the way."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from hypotez.ports.errors import EngineUnavailable, EngineUnreachable

if TYPE_CHECKING:
    import httpx

__all__ = ["Web"]

_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})


class Web:
    """A client for one fetch. `origin`: the address it starts from; `timeout` in seconds for each read."""

    def __init__(self, origin: str, timeout: float) -> None:
        import httpx

        with _translating(origin):
            self._at_home = _is_loopback(httpx.URL(origin).host)
            self._client = httpx.Client(
                timeout=timeout,
                follow_redirects=True,
                headers={"Accept-Encoding": "identity", "User-Agent": "hypotez"},
                event_hooks={"request": [self._check]},
            )

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def pages(self, url: str) -> Iterator[Any]:
        """JSON documents, following `Link: <...>; rel="next"` (RFC 8288).

        Raises:
            EngineUnreachable, EngineUnavailable: as `stream`, or what came is no JSON.
        """
        following: str | None = url
        while following:
            with _translating(following):
                answer = self._client.get(following)
                _check_status(answer)
                try:
                    yield answer.json()
                except ValueError as error:
                    raise EngineUnreachable(f"{answer.url.host} answered with something else than JSON.") from error
                following = answer.links.get("next", {}).get("url")

    @contextmanager
    def stream(self, url: str, start: int) -> "Iterator[httpx.Response]":
        """The answer to a request for the bytes from `start` on; 416 (there are none) is an answer too.

        Raises:
            EngineUnreachable: may pass; `retry_after` is set where the server said so.
            EngineUnavailable: asking again would not help.
        """
        headers = {"Range": f"bytes={start}-"} if start else {}
        with _translating(url), self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code != 416 or not start:
                _check_status(answer)
            yield answer

    def _check(self, request: "httpx.Request") -> None:
        """Called for each request, redirected ones too. Plain http may go to this machine only, and only from it."""
        plain_at_home = request.url.scheme == "http" and self._at_home and _is_loopback(request.url.host)
        if request.url.scheme != "https" and not plain_at_home:
            raise EngineUnavailable(f"{request.url.host} is asked for by {request.url.scheme}: only https is safe.")


@contextmanager
def _translating(url: str) -> Iterator[None]:
    import httpx

    try:
        yield
    except (httpx.TooManyRedirects, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise EngineUnavailable(f"{_host(url)} cannot be asked: {_words(error)}.") from error
    except (httpx.HTTPError, httpx.StreamError, httpx.CookieConflict) as error:
        raise EngineUnreachable(f"{_host(url)} cannot be reached or broke off: {_words(error)}.") from error


def _check_status(answer: "httpx.Response") -> None:
    if answer.is_success:
        return
    said = f"{answer.url.host} answered {answer.status_code} {answer.reason_phrase}".rstrip()
    if answer.status_code in _WORTH_ANOTHER_TRY or answer.is_server_error:
        raise EngineUnreachable(f"{said}: try again later.", retry_after=_wished_wait(answer))
    if answer.status_code in {401, 403}:
        raise EngineUnavailable(f"{said}: it gives this file only to those whom it knows.")
    raise EngineUnavailable(f"{said}: check the name of the model and its revision.")


def _wished_wait(answer: "httpx.Response") -> float | None:
    """Seconds from `Retry-After`, which is a number of them or a date (RFC 9110, 10.2.3)."""
    wish = answer.headers.get("Retry-After", "")
    try:
        return max(0.0, float(wish) if wish.isdecimal() else parsedate_to_datetime(wish).timestamp() - time.time())
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(url: str) -> str:
    """The host and its port, without the password that may stand before them."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or "The server"
    except ValueError:
        return "The server"


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")

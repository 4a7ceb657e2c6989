"""How answers of the REST side are written: JSON, nothing, or one of Discord's errors."""

import json

from aiohttp import web

from tests.e2e.loopback.people import Payload


class Refused(Exception):
    """An answer with one of Discord's JSON error codes."""

    def __init__(self, status: int, code: int, message: str, errors: Payload | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.body: Payload = {"code": code, "message": message, **({"errors": errors} if errors else {})}


def answer(body: Payload | list[Payload] | None = None, status: int = 200, **headers: str) -> web.Response:
    """JSON with exactly the content type that the client looks for, or nothing at all."""
    if body is None:
        return web.Response(status=204)
    return web.Response(body=json.dumps(body).encode(), status=status, content_type="application/json", headers=headers)


def invalid(field: str, code: str, message: str) -> Refused:
    """50035 at `field`, whose parts are separated by dots."""
    errors: Payload = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(field.split(".")):
        errors = {part: errors}
    return Refused(400, 50035, "Invalid Form Body", errors)


def length(field: str, text: str | None, most: int, least: int = 0) -> None:
    """Refuse a text that is too long or too short."""
    if not least <= len(text or "") <= most:
        raise invalid(field, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

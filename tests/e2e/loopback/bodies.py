"""Reading what a client sends: JSON, or JSON with files beside it."""

import json
from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

from tests.e2e.loopback.messages import Upload
from tests.e2e.loopback.people import Payload

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback


async def read(request: web.Request, discord: "Loopback") -> tuple[Payload, list[Upload]]:
    """What was asked for, with the files that came along."""
    if request.content_type == "application/json":
        return await request.json(), []
    asked: Payload = {}
    uploads = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            asked = json.loads(await part.text())
        else:
            kind = part.headers.get("Content-Type")
            uploads.append(Upload(part.filename or "file", bytes(await part.read()), kind))
    discord.uploads.update({upload.id: upload for upload in uploads})
    return asked, uploads

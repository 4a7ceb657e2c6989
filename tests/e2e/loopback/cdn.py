"""The attachments' server: slow where a file says so, and with no length stated, so that any length can come."""

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from tests.e2e.loopback.server import Loopback

PIECE = 1 << 16


class Cdn:
    def __init__(self, discord: "Loopback") -> None:
        self.discord = discord

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/attachments/{channel}/{upload}/{name}", self.give)]

    async def give(self, request: web.Request) -> web.StreamResponse:
        upload = self.discord.uploads.get(request.match_info["upload"])
        if upload is None or upload.status != 200:
            return web.Response(status=upload.status if upload else 404)
        response = web.StreamResponse(headers={"Content-Type": upload.content_type or "application/octet-stream"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        for start in range(0, len(upload.data), PIECE):
            piece = upload.data[start : start + PIECE]
            await response.write(piece)
            upload.fetched += len(piece)
            await asyncio.sleep(upload.pause)
        await response.write_eof()
        return response

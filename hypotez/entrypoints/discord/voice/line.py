"""The connection to a voice channel: discord.py's, mended where it would wait for ever or try in vain.

Four things in discord.py 2.7 make it necessary. A voice server that crashed (4015) is waited for in vain, because the
way back that it takes lacks a step. A refusal for good (4017) is tried again and again. Before it connects anew it goes
on playing, to nobody. And the thread that reads begins by pausing: what resumed it just before that is lost, and the
connection waits for what nobody reads.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from enum import Enum, auto
from functools import partial
from typing import Any, Final

import discord
import structlog
from discord.gateway import DiscordVoiceWebSocket
from discord.voice_state import ConnectionFlowState, VoiceConnectionState

__all__ = ["ClosedForGood", "Line", "Loss"]

INVALID, CRASHED = 4006, 4015
"""Close codes after which a new session is asked for."""
THROWN_OUT: Final = frozenset({4014, 4022})
FOR_GOOD: Final = frozenset({4017})
"""The way of end-to-end encryption that this client knows is not taken."""
AT_ONCE: Final = frozenset({1000, 4014, 4021, 4022})
"""What discord.py acts upon at once; with all else it waits for up to some seconds before it comes again."""
HANGING_UP: Final = 2.0
"""Seconds for taking leave."""
SEALING: Final = 2.0
"""Seconds for the keys of end-to-end encryption; in a channel without people there are none."""
STEP: Final = 0.02
MOMENT: Final = 0.001

log = structlog.get_logger(__name__)


class Loss(Enum):
    """Why a connection is over."""

    BROKEN = auto()
    THROWN_OUT = auto()
    REFUSED = auto()


class ClosedForGood(Exception):
    """Discord closed the connection, and would do so again."""


class Line(discord.VoiceClient):
    """A connection that calls `ended(line)` once when it is over and will not come back; `loss` says why."""

    def __init__(self, client: discord.Client, channel: Any, *, ended: Callable[["Line"], None]) -> None:
        self.loss = Loss.BROKEN
        self._ended: Callable[[Line], None] | None = ended
        super().__init__(client, channel)

    def create_connection_state(self) -> "Connection":
        """What discord.py connects with."""
        return Connection(self)

    def cleanup(self) -> None:
        """Say that it is over; discord.py calls this then, perhaps twice."""
        super().cleanup()
        ended, self._ended = self._ended, None
        if ended:
            ended(self)

    async def hang_up(self) -> None:
        """End the connection without a call of `ended`, and do not wait long for Discord to agree."""
        self._ended = None
        with suppress(TimeoutError):
            async with asyncio.timeout(HANGING_UP):
                await self.disconnect(force=True)

    async def sealed(self) -> None:
        """Wait until the people in the channel could decrypt what is said."""
        connection = self._connection
        with suppress(TimeoutError):
            async with asyncio.timeout(SEALING):
                while connection.dave_protocol_version and not connection.can_encrypt:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(STEP)


class Connection(VoiceConnectionState):
    """How discord.py connects, with another view of close codes."""

    voice_client: Line
    _reads = False

    async def voice_state_update(self, data: Any) -> None:
        """Note that somebody else took the bot out."""
        if data["channel_id"] is None and not self._expecting_disconnect:
            self.voice_client.loss = Loss.THROWN_OUT
        await super().voice_state_update(data)

    async def _voice_connect(self, *, self_deaf: bool = False, self_mute: bool = False) -> None:
        reader = self._socket_reader
        while not self._reads and reader._idle_paused and reader.is_alive():  # noqa: ASYNC110, SLF001 - it tells nobody
            await asyncio.sleep(MOMENT)
        self._reads = True
        await super()._voice_connect(self_deaf=self_deaf, self_mute=self_mute)

    async def _connect_websocket(self, resume: bool) -> DiscordVoiceWebSocket:
        socket = await super()._connect_websocket(resume)
        socket.poll_event = partial(self._poll, socket, socket.poll_event)  # type: ignore[method-assign]
        return socket

    def _create_socket(self) -> None:
        if self.socket is not discord.utils.MISSING:
            self.socket.close()  # discord.py leaves it open when a server or a channel changes
        super()._create_socket()

    async def _poll(self, socket: DiscordVoiceWebSocket, poll: Callable[[], Awaitable[None]]) -> None:
        try:
            await poll()
        except discord.ConnectionClosed as error:
            if socket._close_code is None:  # noqa: SLF001 - only there one sees who closed it
                self.voice_client.loss = _loss(error.code)
                if error.code not in AT_ONCE:
                    self.state = ConnectionFlowState.disconnected  # else sound would be played to nobody meanwhile
            if error.code in FOR_GOOD:
                raise ClosedForGood(str(error.code)) from error
            if error.code == CRASHED:
                error.code = INVALID
            raise

    async def _poll_voice_ws(self, reconnect: bool) -> None:
        try:
            await super()._poll_voice_ws(reconnect)
        except Exception as error:  # noqa: BLE001 - whatever it was, this task was the only one to know
            log.warning("voice connection over", reason=f"{type(error).__name__}: {error}")
            await self.disconnect()


def _loss(code: int) -> Loss:
    return Loss.THROWN_OUT if code in THROWN_OUT else Loss.REFUSED if code in FOR_GOOD else Loss.BROKEN

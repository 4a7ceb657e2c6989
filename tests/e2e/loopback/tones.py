"""A bare client in a voice channel: it plays a tone, and what is heard of it has a pitch."""

import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path

import av
import discord as client
import numpy as np

from tests.e2e.loopback.reading import reading_begun
from tests.e2e.loopback.sound import RATE
from tests.e2e.loopback.voice_rooms import VoiceRoom

INTENTS = client.Intents(guilds=True, voice_states=True)
LIBOPUS = str(next((Path(av.__file__).parents[1] / "av.libs").glob("libopus*")))


@contextlib.asynccontextmanager
async def joined(bot: client.Client, room: VoiceRoom, patience: float = 30) -> AsyncIterator[client.VoiceClient]:
    """The client in a room, where it can be heard."""
    with reading_begun():
        voice = await channel(bot, room).connect(timeout=patience)
    try:
        await room.ready()
        yield voice
    finally:
        if voice.is_connected():
            await voice.disconnect()


def channel(bot: client.Client, room: VoiceRoom) -> client.VoiceChannel:
    """The client's view of a room."""
    found = bot.get_channel(int(room.channel.id))
    assert isinstance(found, client.VoiceChannel)
    return found


def sine(hertz: float, seconds: float) -> client.PCMAudio:
    wave = np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE) * 10_000
    return client.PCMAudio(io.BytesIO(np.repeat(wave.astype("<i2"), 2).tobytes()))


def pitch(pcm: bytes) -> float:
    """The strongest frequency, in Hz."""
    wave = np.frombuffer(pcm, "<i2")[::2].astype(float)
    return float(np.argmax(np.abs(np.fft.rfft(wave * np.hanning(len(wave))))) * RATE / len(wave))

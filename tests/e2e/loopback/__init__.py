"""A Discord on this machine, for the real client: REST, gateway and attachments, with the platform's own limits.

async with Loopback() as discord:
    guild = discord.guild(locale="ru")
    anna = discord.person("Anna")
    ...                                     # start the bot with discord.api, discord.gateway and discord.token
    await discord.ready()
    await discord.send(guild.text, "!hi", author=anna)
    reply = await discord.wait_message(guild.text)
"""

from tests.e2e.loopback.asking import NotOffered
from tests.e2e.loopback.interactions import Callback, Interaction, Modal
from tests.e2e.loopback.messages import Message, Upload
from tests.e2e.loopback.people import Role, User
from tests.e2e.loopback.server import Loopback
from tests.e2e.loopback.voice_rooms import VoiceRoom
from tests.e2e.loopback.world import Channel, Guild

__all__ = [
    "Callback",
    "Channel",
    "Guild",
    "Interaction",
    "Loopback",
    "Message",
    "Modal",
    "NotOffered",
    "Role",
    "Upload",
    "User",
    "VoiceRoom",
]

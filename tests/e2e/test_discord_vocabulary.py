"""Corrections that teach: the real program mishears, is corrected, measures, and hears right from then on."""

from pathlib import Path

import pytest

from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.process import bot_process
from tests.speech import wav

EN = Texts.for_language("en")
SAID = ("restart the grafana pod", "scale the grafana service", "restart the kafka service", "scale the kafka pod")


@pytest.fixture
def guild(discord: Loopback, anna: User) -> Guild:
    return discord.guild("office", owner=anna)


async def heard(discord: Loopback, guild: Guild, anna: User, said: str) -> Message:
    await discord.send(guild.text, "", [Upload("said.wav", wav(said))], author=anna)
    return await discord.wait_answer(guild.text, within=60)


async def test_corrected_voice_messages_teach_the_bot_to_hear_what_is_said_there(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path
) -> None:
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        for said in SAID:
            shown = await heard(discord, guild, anna, said)
            assert shown.content != said
            form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
            await (await discord.submit(form, anna, {EN("form-correct-text"): said})).answer()
        await discord.send(guild.text, "!vocabulary measure", author=anna)
        told = ""
        while EN("vocabulary-few") not in told:  # what comes before is how far it is
            told = (await discord.wait_message(guild.text, within=60)).content
        assert EN("vocabulary-helps", engine="pocketsphinx") in told
        assert (await heard(discord, guild, anna, SAID[0])).content == SAID[0]
        assert await bot.stop() == 0

"""A command in a voice message, as people meet it: the real program, the real recogniser, speech made by eSpeak NG."""

from pathlib import Path

from hypotez.adapters.audio.pyav import PyAv
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Loopback, Upload
from tests.e2e.loopback.process import bot_process
from tests.speech import say

EN = Texts.for_language("en")


def voice(said: str) -> Upload:
    return Upload("voice-message.ogg", b"".join(PyAv().encode([say(said, "en-us")], "ogg")), "audio/ogg", voice=True)


async def test_a_spoken_command_is_carried_out_and_other_speech_is_written_down(
    discord: Loopback, tmp_path: Path
) -> None:
    guild, anna = discord.guild(), discord.person("Anna")
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        for spoken in ("hypotez, help", "i love you", "please help me", "hypotez, help"):
            message = await discord.send(guild.text, "", [voice(spoken)], author=anna)
            answer = await discord.wait_message(guild.text)
            assert answer.reply_to == message.id
            if spoken == "hypotez, help":
                assert answer.content == EN("spoken-understood", command="!help")
                assert (await discord.wait_message(guild.text)).content.startswith(EN("help-title"))
            else:
                assert EN("button-correct") in [control.get("label") for control in answer.controls]

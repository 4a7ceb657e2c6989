"""A command in a voice message, as people meet it: the real program, real recognisers, speech made by eSpeak NG."""

from pathlib import Path

from hypotez.adapters.audio.pyav import PyAv
from hypotez.entrypoints.texts import Texts
from tests import whisper_models
from tests.e2e.loopback import Loopback, Upload
from tests.e2e.loopback.process import bot_process
from tests.speech import say

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


def voice(said: str, language: str = "en-us") -> Upload:
    sound = b"".join(PyAv().encode([say(said, language)], "ogg"))
    return Upload("voice-message.ogg", sound, "audio/ogg", voice=True)


async def test_a_spoken_command_is_carried_out_and_other_speech_is_written_down(
    discord: Loopback, tmp_path: Path
) -> None:
    guild, anna = discord.guild(), discord.person("Anna")
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        for spoken in ("hypotez, help", "i love you", "please help me", "hypotez, help"):
            message = await discord.send(guild.text, "", [voice(spoken)], author=anna)
            answer = await discord.wait_answer(guild.text)
            assert answer.reply_to == message.id
            if spoken == "hypotez, help":
                assert answer.content == EN("spoken-understood", command="!help")
                assert (await discord.wait_message(guild.text)).content.startswith(EN("help-title"))
            else:
                assert EN("button-correct") in [control.get("label") for control in answer.controls]


async def test_an_engine_that_knows_russian_understands_commands_in_it(discord: Loopback, tmp_path: Path) -> None:
    guild, anna = discord.guild(), discord.person("Анна")
    room = guild.voice("lounge")
    await room.enter(anna)
    whisper = {"HYPOTEZ_STT__FASTER_WHISPER__MODEL": str(whisper_models.ctranslate2_folder())}
    chosen = {"HYPOTEZ_LANGUAGE": "ru", "HYPOTEZ_STT__USE": "faster-whisper"}
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token, **chosen, **whisper) as bot:
        await bot.ready(discord)
        await discord.send(guild.text, "", [voice("гипотез, зайди", "ru")], author=anna)
        joined = RU("voice-joined", channel=f"<#{room.channel.id}>")
        told: list[str] = []
        while joined not in told:  # while the model is loaded, it is told that work is under way
            told.append((await discord.wait_message(guild.text)).content)
        assert RU("spoken-understood", command="!join") in told
        assert discord.me in room.people

"""Learning as people have it on Discord: the real program, taught, corrected, killed, and taught again."""

import asyncio
import signal
from pathlib import Path

import pytest

from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.process import bot_process

EN = Texts.for_language("en")
PLACES = ("kitchen", "garden", "hall", "cellar", "attic", "office")
LINES = [
    f"{label}: {words} the {place} {number}"
    for label, words in (
        ("light", "switch on the lamp in"),
        ("heat", "make it warmer in"),
        ("lock", "close the door of"),
    )
    for place in PLACES
    for number in ("now", "please", "again", "for me", "tonight", "quickly")
]
FAR_OFF = "it is so gloomy around here"


async def say(discord: Loopback, guild: Guild, anna: User, text: str, *files: Upload) -> Message:
    await discord.send(guild.text, text, files, author=anna)
    return await discord.wait_answer(guild.text, within=60)


async def ended(discord: Loopback, shown: Message) -> str:
    """What a message says once nothing is done any more."""
    await discord.until(lambda: not shown.controls, within=120)
    return shown.content


@pytest.fixture
def guild(discord: Loopback, anna: User) -> Guild:
    return discord.guild("home", owner=anna)


async def test_from_a_file_to_an_answer_that_gets_better_by_a_correction(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path
) -> None:
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        shown = await say(discord, guild, anna, "!train", Upload("home.txt", "\n".join(LINES).encode()))
        assert "108 rows are new" in shown.versions[0].content
        assert EN("answers-off", prefix="!") in await ended(discord, shown)
        assert EN("settings-on") in (await say(discord, guild, anna, "!settings learning on")).content
        assert (await say(discord, guild, anna, "!learning on")).content == EN("learning-own-on", prefix="!")
        mention = f"<@{discord.me.id}> "
        good = await say(discord, guild, anna, f"{mention}switch on the lamp in the hall")
        assert good.content == "light"
        pressed = await discord.press(good, str(good.controls[0]["custom_id"]), anna)
        assert (await pressed.answer()).content == EN("answer-confirmed", label="light")
        for words in (FAR_OFF, f"{FAR_OFF} now", f"how {FAR_OFF}", f"{FAR_OFF}, please"):
            wrong = await say(discord, guild, anna, mention + words)
            assert wrong.content != "light"
            form = await (await discord.press(wrong, EN("button-correct"), anna)).modal()
            sent = await discord.submit(form, anna, {EN("form-teach-text"): "light"})
            assert (await sent.answer()).content.startswith("I have noted it: light.")  # one of them may be held out
            await asyncio.sleep(2.5)  # nobody is answered five times in ten seconds
        assert "answers from now on" in await ended(discord, await say(discord, guild, anna, "!train"))
        better = await say(discord, guild, anna, f"{mention}{FAR_OFF}")
        assert better.content == "light"
        question = await say(discord, guild, anna, "!mydata forget")
        await discord.press(question, EN("mydata-forget"), anna)
        assert "you have taught me is gone too" in await ended(discord, question)
        assert await bot.stop() == 0


async def test_a_training_whose_bot_is_killed_is_told_as_interrupted_and_run_again(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path
) -> None:
    many = [f"{line} number {number} of {number % 97}" for number in range(80) for line in LINES]
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        # the processes that the bot starts import this from its folder, and wait as long as it lives: no training is
        # over before the kill
        wait = f"import os, time\nwhile os.getppid() == {bot.process.pid}:\n    time.sleep(0.1)\n"
        (tmp_path / "sitecustomize.py").write_text(wait)
        shown = await say(discord, guild, anna, "!train", Upload("home.txt", "\n".join(many).encode()))
        assert EN("button-job-cancel") in [one["label"] for one in shown.controls]
        await bot.stop(signal.SIGKILL)
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await discord.ready(identified=2)
        await discord.press(shown, EN("button-job-cancel"), anna)
        await discord.until(lambda: EN("button-job-again") in [one["label"] for one in shown.controls], within=60)
        listed = await say(discord, guild, anna, "!models jobs")
        assert EN("job-interrupted") in listed.content
        pressed = await discord.press(listed, EN("button-job-again"), anna)
        again = await pressed.answer()
        while again is listed:
            again = await pressed.answer()
        assert EN("answers-off", prefix="!") in await ended(discord, again)
        assert await bot.stop() == 0


async def test_free_words_are_understood_once_the_commands_are_learned(
    discord: Loopback, guild: Guild, anna: User, tmp_path: Path
) -> None:
    async with bot_process(discord, tmp_path, DISCORD_TOKEN=discord.token) as bot:
        await bot.ready(discord)
        words = f"<@{discord.me.id}> could you come to my channel?"
        understood = None
        async with asyncio.timeout(120):
            while understood is None:
                await discord.send(guild.text, words, author=anna)
                try:
                    understood = await discord.wait_message(guild.text, within=3)
                except TimeoutError:
                    continue
        assert understood.content == EN("spoken-understood", command="!join")
        while (answer := await discord.wait_message(guild.text)).content == understood.content:
            pass  # a bot that stood still has understood what was said before, too
        assert answer.content == EN("voice-author-nowhere")
        assert await bot.stop() == 0

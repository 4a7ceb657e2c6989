"""`correct`, by prefix, by slash and from the menu, with the real client against the loopback Discord."""

from collections.abc import AsyncIterator

import pytest

from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.texts import Texts
from hypotez.ports.storage import Correction
from tests.e2e.loopback import Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture
def app() -> FakeApp:
    return FakeApp()


@pytest.fixture
async def bot(discord: Loopback, guild: Guild, app: FakeApp) -> AsyncIterator[HypotezBot]:
    async with running(discord, app) as bot:
        await discord.until(lambda: discord.commands.get(""))
        yield bot


async def transcript(discord: Loopback, guild: Guild, author: User, said: str) -> Message:
    await discord.send(guild.text, "", [Upload("a.wav", said.encode())], author=author)
    return await discord.wait_message(guild.text)


def corrected(app: FakeApp) -> list[tuple[str, str]]:
    return [(kept.original, kept.corrected) for kept in app.records.list(Correction)]


def done(*changed: str) -> str:
    return "\n".join([EN("correct-done"), *changed])


async def test_the_replied_to_transcript_is_corrected(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    shown = await transcript(discord, guild, anna, "I love ewe")
    later = await transcript(discord, guild, anna, "later")
    await discord.send(guild.text, "!correct I  love **you**", author=anna, reply=shown)
    assert (await discord.wait_message(guild.text)).content == done("- ewe → \\*\\*you\\*\\*")
    assert shown.content == "I  love \\*\\*you\\*\\*"
    assert later.content == "later"
    assert [control["custom_id"] for control in shown.controls]
    assert corrected(app) == [("I love ewe", "I  love **you**")]


@pytest.mark.parametrize("by", ["link", "id"])
async def test_a_transcript_is_corrected_by_its_link_or_id(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, by: str
) -> None:
    shown = await transcript(discord, guild, anna, "helo")
    await transcript(discord, guild, anna, "later")
    link = f"https://discord.com/channels/{guild.id}/{guild.text.id}/{shown.id}"
    await discord.send(guild.text, f"!correct {link if by == 'link' else shown.id} hello", author=anna)
    assert (await discord.wait_message(guild.text)).content == done("- helo → hello")
    assert shown.content == "hello"
    pointer = link if by == "link" else shown.id
    again = await discord.slash(guild.text, anna, "correct", text="hello there", message=pointer)
    assert (await again.answer()).content == done(f"- {EN('correct-nothing')} → there")
    assert shown.content == "hello there"


async def test_without_a_message_the_latest_transcript_of_the_channel_is_meant(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    first = await transcript(discord, guild, anna, "first")
    shown = await transcript(discord, guild, anna, "secund")
    await discord.send(guild.text, "!hi", author=anna)
    await discord.wait_message(guild.text)
    await discord.send(guild.text, "!correct second", author=anna)
    assert (await discord.wait_message(guild.text)).content == done("- secund → second")
    assert (first.content, shown.content) == ("first", "second")


async def test_an_answer_to_a_slash_command_is_corrected_too(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    asked = await discord.slash(guild.text, anna, "transcribe", file=Upload("a.wav", b"helo"))
    shown = await asked.answer()
    await (await discord.slash(guild.text, anna, "correct", text="hello")).answer()
    assert shown.content == "hello"


async def test_what_changed_is_told_briefly(discord: Loopback, guild: Guild, anna: User, bot: HypotezBot) -> None:
    await transcript(discord, guild, anna, " ".join(f"a{n} same{n}" for n in range(8)))
    better = " ".join(f"{'b' * 300 if n == 0 else 'b'} same{n}" for n in range(8))
    await discord.send(guild.text, f"!correct {better}", author=anna)
    first, second, *lines = (await discord.wait_message(guild.text)).content.split("\n")
    assert first == EN("correct-done")
    assert second == f"- a0 → {'b' * 80}…"
    assert lines[-1] == EN("correct-more", count=3)


async def test_the_asker_may_correct_and_others_may_not(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    ben, clara = discord.person("Ben"), discord.person("Clara", locale="ru")
    await bot.shared.choices.servers.change(guild.id, transcribe=False)
    spoken = await discord.send(guild.text, "", [Upload("a.wav", b"helo")], author=anna)
    await discord.send(guild.text, "!transcribe", author=ben, reply=spoken)
    shown = await discord.wait_message(guild.text)
    refused = await discord.slash(guild.text, clara, "correct", text="bad words")
    assert (await refused.answer()).content == RU("correct-not-yours")
    for author, text in ((ben, "hello"), (anna, "hello you"), (guild.owner, "hello all")):
        await discord.send(guild.text, f"!correct {text}", author=author)
        await discord.wait_message(guild.text)
        assert shown.content == text
    assert [text for _, text in corrected(app)] == ["hello", "hello you", "hello all"]


@pytest.mark.parametrize("way", ["prefix", "slash"])
async def test_a_link_that_leads_nowhere_here_is_no_text(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, way: str
) -> None:
    shown = await transcript(discord, guild, anna, "helo")
    here = f"{guild.text.id}/{shown.id}"
    for path in ("1/2/3", "1/2", f"1/{here}", f"@me/{here}", f"{guild.id}/{guild.text.id}"):
        pointer = f"https://discord.com/channels/{path}"
        if way == "slash":
            told = await (await discord.slash(guild.text, anna, "correct", message=pointer, text="hello")).answer()
        else:
            await discord.send(guild.text, f"!correct {pointer} hello", author=anna)
            told = await discord.wait_message(guild.text)
        assert told.content == EN("message-gone")
        assert shown.content == "helo"


async def test_what_is_no_transcript_of_the_bot_is_not_corrected(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await discord.send(guild.text, "!correct text", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("correct-none-here")
    shown = await transcript(discord, guild, anna, "hello")
    other = discord.person("other", bot=True)
    forged = await discord.send(guild.text, "forged", author=other)
    forged.components = shown.components
    await discord.send(guild.text, "!correct text", author=anna, reply=forged)
    assert (await discord.wait_message(guild.text)).content == EN("correct-not-mine")
    menu = await discord.menu(guild.text, anna, "Correct", forged)
    assert (await menu.answer()).content == EN("correct-not-mine")
    assert not corrected(app)


async def test_a_correction_that_changes_nothing_is_said_to_be_none(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await transcript(discord, guild, anna, "hello")
    await discord.send(guild.text, "!correct hello", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("correction-same")
    await discord.send(guild.text, "!correct", author=anna)
    assert "!correct" in (await discord.wait_message(guild.text)).content
    assert not corrected(app)


async def test_the_menu_opens_the_form(discord: Loopback, guild: Guild, anna: User, bot: HypotezBot) -> None:
    shown = await transcript(discord, guild, anna, "helo")
    form = await (await discord.menu(guild.text, anna, "Correct", shown)).modal()
    assert form.fields["text"]["value"] == "helo"
    await (await discord.submit(form, anna, {"text": "hello"})).answer()
    assert shown.content == "hello"


async def test_a_subtitle_file_stays_beside_the_corrected_text(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await discord.send(guild.text, "!transcribe srt", [Upload("a.wav", b"helo")], author=anna)
    shown = await discord.wait_message(guild.text)
    await discord.send(guild.text, f"!correct {'hello ' * 500}", author=anna)
    await discord.wait_message(guild.text)
    assert [upload.name for upload in shown.uploads] == ["transcript.srt", "transcript.txt"]
    await discord.send(guild.text, "!correct hello", author=anna)
    await discord.wait_message(guild.text)
    assert [upload.name for upload in shown.uploads] == ["transcript.srt"]


async def test_a_correction_is_kept_even_if_the_message_cannot_be_changed(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await transcript(discord, guild, anna, "helo")
    discord.faults.fail("PATCH", "/messages/", 403)
    await discord.send(guild.text, "!correct hello", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("correct-kept-only")
    assert corrected(app) == [("helo", "hello")]


async def test_it_works_in_private_messages(discord: Loopback, anna: User, bot: HypotezBot) -> None:
    channel = discord.direct(anna)
    await discord.send(channel, "", [Upload("a.wav", b"helo")])
    shown = await discord.wait_message(channel)
    await discord.send(channel, "!correct hello")
    await discord.wait_message(channel)
    assert shown.content == "hello"
    form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
    await (await discord.submit(form, anna, {"text": "hello you"})).answer()
    assert shown.content == "hello you"

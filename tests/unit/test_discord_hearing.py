"""Transcription: unasked, by the command, and from the menu, with the real client against the loopback Discord."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator

import pytest

from hypotez.entrypoints.discord import status
from hypotez.entrypoints.discord.asking import Asking
from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.refusal import Refusal
from hypotez.entrypoints.texts import Texts
from tests.e2e.loopback import Guild, Loopback, Message, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture
def app() -> FakeApp:
    return FakeApp(recognisers=("alpha", "beta"))


@pytest.fixture
async def bot(discord: Loopback, guild: Guild, app: FakeApp) -> AsyncIterator[HypotezBot]:
    async with running(discord, app) as bot:
        await discord.until(lambda: discord.commands.get(""))
        yield bot


def text(content: str, name: str = "note.wav", **options: object) -> Upload:
    return Upload(name, content.encode(), **options)  # type: ignore[arg-type]


async def quiet(discord: Loopback, guild: Guild, author: User) -> None:
    """Hold that nothing before was answered: the greeting comes next."""
    await discord.send(guild.text, "!hi", author=author)
    assert (await discord.wait_message(guild.text)).content == EN("hi")


def link(message: Message) -> str:
    guild = message.channel.guild
    return f"https://discord.com/channels/{guild.id if guild else '@me'}/{message.channel.id}/{message.id}"


# unasked


async def test_a_server_may_switch_unasked_transcription_off(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await bot.shared.choices.servers.change(guild.id, transcribe=False)
    await discord.send(guild.text, "", [text("hello")], author=anna)
    await quiet(discord, guild, anna)
    assert not app.heard
    await discord.send(guild.text, "!transcribe", [text("asked for")], author=anna)
    assert (await discord.wait_message(guild.text)).content == "asked for"


async def test_a_server_may_choose_the_channels_where_audio_is_answered(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    voices = discord.channel(guild, "voices")
    await discord.open(voices)
    await bot.shared.choices.servers.change(guild.id, transcribe_in=frozenset({voices.id}))
    await discord.send(guild.text, "", [text("not here")], author=anna)
    await discord.send(voices, "", [text("but here")], author=anna)
    assert (await discord.wait_message(voices)).content == "but here"
    await quiet(discord, guild, anna)


async def test_the_engines_of_the_server_are_asked(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await bot.shared.choices.servers.change(guild.id, engines=("gone", "beta", "alpha"))
    await discord.send(guild.text, "", [text("hello")], author=anna)
    assert (await discord.wait_message(guild.text)).content == "hello"
    assert [(how["engine"], how["engines"]) for how in app.heard] == [(None, ("gone", "beta", "alpha"))]
    offered = await discord.autocomplete(guild.text, anna, "transcribe", "engine", "")
    assert [choice["value"] for choice in offered] == ["beta", "alpha"]


async def test_the_senders_language_is_the_likely_one_else_the_servers(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await bot.shared.choices.servers.change(guild.id, language="ru")
    await bot.shared.choices.people.change(anna.id, language="de")
    for author in (anna, discord.person("Ben")):
        await discord.send(guild.text, "", [text("hello")], author=author)
        await discord.wait_message(guild.text)
    assert [how["likely"] for how in app.heard] == ["de", "ru"]


async def test_long_work_shows_how_far_it_is_and_can_be_stopped(  # noqa: PLR0917 - fixtures
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 0.01)
    go = threading.Event()
    app.hear = lambda audio, report: str(go.wait(30))
    await discord.send(guild.text, "", [text("")], author=anna)
    shown = await discord.wait_message(guild.text)
    assert shown.content == EN("status-working")
    stranger = await discord.press(shown, EN("status-stop"), discord.person("Ben"))
    assert (await stranger.answer()).content == EN("status-not-yours")
    assert stranger.ephemeral
    await discord.press(shown, EN("status-stop"), anna)
    assert (await discord.wait_message(guild.text)).content == EN("status-stopped")
    assert shown.id not in guild.text.messages
    go.set()


@pytest.mark.parametrize("way", ["message", "slash"])
async def test_stop_is_heard_before_the_bot_knows_that_the_button_is_shown(  # noqa: PLR0917 - fixtures
    discord: Loopback,
    guild: Guild,
    anna: User,
    bot: HypotezBot,
    app: FakeApp,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 0.01)
    go = threading.Event()
    app.hear = lambda audio, report: str(go.wait(30))
    known = asyncio.Event()
    discord.faults.late = {("POST", "/messages$"): known, ("POST", "/webhooks/"): known}
    if way == "slash":
        asked = await discord.slash(guild.text, anna, "transcribe", file=text("hello"))
        shown = await asked.answer()
    else:
        await discord.send(guild.text, "", [text("hello")], author=anna)
        shown = await discord.wait_message(guild.text)
    await (await discord.press(shown, EN("status-stop"), anna)).first()
    known.set()
    told = await (asked.answer() if way == "slash" else discord.wait_message(guild.text))
    assert told.content == EN("status-stopped")
    assert shown.id not in guild.text.messages
    go.set()


async def test_the_button_of_work_that_is_over_says_so(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    left = await discord.send(guild.text, "", author=discord.me)
    left.components = [{"type": 1, "components": [{"type": 2, "style": 2, "custom_id": f"hypotez:stop:{'0' * 16}"}]}]
    pressed = await discord.press(left, f"hypotez:stop:{'0' * 16}", anna)
    assert (await pressed.answer()).content == EN("status-over")
    assert pressed.ephemeral


async def test_whoever_sends_much_is_told_the_place_and_gets_everything_in_order(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    go = threading.Event()
    app.hear = lambda audio, report: f"{audio.name} {go.wait(30)}"
    await discord.send(guild.text, "", [text("", "first")], author=anna)
    await discord.until(lambda: app.heard)
    await discord.send(guild.text, "", [text("", "second", voice=True)], author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("gate-place", place=1)
    go.set()
    told = [(await discord.wait_message(guild.text)).content for _ in range(2)]
    assert told == ["first True", "second True"]


async def test_what_waits_does_not_say_that_it_is_at_work_until_its_turn_has_come(  # noqa: PLR0917 - fixtures
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 0.01)
    monkeypatch.setattr(status, "EVERY", 0.01)
    go = {"first": threading.Event(), "second": threading.Event()}
    app.hear = lambda audio, report: f"{audio.name} {go[audio.name].wait(30)}"
    await discord.send(guild.text, "", [text("", "first")], author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("status-working")
    await discord.send(guild.text, "", [text("", "second", voice=True)], author=anna)
    shown = await discord.wait_message(guild.text)
    await asyncio.sleep(0.2)
    assert shown.content == EN("gate-place", place=1)
    go["first"].set()
    await discord.until(lambda: shown.content == EN("status-working"))
    go["second"].set()
    assert [(await discord.wait_message(guild.text)).content for _ in go] == ["first True", "second True"]


async def test_what_waits_for_its_turn_is_not_fetched_yet(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    go = threading.Event()
    app.hear = lambda audio, report: str(go.wait(30))
    uploads = [text("x") for _ in range(6)]
    for upload in uploads:
        await discord.send(guild.text, "", [upload], author=discord.person("somebody"))
    await discord.until(lambda: len(app.heard) == 2)
    await discord.until(lambda: guild.text.posted.qsize() == 4)
    assert sum(upload.fetched > 0 for upload in uploads) == 2
    go.set()


async def test_an_answer_is_handed_to_the_voice_and_a_voice_that_cannot_is_no_failure(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    said: list[tuple[str, str]] = []

    async def speak(asking: Asking, text: str) -> None:
        said.append((asking.author.name, text))
        raise Refusal("voice-author-nowhere")

    bot.shared.speak = speak
    await discord.send(guild.text, "", [text("*hello*"), text("")], author=anna)
    for _ in range(2):
        await discord.wait_message(guild.text)
    await quiet(discord, guild, anna)
    assert said == [("Anna", "*hello*")]


# the command


async def test_the_replied_to_message_is_transcribed(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await bot.shared.choices.servers.change(guild.id, transcribe=False)
    ben = discord.person("Ben")
    spoken = await discord.send(guild.text, "", [text("one", "a.wav"), text("two", "b.wav")], author=ben)
    await discord.send(guild.text, "!transcribe", author=anna, reply=spoken)
    told = [(await discord.wait_message(guild.text)).content for _ in range(2)]
    assert told == ["**a.wav:** one", "**b.wav:** two"]
    assert {origin.who for _, origin in app.asked} == {ben.id}


@pytest.mark.parametrize("by", ["link", "id"])
async def test_another_message_of_the_channel_is_transcribed_by_its_link_or_id(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, by: str
) -> None:
    await bot.shared.choices.servers.change(guild.id, transcribe=False)
    spoken = await discord.send(guild.text, "", [text("from before")], author=discord.person("Ben"))
    pointer = link(spoken) if by == "link" else spoken.id
    await discord.send(guild.text, f"!transcribe {pointer}", author=anna)
    assert (await discord.wait_message(guild.text)).content == "from before"
    slash = await discord.slash(guild.text, anna, "transcribe", message=pointer)
    assert (await slash.answer()).content == "from before"


async def test_messages_elsewhere_or_gone_or_hidden_are_refused(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    other = discord.channel(guild, "other")
    await bot.shared.choices.servers.change(guild.id, transcribe=False)
    here = await discord.send(guild.text, "", [text("hidden")], author=anna)
    there = await discord.send(other, "", [text("secret")], author=anna)
    for pointer, key in ((link(there), "message-elsewhere"), (there.id, "message-gone"), (here.id, "message-gone")):
        if pointer == here.id:
            await discord.permit(guild.text, guild.everyone, read_message_history=False)
        refused = await discord.slash(guild.text, anna, "transcribe", message=pointer)
        assert (await refused.answer()).content == EN(key)
    assert not app.heard


async def test_a_file_with_the_slash_command_is_transcribed_in_the_language_of_the_client(
    discord: Loopback, guild: Guild, bot: HypotezBot
) -> None:
    boris = discord.person("Boris", locale="ru")
    heard = await discord.slash(guild.text, boris, "transcribe", file=text("hello"))
    answer = await heard.answer()
    assert heard.deferred
    assert answer.content == "hello"
    assert [control.get("label") for control in answer.controls] == [RU("button-correct"), None, None]
    silent = await discord.slash(guild.text, boris, "transcribe", file=text("", "a.png", content_type="image/png"))
    assert (await silent.answer()).content == RU("transcribe-no-audio")


@pytest.mark.parametrize(
    ("format", "content"),
    [
        ("txt", "Dots and *stars*\n"),
        ("srt", "1\n00:00:00,000 --> 00:00:00,001\nDots and *stars*\n\n"),
        ("vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:00.001\nDots and *stars*\n"),
    ],
)
async def test_a_format_comes_as_a_file(
    discord: Loopback, guild: Guild, bot: HypotezBot, format: str, content: str
) -> None:
    await discord.send(guild.text, f"!transcribe {format}", [text("Dots and *stars*")])
    reply = await discord.wait_message(guild.text)
    assert reply.content == f"Dots and \\*stars\\*\n-# {EN('transcript-whole')}"
    assert [(upload.name, upload.data.decode()) for upload in reply.uploads] == [(f"transcript.{format}", content)]


async def test_options_are_taken_by_prefix_and_by_slash(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await discord.send(guild.text, "!transcribe json BETA ru", [text("hello")], author=anna)
    reply = await discord.wait_message(guild.text)
    assert json.loads(reply.uploads[0].data)["engine"] == "beta"
    options = {"format": "json", "engine": "beta", "language": "ru"}
    answer = await (await discord.slash(guild.text, anna, "transcribe", file=text("hello"), **options)).answer()
    assert answer.uploads[0].data == reply.uploads[0].data
    assert [(how["engine"], how["language"]) for how in app.heard] == [("beta", "ru")] * 2


async def test_engines_are_completed_and_no_others_are_asked(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    offered = await discord.autocomplete(guild.text, anna, "transcribe", "engine", "be")
    assert [choice["value"] for choice in offered] == ["beta"]
    await bot.shared.choices.servers.change(guild.id, engines=("alpha",))
    refused = await discord.slash(guild.text, anna, "transcribe", file=text(""), engine="beta")
    assert (await refused.answer()).content == EN("engine-unknown", engines="alpha")
    await discord.send(guild.text, "!transcribe srt betta", [text("")], author=anna)
    assert (await discord.wait_message(guild.text)).content.startswith("Write")
    assert not app.heard


async def test_where_there_is_no_audio_it_is_said(discord: Loopback, guild: Guild, anna: User, bot: HypotezBot) -> None:
    await discord.send(guild.text, "!transcribe", author=anna)
    assert (await discord.wait_message(guild.text)).content == EN("transcribe-no-audio")


async def test_the_command_works_in_private_messages(discord: Loopback, anna: User, bot: HypotezBot) -> None:
    channel = discord.direct(anna)
    answer = await (await discord.slash(channel, anna, "transcribe", file=text("hello"))).answer()
    assert answer.content == "hello"


# the menu


async def test_the_menu_transcribes_without_the_right_to_read_messages(guild: Guild) -> None:
    async with Loopback(privileged=0) as discord:
        place, app = discord.guild(), FakeApp()
        async with running(discord, app, reads=False):
            await discord.until(lambda: discord.commands.get(""))
            spoken = await discord.send(place.text, "", [text("hello")], author=discord.person("Ben"))
            chosen = await discord.menu(place.text, discord.person("Anna"), "Transcribe", spoken)
            assert (await chosen.answer()).content == "hello"
            silent = await discord.send(place.text, "text only")
            refused = await discord.menu(place.text, discord.person("Anna", locale="ru"), "Transcribe", silent)
            assert (await refused.answer()).content == RU("transcribe-no-audio")
            assert refused.ephemeral


async def test_the_menu_speaks_a_message_or_says_why_not(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    message = await discord.send(guild.text, "good morning", author=anna)
    refused = await discord.menu(guild.text, anna, "Speak", message)
    assert (await refused.answer()).content == EN("voice-author-nowhere")
    said: list[str] = []

    async def say(asking: Asking, text: str) -> int:
        await asyncio.sleep(0)
        said.append(text)
        return 0

    bot.voice.talking.say = say  # type: ignore[method-assign]
    chosen = await discord.menu(guild.text, anna, "Speak", message)
    assert (await chosen.answer()).content == EN("speak-done")
    assert chosen.ephemeral
    empty = await discord.send(guild.text, "", [text("", "a.png", content_type="image/png")], author=anna)
    assert (await (await discord.menu(guild.text, anna, "Speak", empty)).answer()).content == EN("speak-nothing")
    await discord.send(guild.text, "", [text("*spoken*")], author=anna)
    shown = await discord.wait_message(guild.text)
    await (await discord.menu(guild.text, anna, "Speak", shown)).answer()
    await bot.shared.choices.servers.change(guild.id, roles={"speakers": frozenset({"1"})})
    muted = await discord.menu(guild.text, anna, "Speak", message)
    assert (await muted.answer()).content == EN("rights-missing")
    assert said == ["good morning", "*spoken*"]

"""The bot's answers, with the real client against the loopback Discord and a fake app behind."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, BlockingError, blockbuster_ctx
from structlog.testing import capture_logs

from hypotez.entrypoints.config import Config, DiscordConfig
from hypotez.entrypoints.discord import attachments
from hypotez.entrypoints.texts import Texts
from hypotez.ports import errors
from hypotez.ports.audio import Audio
from hypotez.ports.progress import Cancelled, Progress, Report
from tests.e2e.loopback import Guild, Loopback, Upload, User
from tests.e2e.loopback.in_process import FakeApp, running

EN = Texts.for_language("en")
MB = 1 << 20


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever hypotez does on the event loop and blocks there raises an error."""
    import hypotez

    with blockbuster_ctx(scanned_modules=[hypotez]) as blockbuster:
        yield blockbuster


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "PAUSES", (0.01, 0.01))


def text(content: str, name: str = "note.wav", **options: object) -> Upload:
    return Upload(name, content.encode(), **options)  # type: ignore[arg-type]


async def nothing_but(discord: Loopback, guild: Guild, author: User) -> None:
    """Hold that the bot answered none of what came before: the greeting comes next."""
    await discord.send(guild.text, "!hi", author=author)
    assert (await discord.wait_message(guild.text)).content == EN("hi")


async def test_audio_is_answered_with_its_text_as_a_reply(discord: Loopback, guild: Guild, anna: User) -> None:
    app = FakeApp()
    async with running(discord, app):
        message = await discord.send(guild.text, "", [text("hello there")], author=anna)
        reply = await discord.wait_message(guild.text)
    assert reply.content == "hello there"
    assert reply.reply_to == message.id
    audio, origin = app.asked[0]
    assert audio == Audio(b"hello there", "note.wav")
    assert (origin.scope, origin.who, origin.where) == (guild.id, anna.id, guild.text.id)


async def test_a_reply_pings_nobody(discord: Loopback, guild: Guild, anna: User) -> None:
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [text("hello @everyone")], author=anna)
        reply = await discord.wait_message(guild.text)
    assert reply.content == "hello @everyone"
    assert reply.asked["allowed_mentions"] == {"parse": [], "replied_user": False}


async def test_typing_is_shown_while_the_bot_is_at_work(discord: Loopback, guild: Guild, anna: User) -> None:
    app = FakeApp(lambda audio, report: f"typing {guild.text.typing}")
    async with running(discord, app):
        await discord.send(guild.text, "", [text("")], author=anna)
        assert (await discord.wait_message(guild.text)).content == "typing 1"


async def test_work_goes_on_where_typing_cannot_be_shown(discord: Loopback, guild: Guild, anna: User) -> None:
    discord.faults.fail("POST", "/typing$", 403)
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [text("hello")], author=anna)
        assert (await discord.wait_message(guild.text)).content == "hello"


async def test_several_attachments_are_answered_in_order_and_by_name(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    async with running(discord, FakeApp()):
        uploads = [
            text("one", "a.wav", pause=0.05),
            text("no", "b.txt", content_type="text/plain"),
            text("two", "c.ogg"),
        ]
        message = await discord.send(guild.text, "listen", uploads, author=anna)
        replies = [await discord.wait_message(guild.text) for _ in range(2)]
    assert [reply.content for reply in replies] == ["**a.wav:** one", "**c.ogg:** two"]
    assert {reply.reply_to for reply in replies} == {message.id}


async def test_private_messages_are_answered_too(discord: Loopback, anna: User) -> None:
    app = FakeApp()
    async with running(discord, app):
        channel = discord.direct(anna)
        await discord.send(channel, "", [text("hello")])
        assert (await discord.wait_message(channel)).content == "hello"
    assert app.asked[0][1].scope == f"dm:{app.asked[0][1].where}"


@pytest.mark.parametrize(
    ("name", "content_type", "voice"),
    [
        ("a.mp3", "audio/mpeg", False),
        ("clip.mp4", "video/mp4", False),
        ("A.OPUS", None, False),
        ("clip.mkv", None, False),
        ("a.ogg", "application/ogg", False),
        ("memo.amr", "application/octet-stream", False),
        ("a.wav", "audio/wav; charset=binary", False),
        ("voice-message.ogg", "audio/ogg", True),
        ("voice-message", None, True),
    ],
)
async def test_what_may_hold_speech_is_heard(
    discord: Loopback, guild: Guild, name: str, content_type: str | None, voice: bool
) -> None:
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [text("heard", name, content_type=content_type, voice=voice)])
        assert (await discord.wait_message(guild.text)).content == "heard"


async def test_other_files_are_left_alone(discord: Loopback, guild: Guild, anna: User) -> None:
    app = FakeApp()
    async with running(discord, app):
        uploads = [
            text("", "a.png", content_type="image/png"),
            text("", "index.ts", content_type="video/mp2t"),
            text("", "a.pdf", content_type="application/octet-stream"),
            text("", "notes"),
            text("", "wav.txt", content_type=None),
        ]
        await discord.send(guild.text, "look", uploads, author=anna)
        await nothing_but(discord, guild, anna)
    assert not app.asked


async def test_a_forwarded_voice_message_is_heard(discord: Loopback, guild: Guild, anna: User) -> None:
    async with running(discord, FakeApp()):
        original = await discord.send(
            discord.direct(discord.person("Ben")), "", [text("", "x.txt", content_type="a/b")]
        )
        original.uploads = [text("from elsewhere", voice=True)]
        discord.uploads[original.uploads[0].id] = original.uploads[0]
        await discord.send(guild.text, "", author=anna, forwarded=original)
        assert (await discord.wait_message(guild.text)).content == "from elsewhere"


async def test_bots_and_webhooks_and_discord_itself_are_not_answered(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    app = FakeApp()
    async with running(discord, app):
        for author in (discord.person("other", bot=True), discord.me):
            await discord.send(guild.text, "!hi", [text("hello")], author=author)
        await discord.send(guild.text, "!hi", [text("hello")], author=anna, webhook=True)
        await discord.send(guild.text, "!hi", [text("hello")], author=anna, type=7)
        await nothing_but(discord, guild, anna)
    assert not app.asked


async def test_a_command_is_found_however_it_is_typed(discord: Loopback, guild: Guild, anna: User) -> None:
    async with running(discord, FakeApp()):
        for typed in ("!hi", "!Hi", "! HI there"):
            await discord.send(guild.text, typed, author=anna)
            assert (await discord.wait_message(guild.text)).content == EN("hi")


async def test_an_unknown_command_is_no_answer_and_no_error(discord: Loopback, guild: Guild, anna: User) -> None:
    with capture_logs() as log:
        async with running(discord, FakeApp()):
            await discord.send(guild.text, "!nothing", author=anna)
            await discord.send(guild.text, "hi", author=anna)
            await nothing_but(discord, guild, anna)
    assert not [entry for entry in log if entry["log_level"] in {"warning", "error"}]


async def test_the_prefix_is_a_setting(discord: Loopback, guild: Guild, anna: User) -> None:
    async with running(discord, FakeApp(), Config(discord=DiscordConfig(prefix="?"))):
        await discord.send(guild.text, "!hi", author=anna)
        question = await discord.send(guild.text, "?hi", author=anna)
        assert (await discord.wait_message(guild.text)).reply_to == question.id


async def test_a_long_text_comes_as_a_file(discord: Loopback, guild: Guild, anna: User) -> None:
    said = "Съешь же ещё этих мягких булок. " * 100
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [text(said)], author=anna)
        reply = await discord.wait_message(guild.text)
    assert reply.content.startswith("Съешь же")
    assert [upload.name for upload in reply.uploads] == ["transcript.txt"]
    assert reply.uploads[0].data.decode() == said


async def test_silence_is_answered_with_a_sentence(discord: Loopback, guild: Guild, anna: User) -> None:
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [text("")], author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("transcript-silent")


@pytest.mark.parametrize("name", errors.__all__)
async def test_every_error_is_one_sentence_with_a_number_that_the_log_has(
    discord: Loopback, guild: Guild, anna: User, name: str
) -> None:
    kind = getattr(errors, name)

    def fail(audio: Audio, report: Report) -> str:
        raise kind("/secret/folder of @everyone is to blame")

    with capture_logs() as log:
        async with running(discord, FakeApp(fail)):
            await discord.send(guild.text, "", [text("")], author=anna)
            reply = await discord.wait_message(guild.text)
    (entry,) = [entry for entry in log if entry.get("code") == kind.code]
    assert reply.content == EN("error-numbered", sentence=EN(f"error-{kind.code}"), id=entry["number"])
    assert "secret" in entry["reason"]


async def test_a_mistake_of_our_own_is_answered_and_logged_too(discord: Loopback, guild: Guild, anna: User) -> None:
    def fail(audio: Audio, report: Report) -> str:
        raise ZeroDivisionError

    with capture_logs() as log:
        async with running(discord, FakeApp(fail)):
            await discord.send(guild.text, "", [text("")], author=anna)
            reply = await discord.wait_message(guild.text)
    (entry,) = [entry for entry in log if entry["log_level"] == "error"]
    assert reply.content == EN("error-numbered", sentence=EN("error-unexpected"), id=entry["number"])
    assert isinstance(entry["exc_info"], ZeroDivisionError)


async def test_one_bad_attachment_does_not_stop_the_others(discord: Loopback, guild: Guild, anna: User) -> None:
    def hear(audio: Audio, report: Report) -> str:
        if audio.name == "bad.wav":
            raise errors.AudioError("no")
        return "good"

    async with running(discord, FakeApp(hear)):
        await discord.send(guild.text, "", [text("", "bad.wav"), text("", "good.wav")], author=anna)
        assert EN("error-audio") in (await discord.wait_message(guild.text)).content
        assert (await discord.wait_message(guild.text)).content == "**good.wav:** good"


SMALL = Config(discord=DiscordConfig(max_attachment_mb=1))


async def test_a_file_that_states_too_much_is_not_even_fetched(discord: Loopback, guild: Guild, anna: User) -> None:
    app = FakeApp()
    upload = text("hello", stated=MB + 1)
    async with running(discord, app, SMALL):
        await discord.send(guild.text, "", [upload], author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("attachment-too-big", limit=1)
    assert upload.fetched == 0
    assert not app.asked


async def test_a_file_longer_than_it_states_is_fetched_no_further_than_the_limit(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    app = FakeApp()
    upload = Upload("huge.wav", bytes(64 * MB), stated=10, pause=0.001)
    async with running(discord, app, SMALL):
        await discord.send(guild.text, "", [upload], author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("attachment-too-big", limit=1)
    assert upload.fetched < 32 * MB
    assert not app.asked


async def test_a_file_of_exactly_the_limit_is_heard(discord: Loopback, guild: Guild, anna: User) -> None:
    app = FakeApp(lambda audio, report: "heard")
    async with running(discord, app, SMALL):
        await discord.send(guild.text, "", [Upload("a.wav", bytes(MB))], author=anna)
        assert (await discord.wait_message(guild.text)).content == "heard"


@pytest.mark.parametrize("status", [302, 403, 404, 500])
async def test_a_file_that_cannot_be_fetched_is_said_to_be_gone(
    discord: Loopback, guild: Guild, anna: User, status: int
) -> None:
    async with running(discord, FakeApp()):
        await discord.send(guild.text, "", [text("hello", status=status)], author=anna)
        assert (await discord.wait_message(guild.text)).content == EN("attachment-gone")


async def test_a_message_that_is_deleted_meanwhile_gets_no_answer(discord: Loopback, guild: Guild, anna: User) -> None:
    started, go = threading.Event(), threading.Event()

    def hear(audio: Audio, report: Report) -> str:
        started.set()
        go.wait(30)
        return "too late"

    with capture_logs() as log:
        async with running(discord, FakeApp(hear)):
            message = await discord.send(guild.text, "", [text("")], author=anna)
            await asyncio.to_thread(started.wait, 30)
            await discord.delete(message)
            go.set()
            assert await discord.wait_refusal() == 50035
            await nothing_but(discord, guild, anna)
    assert [entry["status"] for entry in log if entry["event"] == "reply refused"] == [400]
    assert guild.text.posted.empty()


async def test_people_do_not_wait_for_each_other(discord: Loopback, guild: Guild, anna: User) -> None:
    go = threading.Event()

    def hear(audio: Audio, report: Report) -> str:
        if audio.name == "slow.wav":
            go.wait(30)
        return audio.name

    async with running(discord, FakeApp(hear)):
        await discord.send(guild.text, "", [text("", "slow.wav")], author=anna)
        await discord.send(guild.text, "", [text("", "quick.wav")], author=discord.person("Ben"))
        assert (await discord.wait_message(guild.text)).content == "quick.wav"
        go.set()
        assert (await discord.wait_message(guild.text)).content == "slow.wav"


async def test_closing_the_bot_stops_the_work_that_is_under_way(discord: Loopback, guild: Guild, anna: User) -> None:
    started, ended = threading.Event(), threading.Event()

    def hear(audio: Audio, report: Report) -> str:
        started.set()
        try:
            for _ in range(30_000):
                report(Progress("hearing"))
                time.sleep(0.001)
        except Cancelled:
            ended.set()
            raise
        return "not cancelled"

    async with running(discord, FakeApp(hear)):
        await discord.send(guild.text, "", [text("")], author=anna)
        assert await asyncio.to_thread(started.wait, 30)
    assert await asyncio.to_thread(ended.wait, 30)
    assert guild.text.posted.empty()


async def test_a_handler_that_blocks_the_event_loop_fails(
    discord: Loopback, guild: Guild, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard of all tests here works: the same blocking app is harmless in a thread and caught on the loop."""

    def hear(audio: Audio, report: Report) -> str:
        time.sleep(0.001)
        return "slept"

    async with running(discord, FakeApp(hear)) as bot:
        await discord.send(guild.text, "", [text("")], author=anna)
        assert (await discord.wait_message(guild.text)).content == "slept"

        async def on_the_loop(work: object, listen: object = None) -> object:
            return work(lambda progress: None)  # type: ignore[operator]

        monkeypatch.setattr(bot.shared.heavy, "run", on_the_loop)
        with capture_logs() as log:
            await discord.send(guild.text, "", [text("")], author=anna)
            assert EN("error-unexpected") in (await discord.wait_message(guild.text)).content
    assert [type(entry["exc_info"]) for entry in log if "exc_info" in entry] == [BlockingError]


def test_importing_the_package_loads_no_client() -> None:
    source = Path(attachments.__file__).with_name("__init__.py").read_text(encoding="utf-8")
    assert "import" not in source.split('"""')[2]

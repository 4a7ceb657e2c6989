"""The buttons under a transcript, with the real client against the loopback Discord, before and after a restart."""

import time
from collections.abc import AsyncIterator

import pytest

from hypotez.entrypoints.discord.bot import HypotezBot
from hypotez.entrypoints.discord.controls import editable
from hypotez.entrypoints.discord.subject import Subject
from hypotez.entrypoints.texts import Texts
from hypotez.ports.audio import Audio
from hypotez.ports.errors import EngineFailed
from hypotez.ports.progress import Report
from hypotez.ports.storage import Correction, Feedback, TranscriptRecord
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


async def transcript(discord: Loopback, guild: Guild, author: User, *said: str) -> Message:
    """The last of the bot's answers to one message that says all that."""
    uploads = [Upload(f"{number}.wav", text.encode()) for number, text in enumerate(said)]
    await discord.send(guild.text, "", uploads, author=author)
    return [await discord.wait_message(guild.text) for _ in said][-1]


def button(message: Message, deed: str) -> str:
    (found,) = [control["custom_id"] for control in message.controls if f":{deed}:" in control["custom_id"]]
    return str(found)


def kept(app: FakeApp, kind: type) -> list:
    return list(app.records.list(kind))


async def test_a_transcript_has_its_buttons_in_the_language_of_the_sender(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await bot.shared.choices.people.change(anna.id, language="ru")
    shown = await transcript(discord, guild, anna, "hello")
    labels = [control.get("label") or control["emoji"]["name"] for control in shown.controls]
    assert labels == [RU("button-correct"), "👍", "👎", RU("button-redo")]
    (record,) = kept(app, TranscriptRecord)
    assert {control["custom_id"].split(":")[2] for control in shown.controls} == {record.id}


def test_an_id_of_a_button_fits_whatever_it_is_about() -> None:
    longest = Subject("z" * 12, 10**20 - 1, 10**20 - 1, 9)
    assert len(longest.button("correct")) <= 100


async def test_a_transcript_that_was_not_kept_has_no_buttons(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    keep = app.transcribe_and_keep

    def unkept(*about: object, **how: object) -> TranscriptRecord:
        record = keep(*about, **how)  # type: ignore[arg-type]
        return TranscriptRecord("", record.at, record.origin, "", record.transcript)

    app.transcribe_and_keep = unkept  # type: ignore[method-assign]
    assert not (await transcript(discord, guild, anna, "hello")).controls


# rating


async def test_anybody_rates_once_and_may_change_their_mind(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    shown = await transcript(discord, guild, anna, "hello")
    ben = discord.person("Ben", locale="ru")
    for deed, said in (("good", "thanks"), ("good", "known"), ("bad", "thanks"), ("bad", "known")):
        pressed = await discord.press(shown, button(shown, deed), ben)
        assert (await pressed.answer()).content == RU(f"rating-{said}", rating={"good": "👍", "bad": "👎"}[deed])
        assert pressed.ephemeral
    (record,) = kept(app, TranscriptRecord)
    assert [(said.text, said.about, said.origin.who) for said in kept(app, Feedback)] == [
        ("👎", record.id, ben.id),
    ]
    assert shown.content == "hello"


@pytest.mark.usefixtures("bot")
async def test_two_ratings_at_the_same_moment_are_one(
    discord: Loopback, guild: Guild, anna: User, app: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = await transcript(discord, guild, anna, "hello")
    keep = app.feedback
    monkeypatch.setattr(app, "feedback", lambda *said, **about: (time.sleep(0.2), keep(*said, **about)))
    for pressed in [await discord.press(shown, button(shown, "good"), anna) for _ in range(2)]:
        await pressed.answer()
    assert [said.text for said in kept(app, Feedback)] == ["👍"]


# correcting with the form


async def test_the_form_holds_the_text_and_what_is_sent_off_is_shown_and_kept(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    await transcript(discord, guild, anna, "first")
    shown = await transcript(discord, guild, anna, "one", "I *love* ewe")
    form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
    assert form.title == EN("form-correct")
    assert form.fields["text"]["value"] == "I *love* ewe"
    sent = await discord.submit(form, anna, {EN("form-correct-text"): "I *love* you @everyone"})
    assert (await sent.answer()).content == f"{EN('correct-done')}\n- ewe → you @everyone"
    assert shown.content == "**1.wav:** I \\*love\\* you @everyone"
    assert shown.asked["allowed_mentions"] == {"parse": []}
    (correction,) = kept(app, Correction)
    assert (correction.original, correction.corrected) == ("I *love* ewe", "I *love* you @everyone")
    again = await (await discord.press(shown, EN("button-correct"), anna)).modal()
    assert again.fields["text"]["value"] == "I *love* you @everyone"


async def test_of_a_long_text_the_form_holds_the_beginning_and_the_rest_stays(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    said = "мир и труд. " * 1000
    shown = await transcript(discord, guild, anna, said)
    form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
    typed = form.fields["text"]["value"]
    assert 3900 < len(typed) <= 4000
    sent = await discord.submit(form, anna, {"text": typed.replace("мир", "май", 1)})
    assert (await sent.answer()).content == f"{EN('correct-done')}\n- мир → май"
    (correction,) = kept(app, Correction)
    assert correction.corrected == said.replace("мир", "май", 1).strip()
    assert [upload.name for upload in shown.uploads] == ["transcript.txt"]
    assert shown.uploads[0].data.decode() == correction.corrected
    assert "май и труд" in shown.content


@pytest.mark.parametrize("text", ["", " a ", "a\n" * 5000, "😀" * 4001, "x" * 9000])
def test_a_form_and_the_rest_are_the_whole(text: str) -> None:
    shown, rest = editable(text)
    assert shown + rest == text.strip()
    assert len(shown.encode("utf-16-le")) // 2 <= 4000


async def test_others_may_not_correct_and_moderators_may(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    shown = await transcript(discord, guild, anna, "hello")
    ben = discord.person("Ben")
    refused = await discord.press(shown, EN("button-correct"), ben)
    assert (await refused.answer()).content == EN("correct-not-yours")
    assert refused.ephemeral
    role = await discord.role(guild, "moderators")
    await discord.give(guild, ben, role)
    await bot.shared.choices.servers.change(guild.id, roles={"moderators": frozenset({role.id})})
    form = await (await discord.press(shown, EN("button-correct"), ben)).modal()
    await discord.give(guild, ben)
    late = await discord.submit(form, ben, {"text": "goodbye"})
    assert (await late.answer()).content == EN("correct-not-yours")
    await (await discord.press(shown, EN("button-correct"), guild.owner)).modal()
    assert not kept(app, Correction)
    assert shown.content == "hello"


async def test_a_record_of_another_server_is_out_of_reach(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    shown = await transcript(discord, guild, anna, "secret")
    other = discord.guild("other", owner=anna)
    await discord.invite(other)
    elsewhere = await discord.send(other.text, "forged", author=discord.me)
    elsewhere.components = shown.components
    for deed in ("correct", "good", "redo"):
        pressed = await discord.press(elsewhere, button(elsewhere, deed), anna)
        assert EN("record-unknown") in (await pressed.answer()).content
    assert not kept(app, Feedback)


# another engine


async def test_the_only_other_engine_listens_again_at_once(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    shown = await transcript(discord, guild, anna, "one", "two")
    app.hear = lambda audio, report: f"{audio.name} again"
    pressed = await discord.press(shown, EN("button-redo"), anna)
    assert (await pressed.answer()).content == EN("redo-done", engine="beta")
    assert pressed.ephemeral
    assert shown.content == "**1.wav:** 1.wav again"
    assert app.heard[-1]["engine"] == "beta"
    *_, record = kept(app, TranscriptRecord)
    assert (record.origin.who, record.transcript.engine) == (anna.id, "beta")
    assert button(shown, "redo").split(":")[2] == record.id
    await (await discord.press(shown, EN("button-redo"), anna)).answer()
    assert app.heard[-1]["engine"] == "alpha"


async def test_of_several_other_engines_one_is_chosen_even_after_a_restart(
    discord: Loopback, guild: Guild, anna: User
) -> None:
    app = FakeApp(recognisers=("alpha", "beta", "gamma"))
    async with running(discord, app):
        shown = await transcript(discord, guild, anna, "hello")
        pressed = await discord.press(shown, EN("button-redo"), anna)
        menu = await pressed.answer()
        assert pressed.ephemeral
        assert [option["value"] for option in menu.controls[0]["options"]] == ["beta", "gamma"]
    async with running(discord, app):
        app.hear = lambda audio, report: "heard by another"
        chosen = await discord.choose(menu, EN("redo-choose"), anna, "gamma")
        assert (await chosen.answer()).content == EN("redo-done", engine="gamma")
        assert shown.content == "heard by another"


async def test_what_cannot_be_made_anew_is_said_and_the_transcript_stays(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot, app: FakeApp
) -> None:
    shown = await transcript(discord, guild, anna, "hello")

    def fail(audio: Audio, report: Report) -> str:
        raise EngineFailed("beta broke /tmp/secret")

    app.hear = fail
    pressed = await discord.press(shown, EN("button-redo"), anna)
    assert EN("error-engine-failed") in (await pressed.answer()).content
    stranger = await discord.press(shown, EN("button-redo"), discord.person("Ben"))
    assert (await stranger.answer()).content == EN("correct-not-yours")
    await discord.delete(guild.text.messages[str(shown.reply_to)])
    gone = await discord.press(shown, EN("button-redo"), anna)
    assert (await gone.answer()).content == EN("message-gone")
    await bot.shared.choices.servers.change(guild.id, engines=("alpha",))
    alone = await discord.press(shown, EN("button-redo"), anna)
    assert (await alone.answer()).content == EN("redo-no-other")
    assert shown.content == "hello"


async def test_a_server_with_one_engine_is_offered_no_other(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    await bot.shared.choices.servers.change(guild.id, engines=("beta",))
    shown = await transcript(discord, guild, anna, "hello")
    assert EN("button-redo") not in [control.get("label") for control in shown.controls]


async def test_everything_works_after_a_restart_of_the_bot(
    discord: Loopback, guild: Guild, anna: User, app: FakeApp
) -> None:
    async with running(discord, app):
        shown = await transcript(discord, guild, anna, "hello")
        form = await (await discord.press(shown, EN("button-correct"), anna)).modal()
    async with running(discord, app):
        rated = await discord.press(shown, button(shown, "good"), anna)
        assert (await rated.answer()).content == EN("rating-thanks", rating="👍")
        sent = await discord.submit(form, anna, {"text": "hello you"})
        await sent.answer()
        assert shown.content == "hello you"
        app.hear = lambda audio, report: "again"
        await (await discord.press(shown, EN("button-redo"), anna)).answer()
        assert shown.content == "again"


async def test_the_client_remembers_no_view_of_a_transcript(
    discord: Loopback, guild: Guild, anna: User, bot: HypotezBot
) -> None:
    """A bot that answers for months would hold one for every answer."""
    for _ in range(3):
        await transcript(discord, guild, anna, "hello")
    store = bot._connection._view_store
    assert not store._views
    assert not store._synced_message_views
    assert not store._modals

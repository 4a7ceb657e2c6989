"""Feedback and personal data, by the real client against the loopback Discord, kept in a database of this machine."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord import confirming
from hypotez.entrypoints.discord.handing import pieces
from hypotez.entrypoints.texts import Texts
from hypotez.ports.errors import StorageError
from hypotez.ports.settings import PersonSettings
from hypotez.ports.storage import Feedback, Origin
from tests.e2e.loopback import Callback, Guild
from tests.e2e.loopback.mentions import pings
from tests.e2e.loopback.scene import WAYS, Scene, scene

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever the bot does on the event loop and blocks there raises an error."""
    with blockbuster_ctx(scanned_modules=[bot]) as blockbuster:
        yield blockbuster


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Scene]:
    def make(_: Guild) -> App:
        return App(Config.model_validate({"storage": {"data": str(tmp_path / "data")}}))

    async with scene(make) as here:
        yield here
        here.app.close()


def said(here: Scene, **of: str) -> list[str]:
    """What feedback there is."""
    return [record.text for record in here.app.records.list(Feedback, **of)]


def refuse(*_: object, **__: object) -> None:
    raise StorageError("The disk is full.")


@pytest.mark.parametrize("way", WAYS)
async def test_feedback_is_kept_with_who_and_where_and_thanked_for(here: Scene, way: str) -> None:
    answer = await here.ask(here.anna, way, "feedback", text="it is **good** @everyone")
    assert answer.content == EN("feedback-thanks")
    assert answer.ephemeral is (way == "slash")
    (kept,) = here.app.records.list(Feedback)
    assert kept.text == "it is **good** @everyone"
    assert kept.origin == Origin(here.guild.id, here.anna.id, here.guild.text.id)


@pytest.mark.parametrize("way", WAYS)
async def test_feedback_is_taken_in_private_too(here: Scene, way: str) -> None:
    private = here.discord.direct(here.anna)
    assert (await here.ask(here.anna, way, "feedback", place=private, text="good")).content == EN("feedback-thanks")
    assert said(here, scope=f"dm:{private.id}") == ["good"]


async def test_feedback_without_words_is_asked_for_in_a_form(here: Scene) -> None:
    form = await (await here.discord.slash(here.guild.text, here.boris, "feedback")).modal()
    assert form.title == RU("feedback-title")
    assert not here.bot._connection._view_store._modals, "forms that nobody sends off fill no memory"
    sent = await here.discord.submit(form, here.boris, {RU("feedback-label"): "хорошо"})
    assert (await sent.answer()).content == RU("feedback-thanks")
    assert sent.ephemeral
    assert said(here, who=here.boris.id) == ["хорошо"]
    told = (await here.type(here.boris, "!feedback")).content
    assert "!feedback" in told
    assert said(here) == ["хорошо"]


async def test_feedback_that_cannot_be_kept_is_told_in_the_form_too(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here.app, "feedback", refuse)
    form = await (await here.discord.slash(here.guild.text, here.anna, "feedback")).modal()
    sent = await here.discord.submit(form, here.anna, {EN("feedback-label"): "good"})
    assert EN("error-storage") in (await sent.answer()).content
    assert EN("error-storage") in (await here.ask(here.anna, "prefix", "feedback", text="good")).content


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001])
async def test_feedback_that_is_none_is_refused(here: Scene, text: str) -> None:
    answer = await here.ask(here.anna, "slash", "feedback", text=text)
    longest = EN("text-too-long", length=len(text), longest=10_000)
    assert answer.content == (longest if text.strip() else EN("text-empty"))
    assert said(here) == []


@settings(max_examples=5)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=20, max_size=20))
def test_whatever_people_say_is_kept_as_it_is_or_refused_and_shown_without_pinging(texts: list[str]) -> None:
    kept = []

    async def hold() -> None:
        async with scene(make_in_memory) as here:
            for text in texts:
                answer = await here.ask(here.discord.person("Eve"), "slash", "feedback", text=text)
                if answer.content == EN("feedback-thanks"):
                    kept.append(text.strip())
                else:
                    assert answer.content == EN("text-empty")
            assert [text.strip() for text in said(here)] == kept
            if said(here):
                asked = await here.discord.slash(here.guild.text, here.owner, "feedbacks")
                assert not pings(await asked.answer())
            here.app.close()

    asyncio.run(hold())


def make_in_memory(_: Guild) -> App:
    return App(Config.model_validate({"storage": {"url": "sqlite://"}}))


@pytest.mark.parametrize("way", WAYS)
async def test_moderators_see_the_latest_feedback_of_their_server_only(here: Scene, way: str) -> None:
    assert (await here.ask(here.owner, way, "feedbacks")).content == EN("feedbacks-none")
    here.app.feedback("elsewhere", origin=Origin("1", "2", "3"))
    for number in range(12):
        here.app.feedback(
            f"**n{number}**\n# <@{here.owner.id}> {'word ' * 100}", origin=Origin(here.guild.id, "77", "")
        )
    if way == "slash":
        asked = await here.discord.slash(here.guild.text, here.owner, "feedbacks")
        shown = [await asked.answer(), await asked.answer()]
        assert all(message.ephemeral for message in shown)
    else:
        shown = [await here.type(here.owner, "!feedbacks"), await here.discord.wait_message(here.guild.text)]
    told = "\n".join(message.content for message in shown)
    assert told.startswith(EN("feedbacks-latest"))
    assert [line.split()[3] for line in told.splitlines()[1:]] == [rf"\*\*n{number}\*\*" for number in range(11, 1, -1)]
    assert "elsewhere" not in told
    assert rf"\<@{here.owner.id}>" in told
    assert not any(pings(message) for message in shown)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format", ["csv", "jsonl"])
async def test_moderators_have_all_feedback_as_a_file(here: Scene, way: str, format: str) -> None:
    here.app.feedback("=1+1", origin=Origin(here.guild.id, "77", ""))
    here.app.feedback("elsewhere", origin=Origin("1", "2", "3"))
    answer = await here.ask(here.owner, way, "feedbacks", format=format)
    assert answer.content == EN("feedbacks-file")
    (upload,) = answer.uploads
    assert (upload.name, upload.data.decode()) == (
        f"feedback.{format}",
        "".join(here.app.export("feedback", format, here.guild.id)),
    )
    assert b"elsewhere" not in upload.data
    assert answer.ephemeral is (way == "slash")


@pytest.mark.parametrize("way", WAYS)
async def test_feedback_is_shown_to_moderators_only(here: Scene, way: str) -> None:
    here.app.feedback("secret", origin=Origin(here.guild.id, "77", ""))
    assert (await here.ask(here.anna, way, "feedbacks")).content == EN("rights-missing")
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"moderators": frozenset({here.helpers.id})})
    assert "secret" in (await here.ask(here.anna, way, "feedbacks")).content
    private = here.discord.direct(here.anna)
    assert (await here.type(here.anna, "!feedbacks", private)).content == EN("rights-private")


def remember(here: Scene) -> None:
    """Have something kept about Anna, on two servers, and about somebody else."""
    here.app.feedback("mine", origin=Origin(here.guild.id, here.anna.id, ""))
    here.app.feedback("mine elsewhere", origin=Origin("1", here.anna.id, ""))
    here.app.feedback("another's", origin=Origin(here.guild.id, here.boris.id, ""))
    here.app.settings.keep_person(here.anna.id, PersonSettings(language="en"))


async def test_by_slash_a_person_alone_sees_what_is_kept(here: Scene) -> None:
    remember(here)
    answer = await here.ask(here.anna, "slash", "mydata export")
    assert answer.ephemeral
    assert_all(here, answer.uploads[0].data)


async def test_by_prefix_it_comes_in_a_private_message(here: Scene) -> None:
    remember(here)
    assert (await here.type(here.anna, "!mydata export")).content == EN("mydata-sent")
    letter = await here.discord.wait_message(here.discord.direct(here.anna))
    assert letter.content == EN("mydata-export")
    assert_all(here, letter.uploads[0].data)


async def test_in_a_private_message_it_is_the_answer(here: Scene) -> None:
    remember(here)
    assert_all(here, (await here.type(here.anna, "!mydata export", here.discord.direct(here.anna))).uploads[0].data)


def assert_all(here: Scene, data: bytes) -> None:
    records = [json.loads(line) for line in data.decode().splitlines()]
    assert {record.get("text") for record in records if record["kind"] == "feedback"} == {"mine", "mine elsewhere"}
    assert [record["language"] for record in records if record["kind"] == "settings"] == ["en"]
    assert data.decode() == "".join(here.app.export_mine(here.anna.id))


async def test_who_takes_no_private_messages_is_told_the_other_way(here: Scene) -> None:
    remember(here)
    here.discord.faults.fail("POST", "/users/@me/channels$", 403)
    assert (await here.type(here.anna, "!mydata export")).content == EN("mydata-no-private-messages")


@pytest.mark.parametrize("way", WAYS)
async def test_of_whom_nothing_is_kept_that_is_said(here: Scene, way: str) -> None:
    assert (await here.ask(here.anna, way, "mydata export")).content == EN("mydata-nothing")


async def test_what_is_too_much_for_one_file_comes_in_several(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(here)
    monkeypatch.setattr("hypotez.entrypoints.discord.commands.people.largest", lambda _: 300)
    asked = await here.discord.slash(here.guild.text, here.anna, "mydata export")
    sent = [(await asked.answer()).uploads[0] for _ in range(2)]
    assert [upload.name for upload in sent] == ["mydata.jsonl", "mydata-2.jsonl"]
    assert_all(here, b"".join(upload.data for upload in sent))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))), st.integers(1, 50))
def test_files_are_full_and_hold_every_line(lines: list[str], most: int) -> None:
    found = list(pieces(lines, most))
    assert b"".join(found) == "".join(lines).encode()
    assert all(0 < len(piece) <= most for piece in found)


@pytest.mark.parametrize("way", WAYS)
async def test_a_person_is_forgotten_once_they_have_pressed_the_button(here: Scene, way: str) -> None:
    remember(here)
    question = await here.ask(here.anna, way, "mydata forget")
    assert question.content == EN("mydata-forget-question")
    assert question.ephemeral is (way == "slash")
    assert len(said(here)) == 3
    await here.discord.press(question, EN("mydata-forget"), here.anna)
    await here.discord.until(lambda: question.content != EN("mydata-forget-question"))
    assert question.content == EN("mydata-forgotten", count=2)
    assert not question.controls
    assert said(here) == ["another's"]
    assert await here.bot.shared.choices.people.get(here.anna.id) == PersonSettings()


async def test_yes_is_heard_before_the_bot_knows_that_the_button_is_shown(here: Scene) -> None:
    known = asyncio.Event()
    here.discord.faults.late = {("POST", "/messages$"): known}
    await here.discord.send(here.guild.text, "!mydata forget", author=here.anna)
    question = await here.discord.wait_message(here.guild.text)
    pressed = await here.discord.press(question, EN("mydata-forget"), here.anna)
    assert await pressed.first() is Callback.DEFERRED_UPDATE
    assert (await pressed.answer()).content == EN("mydata-forgotten", count=0)
    known.set()


async def test_yes_counts_once_and_not_after_a_restart(here: Scene) -> None:
    remember(here)
    question = await here.type(here.anna, "!mydata forget")
    first, second = [await here.discord.press(question, EN("mydata-forget"), here.anna) for _ in range(2)]
    assert (await first.answer()).content == EN("mydata-forgotten", count=2)
    assert (await second.answer()).content == EN("confirm-over")
    question = await here.type(here.anna, "!mydata forget")
    here.bot.shared.questions.clear()  # as a new process begins
    late = await here.discord.press(question, EN("mydata-forget"), here.anna)
    assert (await late.answer()).content == EN("confirm-over")
    assert late.ephemeral


async def test_nobody_else_can_have_a_person_forgotten(here: Scene) -> None:
    remember(here)
    question = await here.type(here.anna, "!mydata forget")
    for other, texts in ((here.owner, EN), (here.boris, RU)):
        pressed = await here.discord.press(question, EN("mydata-forget"), other)
        assert (await pressed.answer()).content == texts("confirm-not-yours")
        assert pressed.ephemeral
    assert len(said(here)) == 3
    assert question.controls


async def test_a_question_that_nobody_answers_is_taken_back(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "PATIENCE", 0.05)
    question = await here.type(here.anna, "!mydata forget")
    await here.discord.until(lambda: not question.controls)
    assert question.content == EN("confirm-too-late")


async def test_forgetting_that_fails_is_told(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here.app, "forget", refuse)
    question = await here.type(here.anna, "!mydata forget")
    pressed = await here.discord.press(question, EN("mydata-forget"), here.anna)
    assert await pressed.first() is Callback.DEFERRED_UPDATE
    assert EN("error-storage") in (await pressed.answer()).content
    monkeypatch.undo()
    again = await here.discord.press(question, EN("mydata-forget"), here.anna)
    assert (await again.answer()).content == EN("mydata-forgotten", count=0), "one may try again"


async def test_the_commands_about_ones_data_are_named(here: Scene) -> None:
    assert (await here.type(here.anna, "!mydata")).content == EN("mydata-usage", prefix="!")
    told = (await here.type(here.anna, "!help mydata")).content
    assert "!mydata export" in told
    assert "!mydata forget" in told

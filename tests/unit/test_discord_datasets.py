"""Datasets, versions and doubtful rows, by the real client against the loopback Discord."""

import csv
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.discord.messages import plain
from hypotez.entrypoints.texts import Texts
from hypotez.ports.storage import Origin
from tests.e2e.loopback import Message, Upload
from tests.e2e.loopback.scene import WAYS, Scene, scene
from tests.lessons import LINES, app_in, labels, origin, trained

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
ROWS = len(LINES.splitlines())


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever the bot does on the event loop and blocks there raises an error."""
    with blockbuster_ctx(scanned_modules=[bot]) as blockbuster:
        yield blockbuster


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(lambda _: app_in(tmp_path)) as here:
        yield here
        here.app.close()


def rows(count: int) -> str:
    return EN("learning-rows", count=count)


@pytest.mark.parametrize("way", WAYS)
async def test_rows_are_added_to_a_new_dataset_shown_and_removed(here: Scene, way: str) -> None:
    if way == "slash":
        added = await here.ask(here.owner, way, "dataset add", file=Upload("a.txt", LINES.encode()), name="Home")
    else:
        added = await here.type(here.owner, f"!dataset add home\n{LINES[:1800].rpartition(chr(10))[0]}")
    there = here.app.learning.data.describe("home", here.guild.id)
    assert added.content == EN("dataset-added", new=there.change.rows, name="home", rows=rows(there.change.rows))
    shown = (await here.ask(here.owner, way, "dataset show", name="home")).content
    assert shown.startswith(f"home: {rows(there.change.rows)}")
    assert "kept for testing" in shown
    await here.ask(here.owner, way, "select_dataset", name="home")
    timers = there.statistics.labels["timer"]
    gone = (await here.ask(here.owner, way, "dataset remove", what="label", value="timer")).content
    left = rows(there.change.rows - timers)
    assert gone == EN("dataset-removed", count=timers, name="home", rows=left)
    missing = (await here.ask(here.owner, way, "dataset remove", what="label", value="timer")).content
    assert missing == EN("dataset-row-unknown")
    history = (await here.ask(here.owner, way, "dataset history")).content.splitlines()
    assert [line[0] for line in history] == ["2", "1"]
    assert f"{timers} removed" in history[0]


@pytest.mark.parametrize(("way", "key"), [("prefix", "rows-missing"), ("slash", "rows-missing-slash")])
async def test_whoever_adds_nothing_is_told_what_can_be_added(here: Scene, way: str, key: str) -> None:
    assert (await here.ask(here.owner, way, "dataset add")).content == EN(key)


async def give(here: Scene, typed: str, file: str) -> str:
    """The first answer to a command of the owner, with a file if there is one."""
    files = [Upload("a.txt", file.encode())] if file else []
    await here.discord.send(here.guild.text, typed, files, author=here.owner)
    return (await here.discord.wait_message(here.guild.text)).content


@pytest.mark.parametrize(
    ("typed", "file", "name", "count"),
    [
        ("other ```x: one two\ny: three```", "", "other", 2),
        ("commands ```x: one```", "", "commands", 81),
        ("other\n```\nx: one\n```", "", "other", 1),
        ("other leave-out", "x: one\n: nothing", "other", 1),
        ("other leave-out\nx: one\n: nothing", "", "other", 1),
        ("leave-out", "x: one\n: nothing", "main", 1),
        ("other", "x: one", "other", 1),
        ("x: one two", "", "main", 1),
        ("```x: one```", "", "main", 1),
        ('{"text": "one", "label": "x"}', "", "main", 1),
        ("text,label\none,x", "", "main", 1),
    ],
)
async def test_rows_go_where_they_are_sent(here: Scene, typed: str, file: str, name: str, count: int) -> None:
    told = await give(here, f"!dataset add {typed}", file)
    assert f"{EN('learning-rows', count=count)}" in told
    there = here.app.learning.data
    assert set(there.names(here.guild.id)) == {"commands", name}
    assert there.describe(name, here.guild.id).change.rows == count


@pytest.mark.parametrize(
    ("typed", "file", "words"),
    [
        ("two words ```x: one```", "", "two words"),
        ("x: one ```y: two```", "", "x: one"),
        ("other x: one two", "", "other x"),
        ("two words", "x: one", "two words"),
        ("leave-out other", "x: one", "other"),
        ("two words\nx: one\ny: two", "", "two words"),
    ],
)
async def test_rows_beside_words_that_may_be_a_name_are_refused(here: Scene, typed: str, file: str, words: str) -> None:
    told = await give(here, f"!dataset add {typed}", file)
    assert told.startswith(EN("words-unplaced", words=words))
    assert "`!dataset add [file] [name] [leave_out] [data]`" in told
    assert here.app.learning.data.names(here.guild.id) == ("commands",)


async def test_below_the_command_no_line_is_a_name(here: Scene) -> None:
    await here.type(here.owner, "!dataset add\nother\nx: one\ny: two")
    assert here.app.learning.data.names(here.guild.id) == ("commands",)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format", ["csv", "jsonl"])
async def test_all_rows_come_as_a_file(here: Scene, way: str, format: str) -> None:
    here.app.learning.data.add(LINES, dataset="home", origin=origin(here))
    answer = await here.ask(here.owner, way, "dataset export", format=format, name="home")
    (upload,) = answer.uploads
    assert upload.name == f"home.{format}"
    assert upload.data.decode() == "".join(here.app.learning.data.export("home", format, scope=here.guild.id))
    assert answer.ephemeral is (way == "slash")


@pytest.mark.parametrize("way", WAYS)
async def test_a_dataset_is_deleted_once_that_is_confirmed(here: Scene, way: str) -> None:
    here.app.learning.data.add(LINES, dataset="home", origin=origin(here))
    question = await here.ask(here.owner, way, "dataset delete", name="home")
    assert question.content == EN("dataset-delete-question", name="home", rows=rows(ROWS))
    assert "home" in here.app.learning.data.names(here.guild.id)
    await here.discord.press(question, EN("dataset-delete"), here.owner)
    await here.discord.until(lambda: not question.controls)
    assert question.content == EN("dataset-deleted", name="home")
    assert "home" not in here.app.learning.data.names(here.guild.id)


async def test_a_deleted_dataset_that_was_selected_is_so_no_longer(here: Scene) -> None:
    here.app.learning.data.add(LINES, origin=origin(here))
    here.app.learning.data.add(LINES, dataset="home", origin=origin(here))
    await here.type(here.owner, "!select_dataset home")
    question = await here.type(here.owner, "!dataset delete home")
    await here.discord.press(question, EN("dataset-delete"), here.owner)
    await here.discord.until(lambda: not question.controls)
    assert question.content.endswith(EN("dataset-unselected", name="main", rows=rows(ROWS)))
    assert here.app.learning.data.selected(here.guild.id) == "main"
    assert (await here.bot.shared.choices.servers.get(here.guild.id)).dataset is None


async def test_a_dataset_that_all_share_cannot_be_deleted_and_that_is_said(here: Scene) -> None:
    question = await here.type(here.owner, "!dataset delete commands")
    await here.discord.press(question, EN("dataset-delete"), here.owner)
    await here.discord.until(lambda: not question.controls)
    assert "shared by all" in question.content


@pytest.mark.parametrize("group", ["dataset", "models"])
async def test_the_commands_of_a_group_are_named(here: Scene, group: str) -> None:
    assert (await here.type(here.owner, f"!{group}")).content == EN(f"{group}-usage", prefix="!")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "name", ["dataset show", "dataset export", "dataset history", "models list", "models jobs", "models card", "review"]
)
async def test_only_those_may_who_train(here: Scene, way: str, name: str) -> None:
    trained(here)
    assert (await here.ask(here.anna, way, name)).content == EN("rights-missing")
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"trainers": frozenset({here.helpers.id})})
    assert (await here.ask(here.anna, way, name)).content != EN("rights-missing")


# versions


@pytest.mark.parametrize("way", WAYS)
async def test_versions_are_listed_compared_and_rolled_back(here: Scene, way: str) -> None:
    await on(here)
    assert (await here.ask(here.owner, way, "models list")).content == EN("version-none")
    first, second = trained(here), trained(here)
    one, other = (await here.ask(here.owner, way, "models list")).content.splitlines()
    assert one.startswith(second)
    assert one.endswith("this one answers")
    assert other.startswith(first)
    compared = (await here.ask(here.owner, way, "models compare", new=second, old=first)).content
    assert compared.count(first) == 2
    assert compared.count(second) == 1
    back = (await here.ask(here.owner, way, "models rollback")).content
    assert back == EN("version-promoted", id=first)
    assert here.app.learning.models.current("main", here.guild.id).id == first
    none = (await here.ask(here.owner, way, "models rollback")).content
    assert none == EN("models-no-parent", id=first, prefix="/" if way == "slash" else "!")
    forward = (await here.ask(here.owner, way, "models promote", version=second)).content
    assert forward == EN("version-promoted", id=second)
    assert (await here.ask(here.owner, way, "models promote", version="nonsense")).content == EN("version-unknown")
    assert await here.offered(here.owner, "models promote", "version") == [second, first]


async def on(here: Scene) -> None:
    """Let messages be answered."""
    await here.bot.shared.choices.servers.change(here.guild.id, learning=True)


async def test_a_version_answers_only_where_messages_are_answered_and_its_dataset_is_selected(here: Scene) -> None:
    first, second = trained(here), trained(here, "home")
    off = (await here.type(here.owner, f"!models promote {first}")).content
    assert off == EN("version-current", id=first, dataset="main") + "\n" + EN("answers-off", prefix="!")
    assert "this one answers" not in (await here.type(here.owner, "!models list")).content
    await on(here)
    for command in ("promote", "rollback"):
        other = (await here.type(here.owner, f"!models {command} {second}")).content
        why = plain(EN("answers-other", selected="main", dataset="home", prefix="!"))
        assert other == EN("version-current", id=second, dataset="home") + "\n" + why
    listed = (await here.type(here.owner, "!models list")).content.splitlines()
    assert [line.rpartition("; ")[2] for line in listed] == ["current", "this one answers"]
    question = await here.type(here.owner, f"!models delete {second}")
    assert question.content == EN("version-delete-kept", id=second, dataset="home")
    question = await here.type(here.owner, f"!models delete {first}")
    assert question.content == EN("version-delete-current", id=first)


async def test_where_no_version_is_promoted_there_is_none_to_roll_back_to(here: Scene) -> None:
    trained(here)
    second = trained(here)
    here.app.learning.models.delete(second, here.guild.id)
    told = (await here.type(here.owner, "!models rollback")).content
    assert told == EN("models-none-current", dataset="main", prefix="!")


@pytest.mark.parametrize("way", WAYS)
async def test_a_card_tells_what_a_version_is(here: Scene, way: str) -> None:
    version = trained(here)
    answer = await here.ask(here.owner, way, "models card")
    (upload,) = answer.uploads
    assert upload.name == f"{version}.md"
    assert upload.data.decode().startswith(f"# {EN('card-title', id=version)}")


@pytest.mark.parametrize("way", WAYS)
async def test_a_version_is_deleted_once_that_is_confirmed(here: Scene, way: str) -> None:
    version = trained(here)
    await on(here)
    question = await here.ask(here.owner, way, "models delete", version=version)
    assert question.content == EN("version-delete-current", id=version)
    await here.discord.press(question, EN("dataset-delete"), here.owner)
    await here.discord.until(lambda: not question.controls)
    assert question.content == EN("version-deleted", id=version)
    assert here.app.learning.models.list(here.guild.id) == ()


@pytest.mark.parametrize("way", WAYS)
async def test_a_version_goes_out_as_a_file_and_comes_in_again(here: Scene, way: str) -> None:
    version = trained(here)
    (upload,) = (await here.ask(here.owner, way, "models export")).uploads
    assert upload.name == f"{version}.zip"

    async def brought(data: bytes) -> Message:
        file = Upload("model.zip", data)
        if way == "slash":
            answer: Message = await here.ask(here.owner, way, "models import", file=file)
            return answer
        await here.discord.send(here.guild.text, "!models import", [file], author=here.owner)
        return await here.discord.wait_message(here.guild.text)

    told = (await brought(upload.data)).content
    taken = here.app.learning.models.latest(here.guild.id)
    assert told == EN("version-taken", id=taken.id)
    assert here.app.learning.models.current("main", here.guild.id).id == version
    hostile = (await brought(upload.data[:-50] + b"x" * 50)).content
    assert hostile == EN("model-foreign")


# review


def doubted(here: Scene) -> list[str]:
    """The texts that the model doubts, after it has learned two rows with wrong labels."""
    here.app.learning.data.add("music: set a timer for nine minutes", origin=origin(here))
    here.app.learning.data.add("weather: start a timer for two minutes now", origin=origin(here))
    trained(here)
    return [one.kept.example.text for one in here.app.learning.review(here.guild.id, "main", most=5)]


async def reviewed(here: Scene, way: str, count: int) -> list[Message]:
    if way == "slash":
        asked = await here.discord.slash(here.guild.text, here.owner, "review")
        return [await asked.answer() for _ in range(count)]
    await here.discord.send(here.guild.text, "!review", author=here.owner)
    return [await here.discord.wait_message(here.guild.text) for _ in range(count)]


def labelled(here: Scene) -> dict[str, str]:
    lines = here.app.learning.data.export("main", "csv", scope=here.guild.id)
    return {row["text"]: row["label"] for row in csv.DictReader(io.StringIO("".join(lines)))}


@pytest.mark.parametrize("way", WAYS)
async def test_each_row_is_kept_changed_or_dropped_with_a_click(here: Scene, way: str) -> None:
    texts = doubted(here)
    assert len(texts) >= 2
    first, second, *_ = await reviewed(here, way, len(texts))
    assert labels(first) == [EN(f"button-review-{deed}") for deed in ("keep", "change", "drop")]
    assert texts[0] in first.content
    refused = await here.discord.press(first, EN("button-review-drop"), here.anna)
    assert (await refused.answer()).content == EN("rights-missing")
    form = await (await here.discord.press(first, EN("button-review-change"), here.owner)).modal()
    assert "weather" in str(form.components)
    await here.discord.submit(form, here.owner, {EN("form-relabel-text"): "timer"})
    await here.discord.until(lambda: not first.controls)
    assert first.content.endswith(EN("review-changed", label="timer"))
    assert labelled(here)[texts[0]] == "timer"
    await here.discord.press(second, EN("button-review-drop"), here.owner)
    await here.discord.until(lambda: not second.controls)
    assert texts[1] not in labelled(here)
    left = [one.kept.example.text for one in here.app.learning.review(here.guild.id, "main", most=5)]
    assert not {texts[0], texts[1]} & set(left)


async def test_a_row_that_is_kept_is_doubted_no_more(here: Scene) -> None:
    texts = doubted(here)
    first, *_ = await reviewed(here, "prefix", len(texts))
    before = labelled(here)
    await here.discord.press(first, EN("button-review-keep"), here.owner)
    await here.discord.until(lambda: not first.controls)
    assert first.content.endswith(EN("review-kept-row"))
    assert labelled(here) == before
    assert texts[0] not in [one.kept.example.text for one in here.app.learning.review(here.guild.id, "main")]


async def test_a_row_that_is_gone_is_told(here: Scene) -> None:
    texts = doubted(here)
    first, *_ = await reviewed(here, "prefix", len(texts))
    here.app.learning.data.remove(texts=[texts[0]], origin=Origin(here.guild.id))
    pressed = await here.discord.press(first, EN("button-review-keep"), here.owner)
    assert (await pressed.answer()).content == EN("dataset-row-gone")
    here.app.learning.data.delete("main", here.guild.id)
    pressed = await here.discord.press(first, EN("button-review-keep"), here.owner)
    assert (await pressed.answer()).content == EN("review-gone")


async def test_what_nobody_has_trained_is_not_doubted(here: Scene) -> None:
    assert (await here.type(here.owner, "!review")).content == EN("version-untrained", name="main")

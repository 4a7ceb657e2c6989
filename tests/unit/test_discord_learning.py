"""Training and testing, by the real client against the loopback Discord, with a real learner and database."""

import csv
import io
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.discord.learning.given import unfenced
from hypotez.entrypoints.discord.learning.words import Unplaced
from hypotez.entrypoints.discord.messages import plain
from hypotez.entrypoints.learning.learning import TRAIN
from hypotez.entrypoints.texts import Texts
from hypotez.ports.jobs import Job, JobState
from hypotez.ports.progress import Progress, Report
from hypotez.ports.testing.labelled_texts import EXAMPLES
from tests.e2e.loopback import Message, Upload
from tests.e2e.loopback.scene import WAYS, Scene, scene
from tests.lessons import LINES, app_in, labels, origin, trained

EN, RU = Texts.for_language("en"), Texts.for_language("ru")


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


async def give(here: Scene, content: str, *files: Upload) -> Message:
    """The first answer to a message of the owner with files."""
    await here.discord.send(here.guild.text, content, files, author=here.owner)
    return await here.discord.wait_message(here.guild.text)


async def ended(here: Scene, shown: Message, key: str = "") -> Job:
    """The latest job, once `shown` tells what came of it."""

    def over() -> bool:
        return EN(key) in labels(shown) if key else not shown.controls

    await here.discord.until(over)
    return latest(here)


def latest(here: Scene) -> Job:
    return next(iter(here.app.learning.jobs.list(here.guild.id)))


def waiting(here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let trainings tell how far they are, and end only when they are stopped."""

    def work(job: Job, report: Report) -> str:
        while True:
            report(Progress("learning", 1, 4, "rounds"))
            time.sleep(0.02)

    monkeypatch.setattr(here.app.learning.jobs, "_work", {TRAIN: work})


@pytest.mark.parametrize("way", WAYS)
async def test_from_a_file_to_a_version_that_answers(here: Scene, way: str) -> None:
    file = Upload("home.txt", LINES.encode())
    if way == "slash":
        shown = await here.ask(here.owner, way, "train", file=file)
    else:
        shown = await give(here, "!train", file)
    job = await ended(here, shown)
    assert job.state is JobState.DONE
    version = here.app.learning.models.get(job.result, here.guild.id)
    assert here.app.learning.models.current("main", here.guild.id) == version
    assert EN("dataset-added", new=len(EXAMPLES), name="main", rows=EN("learning-rows", count=len(EXAMPLES))) in (
        shown.content
    )
    assert version.id in shown.content
    assert "timer" in here.app.learning.answer("set a timer", here.guild.id).text


async def test_the_answer_comes_at_once_and_is_kept_up_to_date_until_it_is_stopped(
    here: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.app.learning.data.add(LINES, origin=origin(here))
    waiting(here, monkeypatch)
    shown = await here.type(here.owner, "!train")
    job = latest(here)
    assert EN("train-begun", id=job.id) in shown.versions[0].content
    began = time.monotonic()
    await here.discord.until(lambda: "25 %" in shown.content)
    seen = shown.content
    await here.discord.until(lambda: shown.content != seen)
    assert len(shown.versions) - 1 <= (time.monotonic() - began) / 2 + 1, "Discord allows few edits"
    assert EN("stage-learning") in shown.content
    busy = await here.type(here.owner, "!train")
    assert busy.content == EN("job-busy", id=job.id)
    stranger = await here.discord.press(shown, EN("button-job-cancel"), here.anna)
    assert (await stranger.answer()).content == EN("rights-missing")
    await here.discord.press(shown, EN("button-job-cancel"), here.owner)
    await ended(here, shown)
    assert EN("train-cancelled", id=job.id) in shown.content
    assert latest(here).state is JobState.CANCELLED


async def test_what_was_interrupted_is_told_and_run_again_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene(lambda _: app_in(tmp_path)) as here:
        here.app.learning.data.add(LINES, origin=origin(here))
        waiting(here, monkeypatch)
        shown = await here.type(here.owner, "!train")
        job = latest(here)
        await here.bot.shared.underway.finish(0.1)
        await ended(here, shown, "button-job-again")
        assert EN("train-interrupted", id=job.id) in shown.content
        here.app.close()
        here.bot.shared.app = here.app = app_in(tmp_path)
        here.bot.shared.underway.__init__()  # type: ignore[misc]
        assert latest(here).state is JobState.INTERRUPTED
        refused = await here.discord.press(shown, EN("button-job-again"), here.anna)
        assert (await refused.answer()).content == EN("rights-missing")
        pressed = await here.discord.press(shown, EN("button-job-again"), here.owner)
        again = await pressed.answer()
        if not again.versions[0].content.startswith(EN("train-begun", id=latest(here).id)):
            again = await pressed.answer()
        assert (await ended(here, again)).state is JobState.DONE
        assert latest(here).id != job.id
        here.app.close()


async def test_all_files_of_a_message_are_added(here: Scene) -> None:
    lines = LINES.splitlines()
    files = [Upload(f"{place}.txt", "\n".join(lines[place::2]).encode()) for place in range(2)]
    assert (await ended(here, await give(here, "!train", *files))).state is JobState.DONE
    assert here.app.learning.data.describe("main", here.guild.id).statistics.rows == len(EXAMPLES)
    assert len(here.app.learning.data.history("main", here.guild.id)) == 1


async def test_of_several_files_all_are_added_or_none(here: Scene) -> None:
    files = [Upload("good.txt", LINES.encode()), Upload("poor.txt", b"timer: wake me\nno label here\n")]
    told = (await give(here, "!train", *files)).content
    assert EN("dataset-row-of", line=2, file="poor.txt", reason=EN("row-no-label", count=0)) in told
    assert "main" not in here.app.learning.data.names(here.guild.id)


async def test_whoever_trains_anew_is_told_that_the_last_time_was_interrupted(
    here: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.app.learning.data.add(LINES, origin=origin(here))
    waiting(here, monkeypatch)
    job = here.app.learning.train(origin(here))
    here.app.learning.close()
    here.bot.shared.app = here.app = app_in(tmp_path)
    shown = await here.type(here.owner, "!train")
    assert shown.content.startswith(EN("train-interrupted-before", id=job.id))
    assert (await ended(here, shown)).state is JobState.DONE


async def test_who_trains_learns_what_keeps_the_new_version_from_answering(here: Scene) -> None:
    await give(here, f"!dataset add home\n{LINES[:1800].rpartition(chr(10))[0]}")
    chosen = (await here.type(here.owner, "!select_dataset home")).content.splitlines()
    assert chosen[1:3] == [EN("dataset-untrained"), EN("answers-off", prefix="!")]
    shown = await here.type(here.owner, "!train")
    await ended(here, shown)
    assert "answers from now on" not in shown.content
    assert shown.content.endswith(EN("answers-off", prefix="!"))
    await here.bot.shared.choices.servers.change(here.guild.id, learning=True)
    version = latest(here).result
    chosen = (await here.type(here.owner, "!select_dataset home")).content.splitlines()
    assert chosen[1] == EN("dataset-answers", id=version)
    shown = await here.type(here.owner, "!train")
    await ended(here, shown)
    assert "answers from now on" in shown.content


@pytest.mark.parametrize("way", WAYS)
async def test_text_in_the_message_is_data_too(here: Scene, way: str) -> None:
    if way == "slash":
        shown = await here.ask(here.owner, way, "train", learner="sklearn", data="timer: set a timer for one hour")
        assert EN("problem-one-label", about='"timer"', count=1) in shown.content
    else:
        shown = await here.type(here.owner, f"!train sklearn\n```\n{LINES[:1500].rpartition(chr(10))[0]}\n```")
        assert (await ended(here, shown)).asked["learner"] == "sklearn"
    assert here.app.learning.data.describe(None, here.guild.id).statistics.rows > 0


async def test_rows_that_cannot_be_used_are_told_by_line_and_left_out_on_a_click(here: Scene) -> None:
    shown = await give(here, "!train", Upload("home.txt", f"{LINES}\n: nothing".encode()))
    assert EN("dataset-row", line=len(EXAMPLES) + 1, reason="has no label") in shown.content
    assert shown.content.endswith(EN("rows-leave-out"))
    assert here.app.learning.data.names(here.guild.id).count("main") == 0
    other = await here.discord.press(shown, EN("button-leave-out"), here.anna)
    assert (await other.answer()).content == EN("confirm-not-yours")
    await here.discord.press(shown, EN("button-leave-out"), here.owner)
    again = await here.discord.wait_message(here.guild.text)
    assert (await ended(here, again)).state is JobState.DONE
    assert "1 row was left out" in again.content
    assert here.app.learning.data.describe("main", here.guild.id).statistics.rows == len(EXAMPLES)


async def test_by_slash_an_option_has_them_left_out(here: Scene) -> None:
    file = Upload("home.txt", f"{LINES}\n: nothing".encode())
    refused = await here.ask(here.owner, "slash", "train", file=file)
    assert not refused.controls
    assert refused.content.endswith(EN("rows-leave-out-slash"))
    shown = await here.ask(here.owner, "slash", "train", file=file, leave_out="leave-out")
    assert (await ended(here, shown)).state is JobState.DONE


async def test_what_cannot_be_read_is_told_with_its_reason(here: Scene) -> None:
    told = (await give(here, "!train", Upload("home.json", b"{"))).content
    assert told == EN("dataset-no-json", line=1)
    assert (await give(here, "!train", Upload("big.txt", b"", stated=1 << 40))).content == EN(
        "attachment-too-big", limit=here.app.learning.data.most_bytes >> 20
    )


@pytest.mark.parametrize("way", WAYS)
async def test_without_any_data_that_is_said(here: Scene, way: str) -> None:
    prefix = "/" if way == "slash" else "!"
    empty = EN("dataset-empty", name="main", prefix=prefix)
    assert (await here.ask(here.owner, way, "train")).content == empty
    assert (await here.ask(here.owner, way, "select_dataset")).content.endswith(plain(empty))
    told = (await here.ask(here.owner, way, "test")).content
    assert told == EN("version-untrained", name="main")


async def test_an_unknown_learner_is_told_which_there_are(here: Scene) -> None:
    told = (await here.ask(here.owner, "slash", "train", learner="skleern")).content
    learners = list(here.app.learning.learners)
    assert told == EN("learner-unknown", learners=", ".join(learners))
    assert await here.offered(here.owner, "train", "learner") == learners
    assert await here.offered(here.anna, "train", "learner") == []


def files(*messages: Message) -> dict[str, bytes]:
    return {upload.name: upload.data for message in messages for upload in message.uploads}


@pytest.mark.parametrize("way", WAYS)
async def test_labelled_texts_bring_a_report_with_picture_and_table(here: Scene, way: str) -> None:
    version = trained(here)
    data = "timer: set a timer for ten minutes\nlight: start a timer"
    if way == "slash":
        shown = await here.ask(here.owner, way, "test", file=Upload("t.txt", data.encode()), version=version)
    else:
        shown = await here.type(here.owner, f"!test {version} {data}")
    assert version in shown.content
    assert "gets 50 % of 2 rows" in shown.content
    found = files(shown)
    assert found["confusion.png"].startswith(b"\x89PNG")
    (error,) = csv.DictReader(io.StringIO(found["errors.csv"].decode()))
    assert (error["text"], error["label"], error["predicted"]) == ("start a timer", "light", "timer")


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_given_means_the_texts_that_are_kept_for_it_and_a_curve_on_demand(here: Scene, way: str) -> None:
    version = trained(here)
    if way == "slash":
        asked = await here.discord.slash(here.guild.text, here.owner, "test", curve="curve")
        shown, drawn = await asked.answer(), await asked.answer()
    else:
        shown = await here.type(here.owner, "!test curve")
        drawn = await here.discord.wait_message(here.guild.text)
    assert version in shown.content
    assert files(drawn)["curve.png"].startswith(b"\x89PNG")


async def test_texts_without_labels_bring_predictions(here: Scene) -> None:
    trained(here)
    shown = await here.type(here.owner, "!test set a timer for ten minutes\nqwerty uiop")
    first, second = shown.content.splitlines()
    assert first.startswith("set a timer for ten minutes: timer (")
    assert RU("test-prediction-unsure", label="", confidence="") != second
    assert "not sure" in second
    many = await give(here, "!test", Upload("many.txt", b"set a timer\n" * 20))
    rows = list(csv.DictReader(io.StringIO(files(many)["predictions.csv"].decode())))
    assert [row["label"] for row in rows] == ["timer"] * 20


@pytest.mark.parametrize("way", WAYS)
async def test_a_dataset_is_chosen_by_its_name_and_listed_without(here: Scene, way: str) -> None:
    trained(here, "home")
    told = (await here.ask(here.owner, way, "select_dataset", name="home")).content
    assert told.startswith(f"{EN('dataset-selected', name='home')}\n{EN('answers-off', prefix='!')}")
    assert here.app.learning.data.selected(here.guild.id) == "home"
    assert (await here.bot.shared.choices.servers.get(here.guild.id)).dataset == "home"
    listed = (await here.ask(here.owner, way, "select_dataset")).content
    assert "home, which is selected:" in listed
    assert "commands: " in listed
    unknown = (await here.ask(here.owner, way, "select_dataset", name="hoem")).content
    assert unknown == EN("dataset-unknown", name="hoem", there="commands, home")
    assert "home" in await here.offered(here.owner, "select_dataset", "name", "ho")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["train", "test", "select_dataset"])
async def test_only_those_may_who_train(here: Scene, way: str, name: str) -> None:
    assert (await here.ask(here.anna, way, name)).content == EN("rights-missing")
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"trainers": frozenset({here.helpers.id})})
    assert (await here.ask(here.anna, way, name)).content != EN("rights-missing")


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ("a: b\nc: d", "a: b\nc: d"),
        ("```\na: b\n```", "a: b"),
        ("```csv\ntext,label\n```", "text,label"),
        ("```a: b```", "a: b"),
        ("```\na: b\n```\n```c: d```", "a: b\n\nc: d"),
        ("", ""),
    ],
)
def test_data_stands_in_a_block_or_by_itself(typed: str, data: str) -> None:
    assert unfenced(typed) == data


@pytest.mark.parametrize("typed", ["look ```a: b```", "```a: b``` c: d", "```a: b```\nc: d\n```e: f```"])
def test_what_stands_beside_a_block_is_not_dropped(typed: str) -> None:
    with pytest.raises(Unplaced):
        unfenced(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("!train torhc ```x: one```", "torhc"),
        ("!train torhc\nx: one\ny: two", "torhc"),
        ("!train torhc x: one", "torhc x"),
        ("!train torhc", "torhc"),
        ("!test nothere ```x: one```", "nothere"),
        ("!test nothere", "nothere"),
    ],
)
async def test_a_word_that_is_no_option_is_not_passed_over(here: Scene, typed: str, words: str) -> None:
    files = [Upload("a.txt", LINES.encode())] if typed.endswith(words) else []
    told = (await give(here, typed, *files)).content
    assert told.startswith(EN("words-unplaced", words=words))
    assert EN("command-usage", usage=" ".join(told.split("`")[1:2])) in told
    assert f": `{here.app.learning.learners[0]}`" in told or typed.startswith("!test")
    assert here.app.learning.data.names(here.guild.id) == ("commands",)


async def test_what_stands_below_the_command_is_data_whatever_its_first_word(here: Scene) -> None:
    await here.type(here.owner, "!train\nsklearn x: one")
    assert here.app.learning.data.describe("main", here.guild.id).statistics.labels == {"sklearn x": 1}


async def test_no_version_is_tested_instead_of_one_that_is_gone(here: Scene) -> None:
    trained(here)
    told = (await here.type(here.owner, "!test 1qwx6evvdntj timer: set a timer")).content
    assert told == EN("version-unknown")

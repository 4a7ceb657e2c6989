"""Archives, files and instructions, by the real client against the loopback Discord, from folders of this machine."""

import asyncio
import io
import random
import time
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.discord import status
from hypotez.entrypoints.discord.completion import LONGEST, MOST, fitting
from hypotez.entrypoints.discord.handing import megabytes, sized
from hypotez.entrypoints.texts import Texts
from hypotez.ports.progress import Progress, Report
from hypotez.ports.settings import ServerSettings
from tests.e2e.loopback import Guild
from tests.e2e.loopback.scene import WAYS, Scene, scene

EN, RU = Texts.for_language("en"), Texts.for_language("ru")
BOTH = [("getfile", "path"), ("archive", "directory")]
"""The commands that give files, and their option."""


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever the bot does on the event loop and blocks there raises an error."""
    with blockbuster_ctx(scanned_modules=[bot]) as blockbuster:
        yield blockbuster


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder that is shared with the server, with what must not be given in it."""
    docs = tmp_path / "docs"
    (docs / "plans").mkdir(parents=True)
    (docs / "plans" / "a plan.txt").write_text("march")
    (docs / "notes.md").write_text("# notes")
    (docs / "id_rsa").write_text("secret")
    (docs / "link").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "outside.txt").write_text("outside")
    return docs


@pytest.fixture
async def here(tmp_path: Path, docs: Path) -> AsyncIterator[Scene]:
    def make(guild: Guild) -> App:
        tables = {
            "storage": {"data": str(tmp_path / "data"), "cache": str(tmp_path / "cache")},
            "files": {
                "roots": {guild.id: {"docs": str(docs)}},
                "instructions": str(tmp_path / "instructions"),
                "archives": str(tmp_path / "archives"),
            },
        }
        return App(Config.model_validate(tables))

    async with scene(make) as here:
        yield here
        here.app.close()


def kept(tmp_path: Path) -> list[str]:
    """What there is in the folder of archives."""
    return sorted(path.name for path in (tmp_path / "archives").glob("*"))


@pytest.mark.parametrize("way", WAYS)
async def test_a_file_is_sent(here: Scene, way: str) -> None:
    answer = await here.ask(here.owner, way, "getfile", path="docs/plans/a plan.txt")
    (upload,) = answer.uploads
    assert (upload.name.replace("_", " "), upload.data) == ("a plan.txt", b"march")
    assert answer.content == EN(
        "getfile-done", name="docs/plans/a plan.txt", size=EN("size-bytes", count=len(b"march"))
    )
    assert answer.ephemeral is (way == "slash")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("quotes", ['""', "''", "“”", "«»"])
async def test_a_path_may_stand_in_quotes(here: Scene, docs: Path, way: str, quotes: str) -> None:
    answer = await here.ask(here.owner, way, "getfile", path=f"{quotes[0]}docs/plans/a plan.txt{quotes[1]}")
    assert answer.content == EN(
        "getfile-done", name="docs/plans/a plan.txt", size=EN("size-bytes", count=len(b"march"))
    )
    answer = await here.ask(here.owner, way, "archive", directory=f"{quotes[0]}docs/plans{quotes[1]}")
    assert answer.uploads[0].name == "plans.zip"


async def test_who_asks_for_a_folder_as_a_file_is_told_how_to_have_it(here: Scene, docs: Path) -> None:
    for path in ("docs", "docs/plans", "plans"):
        answer = await here.ask(here.owner, "slash", "getfile", path=path)
        assert answer.content == EN("getfile-folder", prefix="!")
    (docs / ".git").mkdir()
    (docs / ".git" / "config").write_text("secret")
    secret = await here.ask(here.owner, "prefix", "getfile", path="docs/.git")
    assert secret.content == EN("file-secret", name="docs/.git")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("format", ["zip", "tar.zst"])
async def test_an_archive_is_sent_and_nothing_of_it_stays(here: Scene, tmp_path: Path, way: str, format: str) -> None:
    answer = await here.ask(here.owner, way, "archive", directory="docs", format=format)
    (upload,) = answer.uploads
    assert upload.name == f"docs.{format}"
    if format == "zip":
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            assert {"notes.md", "plans/a plan.txt"} <= set(archive.namelist())
            assert not {"id_rsa", "link"} & set(archive.namelist())
    done = EN("archive-done", name=f"docs.{format}", size=sized(EN, len(upload.data)), files=2)
    assert answer.content == f"{done}\n{EN('archive-omitted', count=2)}"
    assert answer.ephemeral is (way == "slash")
    await here.discord.until(lambda: not kept(tmp_path))


@pytest.mark.parametrize("way", WAYS)
async def test_an_archive_that_is_too_big_is_kept_under_a_name_that_is_told(
    here: Scene, docs: Path, tmp_path: Path, way: str
) -> None:
    (docs / "noise").write_bytes(random.Random(1).randbytes(11 << 20))
    answer = await here.ask(here.owner, way, "archive", directory="docs")
    await here.discord.until(lambda: len(kept(tmp_path)) == 1)
    (name,) = kept(tmp_path)
    size = (tmp_path / "archives" / name).stat().st_size
    assert answer.content == EN("archive-kept", name="docs.zip", size=megabytes(size), limit=10.0, kept=name)
    assert not answer.uploads


async def test_an_archive_that_discord_refuses_is_kept_too(here: Scene, tmp_path: Path) -> None:
    here.guild.filesize_limit = 10  # the client was told of more
    await here.discord.send(here.guild.text, "!archive docs", author=here.owner)
    assert await here.discord.wait_refusal() == 40005
    answer = await here.discord.wait_message(here.guild.text)
    await here.discord.until(lambda: len(kept(tmp_path)) == 1)
    assert kept(tmp_path)[0] in answer.content


@pytest.mark.parametrize("way", WAYS)
async def test_a_file_that_is_too_big_is_told_with_its_size_and_what_to_do(here: Scene, docs: Path, way: str) -> None:
    (docs / "big").write_bytes(bytes((10 << 20) + 1))
    answer = await here.ask(here.owner, way, "getfile", path="big")
    assert answer.content == EN("getfile-too-big", name="docs/big", size=10.1, limit=10.0)
    assert not answer.uploads


async def test_a_file_that_discord_refuses_is_told(here: Scene) -> None:
    here.guild.filesize_limit = 1
    answer = await here.ask(here.owner, "prefix", "getfile", path="notes.md")
    assert answer.content == EN("getfile-not-sent", name="docs/notes.md")


@pytest.mark.parametrize(("name", "option"), BOTH)
@pytest.mark.parametrize(
    "path",
    ["../outside.txt", "/etc/passwd", "docs/../../outside.txt", "docs/link", "docs/id_rsa", "C:\\a", "docs/\0", "~"],
)
async def test_what_leaves_the_roots_or_is_secret_is_refused_in_a_sentence(
    here: Scene, tmp_path: Path, name: str, option: str, path: str
) -> None:
    with capture_logs() as log:
        answer = await here.ask(here.owner, "slash", name, **{option: path})
    (entry,) = [entry for entry in log if entry["event"] == "request refused"]
    assert entry["code"] in {"not-allowed", "not-found"}
    assert entry["key"].startswith(("name-", "file-", "files-")), "there is a sentence that says why"
    assert answer.content.endswith(".")
    assert str(tmp_path) not in answer.content
    assert "(error " not in answer.content
    assert not answer.uploads
    await here.discord.until(lambda: not kept(tmp_path))


@settings(max_examples=5)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=300).map("{}x".format), min_size=20))
def test_whatever_is_asked_for_is_answered_and_nothing_is_given(
    tmp_path_factory: pytest.TempPathFactory, paths: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("shared")

    def make(guild: Guild) -> App:
        (folder / "empty").mkdir(exist_ok=True)
        roots = {guild.id: {"docs": str(folder / "empty")}}
        tables = {"storage": {"data": str(folder / "data")}, "files": {"roots": roots}}
        app = App(Config.model_validate(tables))
        app.settings.keep_server(guild.id, ServerSettings(roles={"keepers": frozenset({guild.everyone.id})}))
        return app

    async def hold() -> None:
        async with scene(make) as here:
            for path in paths:
                for name, option in BOTH:
                    answer = await here.ask(here.discord.person("Eve"), "slash", name, **{option: path})
                    assert answer.content
                    assert "(error " not in answer.content
                    assert not answer.uploads
            here.app.close()

    asyncio.run(hold())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "option"), BOTH)
async def test_files_are_for_their_keepers(here: Scene, way: str, name: str, option: str) -> None:
    assert (await here.ask(here.anna, way, name, **{option: "docs"})).content == EN("rights-missing")
    await here.discord.give(here.guild, here.anna, here.helpers)
    await here.bot.shared.choices.servers.change(here.guild.id, roles={"keepers": frozenset({here.helpers.id})})
    there_is_none = EN("file-none", name="docs/nothing" if name == "archive" else "nothing")
    assert (await here.ask(here.anna, way, name, **{option: "nothing"})).content == there_is_none


@pytest.mark.parametrize(("name", "option"), BOTH)
async def test_where_the_owner_shares_nothing_that_is_said(here: Scene, name: str, option: str) -> None:
    other = here.discord.guild("other", owner=here.boris)
    await here.discord.invite(other)
    answer = await here.ask(here.boris, "slash", name, place=other.text, **{option: "docs"})
    assert answer.content == RU("files-none", server=other.id)
    private = here.discord.direct(here.anna)
    assert (await here.ask(here.anna, "prefix", name, place=private, path="docs")).content == EN("rights-private")


async def test_a_command_without_its_path_tells_how_it_is_used(here: Scene) -> None:
    assert "!getfile" in (await here.type(here.owner, "!getfile")).content
    assert "!archive" in (await here.type(here.owner, "!archive docs rar")).content


async def test_long_work_can_be_stopped_and_leaves_nothing(
    here: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status, "PATIENCE", 0.01)

    def archive(*_: object, report: Report, **__: object) -> None:
        while True:
            report(Progress("archive", 1, 2, "bytes"))
            time.sleep(0.001)

    monkeypatch.setattr(here.app, "archive", archive)
    asked = await here.discord.slash(here.guild.text, here.owner, "archive", directory="docs")
    await here.discord.press(await asked.answer(), EN("status-stop"), here.owner)
    assert (await asked.answer()).content == EN("status-stopped")
    await here.discord.until(lambda: not kept(tmp_path))


async def test_paths_are_completed_and_secrets_are_not_among_them(here: Scene) -> None:
    assert await here.offered(here.owner, "getfile", "path") == ["docs/notes.md", "docs/plans/a plan.txt"]
    assert await here.offered(here.owner, "getfile", "path", "PLAN") == ["docs/plans/a plan.txt"]
    assert await here.offered(here.owner, "getfile", "path", "../") == []
    assert await here.offered(here.owner, "archive", "directory") == ["docs", "docs/plans"]


@pytest.mark.parametrize(("name", "option"), BOTH)
async def test_who_may_not_have_files_is_offered_none(here: Scene, name: str, option: str) -> None:
    assert await here.offered(here.anna, name, option) == []


@given(st.lists(st.text()), st.text(max_size=3))
def test_what_is_offered_fits_discord_whatever_there_is_and_is_typed(values: list[str], typed: str) -> None:
    found = fitting(values, typed)
    assert len(found) == len(set(found)) <= MOST
    assert set(found) <= set(values)
    assert all(0 < len(value) <= LONGEST for value in found)


@pytest.mark.parametrize("way", WAYS)
async def test_an_instruction_is_for_everybody_and_in_their_language(here: Scene, way: str) -> None:
    answer = await here.ask(here.anna, way, "instruction", topic="archive")
    assert here.app.instruction("archive", "en").startswith(answer.content[:200])
    answer = await here.ask(here.boris, "slash", "instruction", topic="archive")
    assert here.app.instruction("archive", "ru").startswith(answer.content[:200])
    assert answer.ephemeral
    answer = await here.type(here.anna, "!instruction", here.discord.direct(here.anna))
    assert here.app.instruction("index", "en").startswith(answer.content[:200])


async def test_an_unknown_topic_is_told_with_those_there_are(here: Scene) -> None:
    answer = await here.ask(here.anna, "prefix", "instruction", topic="@everyone **")
    topics = ", ".join(topic.replace("_", r"\_") for topic in here.app.topics("en"))
    assert answer.content == EN("instruction-unknown", topics=topics)
    assert "archive" in await here.offered(here.anna, "instruction", "topic", "arch")


async def test_an_owners_instruction_is_read_anew_and_a_long_one_comes_as_a_file(here: Scene, tmp_path: Path) -> None:
    text = tmp_path / "instructions" / "en" / "house.md"
    text.parent.mkdir(parents=True)
    for content, told in [("", EN("instruction-empty")), ("be kind", "be kind")]:
        text.write_text(content)
        assert (await here.ask(here.anna, "slash", "instruction", topic="house")).content == told
    long = "\n\n".join(f"paragraph {number} {'word ' * 50}".strip() for number in range(100))
    text.write_text(long)
    asked = await here.discord.slash(here.guild.text, here.anna, "instruction", topic="house")
    first, rest = await asked.answer(), await asked.answer()
    assert long.startswith(first.content)
    assert first.content.endswith("word")
    assert (rest.content, rest.uploads[0].data.decode()) == (EN("instruction-whole"), long)
    assert rest.ephemeral


@pytest.mark.parametrize(
    ("size", "told"),
    [(1, "1 байт"), (2, "2 байта"), (6, "6 байт"), (1023, "1\xa0023 байта"), (1536, "2 КБ"), (5 << 20, "5 МБ")],
)
def test_a_size_is_told_in_the_unit_that_fits_it(size: int, told: str) -> None:
    assert sized(Texts.for_language("ru"), size) == told

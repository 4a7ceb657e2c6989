"""What people can mend is told to a Russian server in Russian, by the real client against the loopback Discord."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from blockbuster import BlockBuster, blockbuster_ctx

from hypotez.entrypoints import discord as bot
from hypotez.entrypoints.app import App
from hypotez.entrypoints.config import Config
from hypotez.entrypoints.texts import Texts
from hypotez.ports.settings import ServerSettings
from tests.e2e.loopback import Guild, Upload
from tests.e2e.loopback.scene import Scene, scene

RU = Texts.for_language("ru")
OURS = re.compile(
    r"`[^`]*`|\b(main|commands|csv|tsv|json|jsonl|txt|zip|JSON|text|label|mp3|ogg|wav|UTF)\b|docs/\S+|\w+\.\w+"
)
"""What is not Russian in any language: commands, names and formats."""


@pytest.fixture(autouse=True)
def blocking() -> Iterator[BlockBuster]:
    """Whatever the bot does on the event loop and blocks there raises an error."""
    with blockbuster_ctx(scanned_modules=[bot]) as blockbuster:
        yield blockbuster


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Scene]:
    def make(guild: Guild) -> App:
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "id_rsa").write_text("secret")
        tables = {
            "storage": {"data": str(tmp_path / "data")},
            "files": {"roots": {guild.id: {"docs": str(tmp_path / "docs")}}},
        }
        app = App(Config.model_validate(tables))
        app.settings.keep_server(guild.id, ServerSettings(language="ru"))
        return app

    async with scene(make) as here:
        yield here
        here.app.close()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("!dataset show", "Набора данных «main» нет. Есть commands."),
        ("!dataset show *a*", "не годится в название набора данных"),
        ("!dataset export main", "Набора данных «main» нет. Есть commands."),
        ("!train просто текст", "В данных нет меток"),
        ("!test", "На наборе данных «main» ещё ничего не обучено"),
        ("!review", "На наборе данных «main» ещё ничего не обучено"),
        ("!models promote нет", "в номере 12 латинских букв и цифр"),
        ("!models promote 123456789012", "Такой версии нет"),
        ("!archive нет", "«docs/нет» здесь нет"),
        ("!archive ../..", "не годится"),
        ("!getfile docs/id_rsa", "могут быть секреты"),
    ],
)
async def test_what_somebody_can_mend_is_told_in_russian_alone_and_without_a_number(
    here: Scene, typed: str, told: str
) -> None:
    answer = (await here.type(here.owner, typed)).content.replace("\\", "")
    assert told in answer
    assert "(ошибка" not in answer
    assert not re.search("[A-Za-z]{3}", OURS.sub("", answer))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (Upload("a.json", b"{"), "Строка 1 — не JSON"),
        (Upload("a.png", bytes(1000)), "Это не текст"),
        (Upload("a.txt", b""), "Здесь нет текста"),
        (Upload("a.zip", b"PK\x03\x04" + bytes(100)), "Архив повреждён, или это не zip"),
        (Upload("a.txt", "".join(f"l{n}: a\n" for n in range(1_500)).encode()), "Здесь больше 1\xa0000 меток"),
        (Upload("a.txt", "еда: суп\n".encode()), "Метка всего одна, «еда»"),
    ],
)
async def test_a_file_that_cannot_be_learned_from_is_told_in_russian_alone(
    here: Scene, file: Upload, told: str
) -> None:
    await here.discord.send(here.guild.text, "!train", [file], author=here.owner)
    answer = (await here.discord.wait_message(here.guild.text)).content.replace("\\", "")
    assert told in answer
    assert "(ошибка" not in answer
    assert not re.search("[A-Za-z]{3}", OURS.sub("", answer))


async def test_a_name_that_somebody_has_typed_is_shown_letter_by_letter(here: Scene) -> None:
    answer = await here.type(here.owner, "!getfile <@1>**")
    assert answer.content == RU("file-none", name=r"\<@1>\*\*")

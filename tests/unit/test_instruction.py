from pathlib import Path

import pytest

from hypotez.adapters.storage.instructions import FOLDER
from hypotez.adapters.storage.rooted_files import RootedFiles
from hypotez.domain.instruction import Instruction
from hypotez.ports.errors import NotFound
from hypotez.ports.testing.fakes_storage import MemoryFiles

COMMANDS = ("archive", "correct", "feedback", "getfile", "instruction", "learning", "mydata", "settings", "transcribe")
TOPICS = (*COMMANDS, "index", "voice")


@pytest.fixture
def owners(tmp_path: Path) -> Path:
    return tmp_path / "instructions"


@pytest.fixture
def instruction(owners: Path) -> Instruction:
    return Instruction(RootedFiles(roots={"instructions": {"own": str(owners), "shipped": str(FOLDER)}}))


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Send"), ("ru", "Отправьте"), ("ru-RU", "Отправьте"), ("RU_ru", "Отправьте")]
)
def test_the_overview_comes_in_the_persons_language(instruction: Instruction, language: str, word: str) -> None:
    text = instruction(language=language)
    assert word in text
    assert all(f"!{command}" in text for command in (*COMMANDS, "hi"))


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_command_has_a_text_in_both_languages(instruction: Instruction, language: str) -> None:
    own = [path.stem for path in (FOLDER / language).iterdir()]
    assert sorted(own) == sorted(TOPICS)
    assert len({instruction(topic, language) for topic in own}) == len(own)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_is_learned_and_from_whom_is_explained(instruction: Instruction, language: str) -> None:
    told = instruction("learning", language)
    commands = ("train", "test", "review", "dataset", "select_dataset", "models", "settings learning on", "learning on")
    assert all(f"!{command}" in told for command in commands)
    assert "!feedbacks" in instruction("feedback", language)
    assert "!instruction learning" in instruction("correct", language)


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_texts_use_what_discord_shows(path: Path) -> None:
    assert "|" not in path.read_text(encoding="utf-8"), "Discord shows no tables"


@pytest.mark.parametrize("topic", ["correct", "!correct", " Correct ", "/CORRECT"])
def test_a_topic_may_be_named_like_its_command(instruction: Instruction, topic: str) -> None:
    assert instruction(topic).startswith("# Correct")


@pytest.mark.parametrize("language", ["de", "pt-BR", "", "..", "/etc", "x" * 500])
def test_a_language_without_texts_gets_english(instruction: Instruction, language: str) -> None:
    assert instruction("correct", language) == instruction("correct", "en")


@pytest.mark.parametrize("topic", ["nonsense", "../en/index", "en/index", "index.md", "\x00", "x" * 1000])
def test_an_unknown_topic_is_answered_with_the_topics(instruction: Instruction, topic: str) -> None:
    with pytest.raises(NotFound) as caught:
        instruction(topic)
    assert ", ".join(COMMANDS[:4]) in str(caught.value)
    assert len(str(caught.value)) < 300


def test_the_owners_texts_go_first_and_changes_show_at_once(instruction: Instruction, owners: Path) -> None:
    before = instruction("feedback")
    (owners / "en").mkdir(parents=True)
    (owners / "en" / "feedback.md").write_text("mine")
    (owners / "en" / "Rules.md").write_text("\ufeffrules", encoding="utf-8")
    assert instruction("feedback") == "mine"
    assert instruction("rules", "ru") == "rules"
    (owners / "en" / "feedback.md").write_text("changed")
    assert instruction("feedback") == "changed"
    (owners / "en" / "feedback.md").unlink()
    assert instruction("feedback") == before


def test_topics_are_those_of_all_folders(instruction: Instruction, owners: Path) -> None:
    (owners / "ru").mkdir(parents=True)
    (owners / "ru" / "правила.md").write_text("правила", encoding="utf-8")
    assert instruction.topics("ru") == tuple(sorted((*TOPICS, "правила")))
    assert instruction("Правила", "ru") == "правила"


def test_without_any_texts_the_answer_says_so() -> None:
    with pytest.raises(NotFound, match="none at all"):
        Instruction(MemoryFiles())()

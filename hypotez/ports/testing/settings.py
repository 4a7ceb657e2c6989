"""What every keeper of choices does."""

from dataclasses import replace

import pytest

from hypotez.ports.settings import PersonSettings, ServerSettings, Settings

__all__ = ["SettingsContract"]

CHOSEN = ServerSettings(
    language="ru",
    engines=("whisper", "pocketsphinx"),
    voice="en-gb",
    transcribe=False,
    transcribe_in=frozenset({"1", "2"}),
    speak_answers="never",
    read_channel="3",
    roles={"keepers": frozenset({"7", "8"})},
    volume=0.5,
    retention_days=30,
    learning=True,
    dataset="bank",
)


class SettingsContract:
    """Subclass it, and give it the fixture `settings`: an empty keeper."""

    @pytest.fixture
    def settings(self) -> Settings:
        """The keeper to test."""
        raise NotImplementedError

    def test_who_has_chosen_nothing_has_the_defaults(self, settings: Settings) -> None:
        assert settings.server("1") == ServerSettings()
        assert settings.person("1") == PersonSettings()
        assert settings.servers() == {}

    def test_choices_come_back_as_they_were_kept(self, settings: Settings) -> None:
        settings.keep_server("1", CHOSEN)
        settings.keep_person("1", PersonSettings("ru", "ru-voice", learning=True))
        assert settings.server("1") == CHOSEN
        assert settings.person("1") == PersonSettings("ru", "ru-voice", learning=True)

    def test_the_latest_choice_counts(self, settings: Settings) -> None:
        settings.keep_server("1", CHOSEN)
        settings.keep_server("1", replace(CHOSEN, language=None))
        assert settings.server("1").language is None
        assert settings.servers() == {"1": replace(CHOSEN, language=None)}

    def test_servers_and_people_are_told_apart(self, settings: Settings) -> None:
        settings.keep_server("1", CHOSEN)
        settings.keep_person("2", PersonSettings("en"))
        assert settings.server("2") == ServerSettings()
        assert settings.person("1") == PersonSettings()
        assert list(settings.servers()) == ["1"]

    def test_a_forgotten_person_has_the_defaults_and_nobody_else_loses_anything(self, settings: Settings) -> None:
        settings.keep_server("1", CHOSEN)
        for who in ("1", "2"):
            settings.keep_person(who, PersonSettings("ru"))
        settings.forget_person("1")
        settings.forget_person("never-was-here")
        assert settings.person("1") == PersonSettings()
        assert settings.person("2") == PersonSettings("ru")
        assert settings.server("1") == CHOSEN

"""Choices in memory."""

from collections.abc import Mapping

from hypotez.ports.settings import PersonSettings, ServerSettings, Settings

__all__ = ["MemorySettings"]


class MemorySettings(Settings):
    """Forgets everything when it goes."""

    def __init__(self) -> None:
        self._servers: dict[str, ServerSettings] = {}
        self._people: dict[str, PersonSettings] = {}

    def server(self, scope: str) -> ServerSettings:
        """What a server has chosen."""
        return self._servers.get(scope, ServerSettings())

    def keep_server(self, scope: str, settings: ServerSettings) -> None:
        """Keep a server's choices."""
        self._servers[scope] = settings

    def servers(self) -> Mapping[str, ServerSettings]:
        """The choices of all servers."""
        return dict(self._servers)

    def person(self, who: str) -> PersonSettings:
        """What a person has chosen."""
        return self._people.get(who, PersonSettings())

    def keep_person(self, who: str, settings: PersonSettings) -> None:
        """Keep a person's choices."""
        self._people[who] = settings

    def forget_person(self, who: str) -> None:
        """Delete a person's choices."""
        self._people.pop(who, None)

"""Tell how to use hypotez, from Markdown files that its owner may add to and replace."""

from hypotez.ports.errors import NotFound
from hypotez.ports.files import Files, FoundFile
from hypotez.ports.names import shown

__all__ = ["Instruction"]

_SCOPE = "instructions"
_ENDING = ".md"
_LARGEST = 256 * 1024
_FALLBACK = "en"


class Instruction:
    """Texts called "<root>/<language>/<topic>.md" in the roots of the scope "instructions".

    The first root that has a text wins, so an owner's folder goes before the one that comes with hypotez. Texts are
    read anew each time: a change is seen at once.
    """

    def __init__(self, files: Files) -> None:
        self._files = files

    def __call__(self, topic: str | None = None, language: str = _FALLBACK) -> str:
        """The Markdown text on a topic; "index" where none is named. English where the language has no such text.

        Raises:
            NotFound: no text on the topic in either language; the message lists the topics.
            StorageError: the disk refused.
        """
        name = (topic or "index").strip().lstrip("!/").lower() or "index"
        for code in self._languages(language):
            found = self._texts(code).get(name)
            if found is not None:
                return _read(found)
        topics = ", ".join(self.topics(language)) or "none at all"
        raise NotFound(f"There is no instruction {shown(name)}: there are {topics}.")

    def topics(self, language: str = _FALLBACK) -> tuple[str, ...]:
        """The topics that can be asked for in a language, sorted."""
        return tuple(sorted({topic for code in self._languages(language) for topic in self._texts(code)}))

    def _texts(self, code: str) -> dict[str, FoundFile]:
        """The texts of one language by topic; those of earlier roots hide those of later ones."""
        texts: dict[str, FoundFile] = {}
        for root in self._files.roots(_SCOPE):
            for found in self._walk(root):
                parts = found.name.lower().removesuffix(_ENDING).split("/")
                if found.name.lower().endswith(_ENDING) and len(parts) == 3 and parts[1] == code:
                    texts.setdefault(parts[2], found)
        return texts

    def _walk(self, root: str) -> list[FoundFile]:
        try:
            return [found for found in self._files.walk(_SCOPE, root) if isinstance(found, FoundFile)]
        except NotFound:
            return []  # an owner's folder that is not there yet

    @staticmethod
    def _languages(language: str) -> tuple[str, ...]:
        wanted = language.replace("_", "-").partition("-")[0].lower()
        return (wanted,) if wanted == _FALLBACK else (wanted, _FALLBACK)


def _read(found: FoundFile) -> str:
    with found.open() as stream:
        return stream.read(_LARGEST).decode("utf-8-sig", "replace")

"""Read labelled or unlabelled texts from whatever somebody sends."""

from collections.abc import Callable
from typing import Final

from hypotez.adapters.datasets.decoding import decoded
from hypotez.adapters.datasets.gathering import Gathering
from hypotez.adapters.datasets.json_rows import is_json, read_json
from hypotez.adapters.datasets.limits import Limits
from hypotez.adapters.datasets.lines import labelled, read_lines
from hypotez.adapters.datasets.table import has_head, is_table, read_table
from hypotez.adapters.datasets.zipped import is_zip, unzipped
from hypotez.ports.datasets import DatasetReader, Rows
from hypotez.ports.errors import DatasetError
from hypotez.ports.names import legible, shown

__all__ = ["FileReader"]

_READERS: Final = {"csv": read_table, "tsv": read_table, "jsonl": read_json, "json": read_json}
"""By the ending; what has none of them, txt and messages too, is read as what it looks like."""
_ENDINGS: Final = (*(f".{format}" for format in _READERS), ".txt")


class FileReader(DatasetReader):
    """Reads csv, tsv, jsonl, json, lines of text, and a zip of these, in any usual encoding."""

    formats = ("csv", "tsv", "jsonl", "json", "txt", "zip")

    def __init__(self, limits: Limits = Limits()) -> None:
        self.most_bytes = limits.bytes
        self._limits = limits

    def read(self, content: bytes | str, name: str = "") -> Rows:
        """Read a file, or the text of a message."""
        if len(content) > self.most_bytes:
            raise DatasetError(
                f"The data is larger than {self.most_bytes >> 20} MB: send a part of it.",
                key="dataset-too-large",
                most=self.most_bytes >> 20,
            )
        gathering = Gathering(self._limits)
        if isinstance(content, bytes) and is_zip(content):
            self._read_zip(content, gathering)
        else:
            self._read(
                content.removeprefix("\ufeff") if isinstance(content, str) else decoded(content), name, gathering
            )
        return gathering.rows()

    def _read_zip(self, content: bytes, gathering: Gathering) -> None:
        found = False
        for path, member in unzipped(content, _ENDINGS, self._limits):
            found = True
            gathering.file = legible(path)
            try:
                self._read(decoded(member), path, gathering)
            except DatasetError as error:
                raise DatasetError(
                    f"The file {shown(path)} in the archive cannot be used. {error}",
                    key="dataset-file-in-archive",
                    name=legible(path),
                    reason=error,
                ) from error
        if not found:
            raise DatasetError(
                f"The archive has no file that ends in {', '.join(_ENDINGS)}.",
                key="dataset-archive-without",
                endings=", ".join(_ENDINGS),
            )

    def _read(self, text: str, name: str, gathering: Gathering) -> None:
        # empty ones are no rows, and take their time
        most = self._limits.lines * self._limits.rows
        if max(text.count("\n"), text.count("\r")) > most:
            raise DatasetError(
                f"There are more than {most:,} lines: send fewer.",
                key="dataset-too-many-lines",
                most=most,
            )
        read = _READERS.get(name.rpartition(".")[2].lower()) or _looks_like(text)
        read(text, gathering)


def _looks_like(text: str) -> Callable[[str, Gathering], None]:
    if is_json(text):
        return read_json
    if has_head(text):
        return read_table
    return read_lines if labelled(text) >= 0.5 or not is_table(text) else read_table

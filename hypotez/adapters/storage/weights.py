"""Weights from the web: resumed, verified, and in their folder all at once."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hypotez.adapters.storage.hub import PIECE, Wanted, wanted
from hypotez.adapters.storage.locked import locked
from hypotez.adapters.storage.web import Web
from hypotez.ports.errors import EngineError, EngineUnavailable, EngineUnreachable, StorageError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.weights import Download, HubRepo, WeightsFetcher

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

__all__ = ["HttpWeights"]

T = TypeVar("T")


class HttpWeights(WeightsFetcher):
    """Fetches by https; from this machine itself also by http.

    `hub`: a Hugging Face hub or a mirror of it. A request is tried `attempts` times, with growing pauses that start at
    `pause` seconds; a server may wish for a longer one, up to `patience` seconds. `timeout`: seconds for each read.
    """

    def __init__(
        self,
        *,
        hub: str = "https://huggingface.co",
        attempts: int = 5,
        pause: float = 1.0,
        patience: float = 120.0,
        timeout: float = 30.0,
    ) -> None:
        self._hub = hub.rstrip("/")
        self._attempts = attempts
        self._pause = pause
        self._patience = patience
        self._timeout = timeout

    def fetch(self, source: Download | HubRepo, folder: Path, *, report: Report = ignore) -> None:
        """Work in `<folder>.part`, which stays when the fetch is interrupted, and rename it when all is there.

        Only one works there; the others wait, and find it done.
        """
        web = Web(source.url if isinstance(source, Download) else self._hub, self._timeout)
        listener = _Listener(report)
        workshop = folder.with_name(folder.name + ".part")
        lock = folder.with_name(f".{folder.name}.lock")
        try:
            with _disk_errors(folder, listener), locked(lock, lambda: _wait(0.5, listener)):
                files = self._patiently(lambda: wanted(web, self._hub, source), listener)
                if not _holds(folder, files, listener):
                    self._fill(web, files, workshop, listener)
                    _settle(workshop, folder, files)
        finally:
            web.close()

    def _fill(self, web: Web, files: list[Wanted], workshop: Path, report: Report) -> None:
        """Bring every file into `workshop`, under its name once it is verified, under `<name>.part` before."""
        tally = _Tally(files, report)
        for file in files:
            target = workshop / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not (target.is_file() and file.is_at(target, report)):
                part = target.with_name(target.name + ".part")
                self._bring(web, file, part, tally)
                part.replace(target)
            tally.add(target.stat().st_size)

    def _bring(self, web: Web, file: Wanted, part: Path, tally: "_Tally") -> None:
        """Download until the hash is right; once more from the start if what was resumed was another file's."""
        while True:
            resumed = part.exists() and part.stat().st_size > 0
            self._patiently(lambda: _continue(web, file, part, tally), tally.report)
            if file.is_at(part, tally.report):
                return
            part.unlink()
            if not resumed:
                raise EngineUnavailable(
                    f"'{file.name}' came with another hash or size than it must have: nothing of it was kept."
                )

    def _patiently(self, work: Callable[[], T], report: Report) -> T:
        """Try again what may pass, as long as the server does not wish for more patience than there is."""
        from tenacity import Retrying, retry_if_exception

        def wish(state: "RetryCallState") -> float:
            error = state.outcome.exception() if state.outcome else None
            wished = error.retry_after if isinstance(error, EngineError) else None
            return self._pause * 2 ** (state.attempt_number - 1) if wished is None else wished

        return Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, EngineError) and error.retryable),
            stop=lambda state: state.attempt_number >= self._attempts or wish(state) > self._patience,
            wait=wish,
            sleep=lambda seconds: _wait(seconds, report),
            reraise=True,
        )(work)


class _Listener:
    """Passes reports on, and remembers what the one who hears them raised: that is none of our errors."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.raised: Exception | None = None

    def __call__(self, progress: Progress, /) -> None:
        try:
            self._report(progress)
        except Exception as error:
            self.raised = error
            raise


class _Tally:
    """Bytes of all files together, for reports."""

    def __init__(self, files: list[Wanted], report: Report) -> None:
        sizes = [file.size for file in files]
        self.report = report
        self._total = sum(size for size in sizes if size is not None) if None not in sizes else None
        self._done = 0

    def add(self, size: int) -> None:
        """A file is whole."""
        self._done += size

    def tell(self, here: int, whole: int | None) -> None:
        """So many bytes of the present file are here, of so many if the server said so."""
        total = self._total if self._total is not None or whole is None else self._done + whole
        self.report(Progress("download", self._done + here, total, "bytes"))


def _continue(web: Web, file: Wanted, part: Path, tally: _Tally) -> None:
    """Add to `part` what it lacks, or all if the server knows no ranges; whether it is right, its hash tells later.

    Raises:
        EngineUnreachable: the bytes broke off; what came is kept.
        EngineUnavailable: the server refused.
        StorageError: there is no room.
    """
    start = part.stat().st_size if part.exists() else 0
    if file.size is not None and start >= file.size > 0:
        return  # whole, or too long: the hash tells
    with web.stream(file.url, start) as answer:
        if answer.status_code == 416:  # nothing follows: whole, or another file's
            return
        if answer.headers.get("Content-Range", "").split("-")[0] != f"bytes {start}":
            start = 0  # the server sends it all
        whole = file.size if file.size is not None else _length(answer, start)
        if whole is not None and shutil.disk_usage(part.parent).free < whole - start:
            raise StorageError(f"The disk has no room for '{file.name}': free {whole - start} bytes and pull again.")
        with part.open("r+b" if start else "wb") as target:
            target.seek(start)
            target.truncate()
            told = start
            for piece in answer.iter_raw():  # as they come: a gathered piece would be lost when the line breaks
                target.write(piece)
                if file.size is not None and target.tell() > file.size:
                    break
                if target.tell() >= told + PIECE or target.tell() == whole:
                    told = target.tell()
                    tally.tell(told, whole)
            target.flush()
            os.fsync(target.fileno())
            if whole is not None and target.tell() < whole:
                raise EngineUnreachable(
                    f"'{file.name}' broke off after {target.tell()} of {whole} bytes: pull it again."
                )


def _length(answer: "httpx.Response", start: int) -> int | None:
    length = answer.headers.get("Content-Length", "")
    return start + int(length) if length.isdecimal() else None


def _holds(folder: Path, files: list[Wanted], report: Report) -> bool:
    return folder.is_dir() and all((folder / f.name).is_file() and f.is_at(folder / f.name, report) for f in files)


def _settle(workshop: Path, folder: Path, files: list[Wanted]) -> None:
    """Let the finished workshop be the folder; one that was there before goes only then."""
    names = {workshop / file.name for file in files}
    for stray in [path for path in workshop.rglob("*") if path.is_file() and path not in names]:
        stray.unlink()
    for inner in [workshop, *(path for path in workshop.rglob("*") if path.is_dir())]:
        _sync(inner)
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    with suppress(FileNotFoundError):
        folder.rename(old)
    workshop.rename(folder)
    _sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)


def _sync(folder: Path) -> None:
    """Make names in a folder durable, where the system lets a folder be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _wait(seconds: float, report: Report) -> None:
    """Sleep, and listen to whether it is still wanted."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        report(Progress("wait", seconds - left, seconds, "seconds"))
        time.sleep(min(left, 0.5))


@contextmanager
def _disk_errors(folder: Path, listener: _Listener) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error is listener.raised:
            raise
        raise StorageError(f"{folder} cannot be written: {error.strerror or error}.") from error

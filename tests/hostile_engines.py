"""Engines that do what engines should not; the trouble is the first phrase to listen for."""

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator

from hypotez.ports import errors
from hypotez.ports.audio import Audio, AudioCodec, CodecCan, Limits, Pcm
from hypotez.ports.errors import EngineError, HypotezError
from hypotez.ports.progress import Progress, Report, ignore
from hypotez.ports.speech import Hearing, Segment, SpeechToText, SttCan, TextToSpeech, Transcript, TtsCan, Voicing, Word

STT = "tests.hostile_engines:Troubled"
TTS = "tests.hostile_engines:Chatterbox"
CODEC = "tests.hostile_engines:Fatal"


class Troubled(SpeechToText):
    """Says how many bytes it heard, in which process; unless it is in trouble."""

    name = "troubled"
    can = SttCan(languages=frozenset({"en"}), words=True, phrases=True)

    def __init__(self, *, secret: str = "", fail: bool = False) -> None:
        self._secret = secret
        if fail and threading.current_thread().name == "MainThread" and "worker" in sys.argv[0]:
            raise errors.EngineUnavailable("It has no weights; pull some.", engine=self.name)

    def transcribe(self, blocks: Iterable[Pcm], hearing: Hearing = Hearing(), *, report: Report = ignore) -> Transcript:
        trouble, _, detail = (hearing.phrases or ("",))[0].partition(":")
        report(Progress("listening", unit="seconds"))
        if trouble:
            said = getattr(self, f"_{trouble}")(detail, report)
            if said is not None:
                return Transcript(said, engine=self.name)
        heard = 0
        for block in blocks:
            heard += len(block.data)
            report(Progress("listening", heard / 32_000, None, "seconds"))
        words = (Word("it", 0.0, 0.5, 0.25), Word("is", 0.5, 1.0))
        segment = Segment("it is", 0.0, 1.0, words, 0.5)
        text = f"{os.getpid()} {heard}"
        return Transcript(text, "en", self.name, heard / 32_000, (segment,), warnings=(f"{hearing}",))

    def _segfault(self, _detail: str, _report: Report) -> str:
        return str(ctypes.string_at(0))

    def _exit(self, detail: str, _report: Report) -> None:
        os._exit(int(detail))

    def _leave(self, detail: str, _report: Report) -> None:
        sys.exit(int(detail))

    def _hang(self, _detail: str, _report: Report) -> None:
        time.sleep(600)

    def _seize(self, _detail: str, _report: Report) -> None:
        ctypes.PyDLL(None).sleep(600)  # with the interpreter's lock: no thread of this process runs any more

    def _hog(self, detail: str, _report: Report) -> None:
        held = []
        for _ in range(20):
            held.append(b"x" * (int(detail) << 20))
            time.sleep(0.02)
        time.sleep(600)

    def _noise(self, _detail: str, _report: Report) -> None:
        print("noise from Python", flush=True)  # noqa: T201 - the trouble itself
        os.write(1, b"noise from C\n" * 10_000)
        subprocess.run([sys.executable, "-c", "print('noise from a program'); input()"], check=False)

    def _raise(self, detail: str, _report: Report) -> None:
        kind = getattr(errors, detail)
        raise kind("Said so.", engine="inner", retry_after=2.5) if issubclass(kind, EngineError) else kind("Said so.")

    def _bug(self, _detail: str, _report: Report) -> None:
        raise ZeroDivisionError("oops")

    def _outsider(self, _detail: str, _report: Report) -> None:
        class OddError(HypotezError):
            code = "odd"

        raise OddError("Something odd.")

    def _slow(self, _detail: str, report: Report) -> None:
        for step in range(60_000):
            report(Progress("working", step))
            time.sleep(0.01)

    def _family(self, _detail: str, report: Report) -> None:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        report(Progress("grandchild", child.pid))
        time.sleep(600)

    def _early(self, _detail: str, _report: Report) -> str:
        return "early"

    def _surroundings(self, _detail: str, _report: Report) -> str:
        return json.dumps(
            {"environment": dict(os.environ), "argv": sys.argv, "orig": sys.orig_argv, "pid": os.getpid()}
        )


class Chatterbox(TextToSpeech):
    """Speaks a second of silence per word, or without end."""

    name = "chatterbox"
    can = TtsCan(streams=True)

    def synthesize(self, text: str, voicing: Voicing = Voicing(), *, report: Report = ignore) -> Iterator[Pcm]:
        if not text.strip():
            raise errors.TextError("Nothing to say.")
        return self._speak(text, report)

    def _speak(self, text: str, report: Report) -> Iterator[Pcm]:
        words = text.split()
        if words[0] == "crash":
            yield Pcm(bytes(32_000))
            os.kill(os.getpid(), 9)
        count = 1 << 40 if words[0] == "endless" else len(words)
        for number in range(count):
            report(Progress(f"{os.getpid()}", number))
            yield Pcm(bytes(32_000))


class Fatal(AudioCodec):
    """Dies in the middle of what it decodes."""

    name = "fatal"
    can = CodecCan(streams=True, encodes=frozenset({"wav"}))

    def decode(
        self, audio: Audio, *, rate: int = 16_000, limits: Limits = Limits(), report: Report = ignore
    ) -> Iterator[Pcm]:
        yield Pcm(bytes(2 * rate), rate)
        os.kill(os.getpid(), 11)

    def encode(self, blocks: Iterable[Pcm], format: str) -> Iterator[bytes]:
        for block in blocks:
            yield block.data * 2

"""A stand-in for Google Web Speech v2: it answers a POST of FLAC with the words, where it knows the recording."""

import contextlib
import io
import json
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av

from hypotez.ports.audio import Pcm

__all__ = ["Asked", "GoogleServer", "google_server"]


@dataclass(frozen=True)
class Asked:
    """One request: its query's language and key, its content type, and the sound in it."""

    language: str
    key: str
    kind: str
    pcm: Pcm


@dataclass
class GoogleServer:
    """What it knows and was asked, and how it is to answer from now on.

    `confidence`: of every answer; None leaves it out, as Google often does. `delay`: seconds before the answer.
    `status`: another HTTP status than 200, with `retry_after` as its header. `body`: these bytes instead of a proper
    answer. `drip`: seconds between single bytes of the answer. `missing`: bytes promised that never come.
    """

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    known: dict[tuple[str, bytes], str] = field(default_factory=dict)
    confidence: float | None = 0.9
    delay: float = 0.0
    status: int = 200
    retry_after: str = ""
    body: bytes | None = None
    drip: float = 0.0
    missing: int = 0

    def learn(self, pcm: Pcm, language: str, text: str) -> None:
        """Know the recording, with whatever silence around it."""
        self.known[language, _bare(pcm.data)] = text

    def answer(self, asked: Asked) -> bytes:
        """Lines of JSON: an empty result, then, where something was heard, the final one."""
        text = self.known.get((asked.language.lower().partition("-")[0], _bare(asked.pcm.data)))
        lines: list[object] = [{"result": []}]
        if text:
            best: dict[str, object] = {"transcript": text}
            if self.confidence is not None:
                best["confidence"] = self.confidence
            others = [{"transcript": f"{text} please"}]
            lines.append({"result": [{"alternative": [best, *others], "final": True}], "result_index": 0})
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


@contextlib.contextmanager
def google_server() -> Iterator[GoogleServer]:
    """Serve on a free local port until the block ends."""
    state = GoogleServer()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
            flac = self.rfile.read(int(self.headers["Content-Length"]))
            asked = Asked(query["lang"][0], query["key"][0], self.headers["Content-Type"], _decoded(flac))
            state.asked.append(asked)
            over.wait(state.delay)
            body = state.answer(asked) if state.body is None else state.body
            self.send_response(state.status)
            if state.retry_after:
                self.send_header("Retry-After", state.retry_after)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body) + state.missing))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self._write(body)

        def _write(self, body: bytes) -> None:
            if not state.drip:
                self.wfile.write(body)
                return
            for byte in body[:100]:
                self.wfile.write(bytes([byte]))
                over.wait(state.drip)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/speech-api/v2/recognize"
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _decoded(flac: bytes) -> Pcm:
    with av.open(io.BytesIO(flac), format="flac") as container:
        rate = container.streams.audio[0].rate
        data = b"".join(frame.to_ndarray().tobytes() for frame in container.decode(audio=0))
    return Pcm(data, rate)


def _bare(data: bytes) -> bytes:
    return data.strip(b"\0")

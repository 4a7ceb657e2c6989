"""A stand-in for the speech service that gTTS asks: it answers `batchexecute` calls with the mp3 of an eSpeak voice."""

import base64
import contextlib
import io
import json
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import av
import numpy as np

from hypotez.adapters.tts.espeak import Espeak
from hypotez.ports.speech import Voicing

__all__ = ["GttsServer", "gtts_server"]

_RATE_HZ = 24_000
_CALL = "jQ1olc"


@dataclass
class GttsServer:
    """What it heard, and how it is to answer from now on.

    `delay`: seconds before the answer. `status`: another HTTP status than 200, with `retry_after` as its header.
    `body`: these bytes instead of a proper answer. `drip`: seconds between single bytes of the answer. `mp3`: this
    instead of speech; empty bytes make an answer without sound.
    """

    url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    delay: float = 0.0
    status: int = 200
    retry_after: str = ""
    body: bytes | None = None
    drip: float = 0.0
    mp3: bytes | None = None


@contextlib.contextmanager
def gtts_server() -> Iterator[GttsServer]:
    """Serve on a free local port until the block ends."""
    state = GttsServer()
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            call, arguments, *_ = json.loads(form["f.req"][0])[0][0]
            assert call == _CALL
            text, language, *_ = json.loads(arguments)
            state.requests.append((text, language))
            over.wait(state.delay)
            body = state.body if state.body is not None else _answer(text, language, state.mp3)
            self.send_response(state.status)
            if state.retry_after:
                self.send_header("Retry-After", state.retry_after)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                self._write(body)

        def _write(self, body: bytes) -> None:
            if not state.drip:
                self.wfile.write(body)
                return
            for byte in body[:200]:
                self.wfile.write(bytes([byte]))
                over.wait(state.drip)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/_/TranslateWebserverUi/data/batchexecute"
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(text: str, language: str, mp3: bytes | None) -> bytes:
    """A length-prefixed JSON chunk after the guard line, as Google writes it."""
    sound = speech_mp3(text, language) if mp3 is None else mp3
    payload = json.dumps([base64.b64encode(sound).decode()] if sound else [None], separators=(",", ":"))
    chunk = json.dumps([["wrb.fr", _CALL, payload, None, None, None, "generic"], ["di", 42]], separators=(",", ":"))
    return f")]}}'\n\n{len(chunk)}\n{chunk}\n".encode()


@cache
def speech_mp3(text: str, language: str) -> bytes:
    """`text` by eSpeak, as mp3 at 24 kHz."""
    speaker = Espeak()
    known = {code for voice in speaker.voices() for code in voice.languages}
    voicing = Voicing(language=language if language in known else None)
    blocks = list(speaker.synthesize(text, voicing))
    samples = np.frombuffer(b"".join(block.data for block in blocks), "<i2")
    file = io.BytesIO()
    with av.open(file, "w", format="mp3") as container:
        stream = container.add_stream("mp3", rate=_RATE_HZ, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = blocks[0].rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()

"""A server on this machine that holds weights, alone or as a hub does, and misbehaves in every way that servers do."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

__all__ = ["Server", "blob", "sha256"]


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def blob(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Server:
    """Files by path; `trouble` is what the next answers do instead of answering properly."""

    def __init__(self):
        self.files = {}
        self.trouble = []
        self.asked = []
        self.ranges = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args):
                pass

            def do_GET(self):
                outer.answer(self)

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def answer(self, request):
        self.asked.append((request.path, request.headers.get("Range")))
        trouble = self.trouble.pop(0) if self.trouble else None
        if callable(trouble):
            return trouble(request)
        data = self.files.get(request.path)
        if data is None:
            return request.send_error(404)
        start = 0
        if self.ranges and (wish := request.headers.get("Range")):
            start = int(wish.removeprefix("bytes=").rstrip("-"))
            if start >= len(data):
                request.send_response(416)
                request.send_header("Content-Range", f"bytes */{len(data)}")
                request.send_header("Content-Length", "0")
                return request.end_headers()
            request.send_response(206)
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            request.send_response(200)
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        body = data[start:]
        request.wfile.write(body[: len(body) // 2] if trouble == "break off" else body)
        return request.wfile.flush()

    def hub(self, files, repo="owner/tiny"):
        """Be a hub with the repository `repo`, of `files` by name."""
        listing = []
        for name, data in files.items():
            entry = {"type": "file", "path": name, "size": len(data), "oid": blob(data)}
            if name.endswith(".bin"):
                entry |= {"oid": "0" * 40, "lfs": {"oid": sha256(data), "size": len(data), "pointerSize": 134}}
            listing.append(entry)
            self.files[f"/{repo}/resolve/main/{name}"] = data
        listing.append({"type": "directory", "path": "sub", "oid": "0" * 40, "size": 0})
        self.files[f"/api/models/{repo}/tree/main?recursive=1"] = json.dumps(listing).encode()

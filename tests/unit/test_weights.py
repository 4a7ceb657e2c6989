"""Weights from a server on this machine that misbehaves in every way that servers do."""

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from hypotez.adapters.storage.weights import HttpWeights
from hypotez.ports.errors import EngineError, EngineUnavailable, EngineUnreachable, StorageError
from hypotez.ports.progress import Cancelled
from hypotez.ports.weights import Download, HubRepo, WeightsFetcher
from tests.weights_server import Server, sha256

BIG = random.Random(1).randbytes(3_000_000)
SMALL = b'{"model_type": "whisper"}'
REPO = HubRepo("owner/tiny", ("model.bin", "sub/config.json"))


def status(code, **headers):
    def answer(request):
        request.send_response(code)
        for name, value in {"Content-Length": "0", **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()

    return answer


def redirect(url):
    return status(302, Location=url)


def hang_up(request):
    request.connection.close()


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def weights(server):
    return HttpWeights(hub=server.url, pause=0.01, attempts=3, timeout=5.0)


@pytest.fixture
def download(server):
    server.files["/tiny.pt"] = BIG
    return Download(f"{server.url}/tiny.pt", "tiny.pt", sha256(BIG))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models" / "whisper" / "tiny"


def files_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_is_a_weights_fetcher(weights):
    assert isinstance(weights, WeightsFetcher)


def test_a_download_fills_its_folder(weights, download, folder):
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG
    assert files_in(folder.parent) == ["tiny/tiny.pt"]


def test_a_repository_fills_its_folder_with_the_files_that_were_named(server, weights, folder):
    server.hub({"model.bin": BIG, "sub/config.json": SMALL, "README.md": b"hello"})
    weights.fetch(REPO, folder)
    assert files_in(folder) == ["model.bin", "sub/config.json"]
    assert (folder / "sub/config.json").read_bytes() == SMALL


def test_progress_counts_all_bytes(server, weights, folder):
    server.hub({"model.bin": BIG, "sub/config.json": SMALL})
    heard = []
    weights.fetch(REPO, folder, report=heard.append)
    loading = [progress for progress in heard if progress.stage == "download"]
    assert {(p.total, p.unit) for p in loading} == {(len(BIG) + len(SMALL), "bytes")}
    assert loading[-1].done == len(BIG) + len(SMALL)
    assert len(loading) > 3


def test_the_folder_appears_only_when_it_is_whole(server, weights, folder):
    server.hub({"model.bin": BIG, "sub/config.json": SMALL})
    seen = []
    weights.fetch(REPO, folder, report=lambda _: seen.append(folder.exists()))
    assert seen
    assert not any(seen)


def test_what_is_there_already_is_not_fetched_again(server, weights, download, folder):
    weights.fetch(download, folder)
    server.asked.clear()
    weights.fetch(download, folder)
    assert server.asked == []


def test_another_version_replaces_the_folder(server, weights, download, folder):
    weights.fetch(download, folder)
    server.files["/tiny.pt"] = SMALL
    weights.fetch(Download(download.url, "new.pt", sha256(SMALL)), folder)
    assert files_in(folder.parent) == ["tiny/new.pt"]


def test_bytes_that_break_off_are_resumed(server, weights, download, folder):
    server.trouble = ["break off"]
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG
    assert server.asked == [("/tiny.pt", None), ("/tiny.pt", f"bytes={len(BIG) // 2}-")]


def test_a_cancelled_fetch_keeps_what_came_and_the_next_one_resumes(server, weights, download, folder):
    def cancel(progress):
        if progress.done > len(BIG) // 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        weights.fetch(download, folder, report=cancel)
    assert not folder.exists()
    server.asked.clear()
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG
    [(_, wish)] = server.asked
    assert int(wish.removeprefix("bytes=").rstrip("-")) > len(BIG) // 2


def test_two_that_fetch_the_same_do_it_one_after_the_other(server, download, folder):
    begun, go_on = threading.Event(), threading.Event()

    def slowly(progress):
        begun.set()
        assert go_on.wait(10)

    def waiting(progress):
        stages.append(progress.stage)
        go_on.set()

    stages = []
    with ThreadPoolExecutor(1) as other:
        first = other.submit(HttpWeights().fetch, download, folder, report=slowly)
        assert begun.wait(10)
        HttpWeights().fetch(download, folder, report=waiting)
        first.result()
    assert stages[0] == "wait"
    assert (folder / "tiny.pt").read_bytes() == BIG
    assert len(server.asked) == 1
    assert not folder.with_name("tiny.part").exists()


def test_a_server_that_knows_no_ranges_sends_it_all_again(server, weights, download, folder):
    server.ranges = False
    server.trouble = ["break off"]
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG


def test_a_whole_part_needs_no_more_bytes(server, weights, download, folder):
    part = folder.with_name("tiny.part") / "tiny.pt.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(BIG)
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG
    assert len(server.asked) == 1  # answered by 416


@pytest.mark.parametrize("stale", [b"x" * 1000, b"x" * (len(BIG) + 10)], ids=["shorter", "longer"])
def test_a_part_of_another_file_is_thrown_away(weights, download, folder, stale):
    part = folder.with_name("tiny.part") / "tiny.pt.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(stale)
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG


@pytest.mark.parametrize("trouble", [status(500), status(503), status(429), status(408), hang_up])
def test_what_may_pass_is_tried_again(server, weights, download, folder, trouble):
    server.trouble = [trouble, trouble]
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG


@pytest.mark.parametrize("trouble", [status(500), status(429), hang_up])
def test_a_server_that_does_not_recover_is_unreachable(server, weights, download, folder, trouble):
    server.trouble = [trouble] * 10
    with pytest.raises(EngineUnreachable):
        weights.fetch(download, folder)
    assert len(server.asked) == 3
    assert not folder.exists()


def test_a_listing_is_tried_again_too(server, weights, folder):
    server.hub({"model.bin": BIG, "sub/config.json": SMALL})
    server.trouble = [status(502)]
    weights.fetch(REPO, folder)
    assert folder.is_dir()


def test_the_servers_wish_to_wait_is_honoured(server, weights, download, folder):
    server.trouble = [status(429, Retry_After="1")]
    waits = []
    weights.fetch(download, folder, report=lambda p: waits.append(p) if p.stage == "wait" else None)
    assert waits
    assert waits[0].total == 1.0


@pytest.mark.parametrize("wish", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_wish_beyond_patience_is_told_instead(server, weights, download, folder, wish):
    server.trouble = [status(429, Retry_After=wish)]
    with pytest.raises(EngineUnreachable) as caught:
        weights.fetch(download, folder)
    assert caught.value.retry_after >= 3599
    assert len(server.asked) == 1


def test_waiting_can_be_cancelled(server, download, folder):
    server.trouble = [status(503, Retry_After="60")]

    def cancel(progress):
        raise Cancelled

    with pytest.raises(Cancelled):
        HttpWeights(hub=server.url).fetch(download, folder, report=cancel)


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_refusal_is_not_repeated(server, weights, download, folder, code):
    server.trouble = [status(code)]
    with pytest.raises(EngineUnavailable, match=str(code)):
        weights.fetch(download, folder)
    assert len(server.asked) == 1


def test_a_wrong_hash_leaves_nothing(server, weights, download, folder):
    server.files["/tiny.pt"] = BIG[:-1] + b"!"
    with pytest.raises(EngineUnavailable, match="hash"):
        weights.fetch(download, folder)
    assert not folder.exists()
    assert files_in(folder.parent) == []


def test_a_wrong_hash_leaves_the_folder_as_it_was(server, weights, download, folder):
    weights.fetch(download, folder)
    with pytest.raises(EngineUnavailable):
        weights.fetch(Download(download.url, "tiny.pt", sha256(b"other")), folder)
    assert (folder / "tiny.pt").read_bytes() == BIG


@pytest.mark.parametrize("name", ["model.bin", "sub/config.json"])
@pytest.mark.parametrize("change", [lambda data: data + b"!", lambda data: data[:-1], lambda data: data[:-1] + b"!"])
def test_a_file_unlike_the_hubs_listing_is_refused(server, weights, folder, name, change):
    server.hub({"model.bin": BIG, "sub/config.json": SMALL})
    path = f"/owner/tiny/resolve/main/{name}"
    server.files[path] = change(server.files[path])
    with pytest.raises(EngineError):
        weights.fetch(REPO, folder)
    assert not folder.exists()


def test_a_file_that_the_repository_lacks_is_named(server, weights, folder):
    server.hub({"model.bin": BIG})
    with pytest.raises(EngineUnavailable, match=r"sub/config\.json"):
        weights.fetch(REPO, folder)


def test_a_listing_in_pages_is_read_to_its_end(server, weights, folder):
    server.hub({"model.bin": BIG, "sub/config.json": SMALL})
    first = "/api/models/owner/tiny/tree/main?recursive=1"
    entries = json.loads(server.files.pop(first))
    server.files["/page2"] = json.dumps(entries[1:]).encode()

    def page(request):
        body = json.dumps(entries[:1]).encode()
        request.send_response(200)
        request.send_header("Link", f'<{server.url}/page2>; rel="next"')
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    server.trouble = [page]
    weights.fetch(REPO, folder)
    assert len(files_in(folder)) == 2


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'[{"path": "model.bin"}, {"path": "sub/config.json"}]'])
def test_a_listing_that_is_none_is_told(server, weights, folder, body):
    server.files["/api/models/owner/tiny/tree/main?recursive=1"] = body
    with pytest.raises(EngineUnreachable):
        weights.fetch(REPO, folder)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "C:x", "", ".."])
def test_names_that_lead_out_of_the_folder_are_refused(server, weights, folder, name):
    server.files["/x"] = SMALL
    with pytest.raises(EngineUnavailable):
        weights.fetch(Download(f"{server.url}/x", name, sha256(SMALL)), folder)
    server.hub({name: SMALL})
    with pytest.raises(EngineUnavailable):
        weights.fetch(HubRepo("owner/tiny", (name,)), folder)
    assert server.asked == [] or {path for path, _ in server.asked} == {"/api/models/owner/tiny/tree/main?recursive=1"}


@pytest.mark.parametrize("repo", ["../../x", "a/b/c", "", "a b", "owner/.."])
def test_names_that_are_no_repository_are_refused(server, weights, folder, repo):
    with pytest.raises(EngineUnavailable):
        weights.fetch(HubRepo(repo, ("x",)), folder)
    assert server.asked == []


def test_a_redirect_is_followed(server, weights, download, folder):
    server.files["/cdn"] = BIG
    server.trouble = [redirect("/cdn")]
    weights.fetch(download, folder)
    assert (folder / "tiny.pt").read_bytes() == BIG


@pytest.mark.parametrize("url", ["http://192.0.2.1/x", "ftp://127.0.0.1/x", "file:///etc/hostname"])
def test_a_redirect_away_from_https_is_refused(server, weights, download, folder, url):
    server.trouble = [redirect(url)]
    with pytest.raises(EngineError):
        weights.fetch(download, folder)
    assert not folder.exists()


def test_plain_http_to_another_machine_is_refused(weights, folder):
    with pytest.raises(EngineUnavailable, match="https"):
        weights.fetch(Download("http://192.0.2.1/x", "x", sha256(b"")), folder)


def test_redirects_in_a_circle_end(server, weights, download, folder):
    server.trouble = [redirect("/tiny.pt")] * 100
    with pytest.raises(EngineUnavailable):
        weights.fetch(download, folder)


def test_a_folder_that_cannot_be_made_is_the_disks_fault(weights, download, tmp_path):
    (tmp_path / "models").write_text("a file is in the way")
    with pytest.raises(StorageError):
        weights.fetch(download, tmp_path / "models" / "tiny")


def test_a_full_disk_is_told_before_anything_is_written(monkeypatch, server, weights, download, folder):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("hypotez.adapters.storage.weights.shutil.disk_usage", lambda _path: usage)
    with pytest.raises(StorageError, match="room"):
        weights.fetch(download, folder)
    assert files_in(folder.parent) == []


def test_what_the_listener_raises_comes_out_unchanged(weights, download, folder):
    broken = BrokenPipeError("nobody reads the progress")

    def report(_progress):
        raise broken

    with pytest.raises(BrokenPipeError) as caught:
        weights.fetch(download, folder, report=report)
    assert caught.value is broken


def vendor_errors():
    for kind in vars(httpx).values():
        if isinstance(kind, type) and issubclass(kind, Exception):
            try:
                yield kind("x", request=None, response=None) if kind is httpx.HTTPStatusError else kind("x")
            except TypeError:
                yield kind()  # its words are fixed


@pytest.mark.parametrize("error", list(vendor_errors()), ids=lambda error: type(error).__name__)
def test_every_error_of_the_client_is_translated(monkeypatch, weights, download, folder, error):
    def refuse(*_args, **_options):
        raise error

    monkeypatch.setattr(httpx.Client, "stream", refuse)
    with pytest.raises(EngineError) as caught:
        weights.fetch(download, folder)
    assert caught.value.__cause__ is error

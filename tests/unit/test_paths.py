"""No name leads out of a root: names, links, special files, secrets, and folders that are swapped meanwhile."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hypotez.adapters.storage import rooted_files
from hypotez.adapters.storage.rooted_files import RootedFiles
from hypotez.adapters.storage.tree import DescriptorTree, PathTree, tree
from hypotez.ports.errors import HypotezError, NotAllowed, NotFound
from hypotez.ports.files import FoundFile, Omitted
from hypotez.ports.names import collision_key, portable_parts, shown
from hypotez.ports.secret_names import SecretNames

OUTSIDE = b"what is outside"


@pytest.fixture(params=[DescriptorTree, PathTree], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooted_files, "tree", request.param)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root full of ways out."""
    place = tmp_path_factory.mktemp("place")
    root = place / "root"
    (root / "a" / "b").mkdir(parents=True)
    (place / "outside").mkdir()
    for path in ("root/f", "root/a/f", "root/a/b/f"):
        (place / path).write_bytes(b"what is inside")
    for path in ("outside/f", "f", "root.txt"):
        (place / path).write_bytes(OUTSIDE)
    (root / "out").symlink_to(place / "outside")
    (root / "up").symlink_to("..")
    (root / "a" / "out").symlink_to("../../outside")
    (root / "a" / "link").symlink_to(place / "f")
    (root / "a" / "inner").symlink_to("b")
    (root / "loop").symlink_to("loop")
    (root / "nowhere").symlink_to("nothing")
    os.mkfifo(root / "pipe")
    return place


PARTS = ("root", "a", "b", "f", "out", "up", "link", "inner", "loop", "nowhere", "pipe", "..", ".", "", "outside", "~")
NAMES = st.lists(st.sampled_from(PARTS) | st.text(max_size=5), max_size=6).map("/".join) | st.text(max_size=30)


@settings(max_examples=300, deadline=None)
@given(name=NAMES)
@example(name="root/out/f")
@example(name="up/f")
@example(name="root/a/b/f")
def test_no_name_ever_opens_a_file_outside(place: Path, name: str) -> None:
    files = RootedFiles(roots={"local": {"root": str(place / "root")}})
    refusal = ""
    try:
        with files.find("local", name).open() as stream:
            assert stream.read() == b"what is inside"
    except (NotAllowed, NotFound) as error:
        refusal = str(error)
    assert str(place) not in refusal
    assert refusal.isprintable()


@settings(max_examples=150, deadline=None)
@given(directory=NAMES)
def test_no_walk_ever_leaves_the_root(place: Path, directory: str) -> None:
    files = RootedFiles(roots={"local": {"root": str(place / "root")}})
    try:
        found = [one for one in files.walk("local", directory) if isinstance(one, FoundFile)]
    except (NotAllowed, NotFound):
        return
    for one in found:
        with one.open() as stream:
            assert stream.read() == b"what is inside"


@pytest.mark.parametrize(
    "name",
    ["out/f", "up/root/f", "a/out/f", "a/link", "a/inner/f", "loop", "loop/f", "nowhere", "out", "pipe", "pipe/f"],
)
def test_links_and_special_files_are_refused_even_if_they_stay_inside(place: Path, name: str) -> None:
    files = RootedFiles(roots={"local": {"root": str(place / "root")}})
    with pytest.raises((NotAllowed, NotFound)):
        files.find("local", name)


def test_a_walk_lists_links_and_special_files_with_the_reason(place: Path) -> None:
    files = RootedFiles(roots={"local": {"root": str(place / "root")}})
    left = {one.name: one.reason for one in files.walk("local") if isinstance(one, Omitted)}
    link = "is a link"
    assert left == {
        "root/out": link, "root/up": link, "root/a/out": link, "root/a/link": link, "root/a/inner": link,
        "root/loop": link, "root/nowhere": link, "root/pipe": "is a special file",
    }  # fmt: skip


def test_sockets_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the whole path would be too long for a socket
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(NotAllowed, match="no regular file"):
            RootedFiles(roots={"local": {"root": str(tmp_path)}}).find("local", "socket")


@pytest.mark.parametrize("swapped", ["a", "a/b", "a/b/f"])
def test_what_is_swapped_for_a_link_after_it_was_found_is_not_opened(tmp_path: Path, swapped: str) -> None:
    for folder in ("root/a/b", "outside/b"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "f").write_bytes(OUTSIDE)
    found = RootedFiles(roots={"local": {"root": str(tmp_path / "root")}}).find("local", "a/b/f")
    (tmp_path / "root" / swapped).rename(tmp_path / "moved")
    (tmp_path / "root" / swapped).symlink_to(tmp_path / "outside" / Path(swapped).relative_to("a"))
    with pytest.raises(NotAllowed, match="link"):
        found.open()


def test_a_link_that_appears_between_looking_and_opening_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "f").write_bytes(b"inside")
    (tmp_path / "secret").write_bytes(OUTSIDE)
    found = RootedFiles(roots={"local": {"root": str(tmp_path / "root")}}).find("local", "f")
    opening = os.open

    def swap_then_open(path, flags, *args, **options):
        if str(path).endswith("f"):
            (tmp_path / "root" / "f").unlink()
            (tmp_path / "root" / "f").symlink_to(tmp_path / "secret")
        return opening(path, flags, *args, **options)

    monkeypatch.setattr(os, "open", swap_then_open)
    with pytest.raises(HypotezError):
        found.open()


def test_a_root_that_is_a_link_is_the_owners_choice(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "f").write_bytes(b"f")
    (tmp_path / "root").symlink_to("real")
    files = RootedFiles(roots={"local": {"root": str(tmp_path / "root")}})
    with files.find("local", "f").open() as stream:
        assert stream.read() == b"f"
    assert [found.name for found in files.walk("local")] == ["root/f"]


def test_a_root_that_is_not_there_is_not_found_without_its_path(tmp_path: Path) -> None:
    files = RootedFiles(roots={"local": {"root": str(tmp_path / "nothing")}})
    for ask in (lambda: files.find("local", "f"), lambda: list(files.walk("local"))):
        with pytest.raises(NotFound) as caught:
            ask()
        assert str(tmp_path) not in str(caught.value)


def test_hidden_files_are_not_given_by_whatever_name(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    for path in ("bot.cfg", "own/x", "free"):
        (tmp_path / path).write_bytes(b"1")
    (tmp_path / "hard").hardlink_to(tmp_path / "bot.cfg")
    hidden = [str(tmp_path / "bot.cfg"), str(tmp_path / "own"), str(tmp_path / "not there")]
    files = RootedFiles(roots={"local": {"root": str(tmp_path)}}, hidden=hidden)
    for name in ("bot.cfg", "own/x", "hard"):
        with pytest.raises(NotAllowed, match="hypotez itself"):
            files.find("local", name)
    with pytest.raises(NotAllowed, match="hypotez itself"):
        list(files.walk("local", "own"))
    walked = {one.name: isinstance(one, FoundFile) for one in files.walk("local")}
    assert walked == {"root/bot.cfg": False, "root/own": False, "root/hard": False, "root/free": True}


def test_names_that_are_not_unicode_are_left_out(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"\xff.txt")).write_bytes(b"1")
    except OSError:
        pytest.skip("this file system has Unicode names only")
    (left,) = RootedFiles(roots={"local": {"root": str(tmp_path)}}).walk("local")
    assert isinstance(left, Omitted)
    left.name.encode()


def test_an_owner_may_add_secrets(tmp_path: Path) -> None:
    (tmp_path / "Salaries.xlsx").write_bytes(b"1")
    files = RootedFiles(roots={"local": {"root": str(tmp_path)}}, secrets=["salar*"])
    with pytest.raises(NotAllowed, match="secrets"):
        files.find("local", "Salaries.xlsx")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no descriptors of folders")
def test_this_system_gets_the_safest_way(tmp_path: Path) -> None:
    assert isinstance(tree(tmp_path), DescriptorTree)


@pytest.mark.parametrize(
    "name", ["a", "a/b.txt", "план/июнь.txt", "a b", ".hidden", "con-fused.txt", "x" * 255, "e.g~1"]
)
def test_ordinary_names_are_allowed(name: str) -> None:
    assert portable_parts(name, windows=False) == tuple(name.split("/"))


@pytest.mark.parametrize("name", ["a.txt:stream", "SECRET~1.TXT", "a?", "a*", "a|b", 'a"b', "<a>"])
def test_windows_refuses_what_only_it_reads_as_something_else(name: str) -> None:
    assert portable_parts(name, windows=False) == (name,)
    with pytest.raises(NotAllowed):
        portable_parts(name, windows=True)


@given(st.text(max_size=40))
def test_a_name_is_allowed_as_it_is_or_refused(name: str) -> None:
    refusal = ""
    try:
        assert "/".join(portable_parts(name)) == name
    except NotAllowed as error:
        refusal = str(error)
    assert refusal.isprintable()


@given(st.text(max_size=300))
def test_a_shown_name_is_short_and_printable(name: str) -> None:
    assert shown(name).isprintable()
    assert len(shown(name)) <= 82


@pytest.mark.parametrize(("one", "other"), [("a", "A"), ("é", "E\u0301"), ("ß", "SS"), ("ЁЖ", "ёж")])
def test_names_that_are_one_file_somewhere_have_one_key(one: str, other: str) -> None:
    assert collision_key(one) == collision_key(other)


@pytest.mark.parametrize(
    "name",
    [
        ".env", ".ENV", ".env.local", "prod.env",
        "hypotez.toml", "hypotez-test.toml", "hypotez.toml~", ".hypotez.toml.swp",
        "hypotez.toml.bak.old", "hypotez.db", "hypotez.db-wal", "server.pem", "private.KEY", "id_rsa", "id_ed25519.pub",
        "vault.kdbx", ".ssh", ".git", ".netrc", "_netrc", ".pgpass", ".npmrc", ".pypirc", "credentials.json",
        "my-credentials-2.json", "client_secret_1.json", "token", "token.txt", "discord_token", "bot-token.txt",
        "secrets.yaml", "terraform.tfstate", ".bash_history", ".x.1ab2.hypotez-part", "passwords.txt.1",
        ".env2", ".env-prod", ".envrc", "env", "my.env.local", "prod.env.txt", "cookies.sqlite", "cookies.sqlite-wal",
        "cookies.txt", "youtube_cookies.txt", "shadow", "shadow-", "kubeconfig", "kubeconfig.yaml", "prod.kubeconfig",
        "wallet.dat", "key.json", "service-key.json", "auth.json", "local.settings.json", "private.gpg", "x.asc",
        "mysecret.txt", "secret key.txt", "secret2", "passwords2.txt", "my_passwords.ods", "authorized_keys",
        "authorized_keys2", "private key.txt", "token2.txt", "bot token.txt", "api-key.txt",
    ],
)  # fmt: skip
def test_secret_names_are_known(name: str) -> None:
    assert name in SecretNames()


@pytest.mark.parametrize(
    "name",
    [
        "environment.txt", "readme.md", "monkey.png", "tokens-of-love.mp3", "hypotez.md", "keys.txt", "secretary.txt",
        "git.txt", "envelope", "pem.txt", "a.toml", "tokenizer.json", "history.txt", "keyboard", ".hidden",
        "keyboard.txt", "environment.md", "environment.yml", "secretariat.doc", "secretary", "keynote.json",
        "monkey.json", "authors.json", "author.json", "shadows.mp3", "shadow.ogg", "wallet.md", "walled.dat",
        "cookie.md", "cookies.md", "fortune-cookies.pdf", "privateer.txt", "passwordless.md", "authorized.txt",
        "settings.json", "gpg.md", "ascii.txt", "inventory.txt", "environ", "envy.mp3", "kube.md", "tokenise.py",
        "secretive.md", "api.md", "passports.txt",
    ],
)  # fmt: skip
def test_ordinary_names_are_no_secrets(name: str) -> None:
    assert name not in SecretNames()


@given(
    secret=st.sampled_from([".env2", "my.env.local", "cookies.sqlite", "kubeconfig", "mysecret.txt", "secret key.txt"]),
    copies=st.lists(st.sampled_from(["~", ".bak", ".old", ".1", ".swp"]), max_size=3),
    shout=st.booleans(),
)
def test_copies_of_a_secret_in_any_case_are_secrets(secret: str, copies: list[str], *, shout: bool) -> None:
    name = "".join([secret, *copies])
    assert (name.upper() if shout else name) in SecretNames()


@given(
    stem=st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12).filter(
        lambda word: not word.endswith(("secret", "secrets", "password", "passwords"))
    ),
    ending=st.sampled_from(["md", "pdf", "mp3", "docx", "png"]),
)
def test_a_word_that_names_no_secret_is_none_as_a_document(stem: str, ending: str) -> None:
    named = {"token", "tokens", "credentials", "kubeconfig"}
    assert (f"{stem}.{ending}" in SecretNames()) == (stem in named or stem.startswith(("apikey", "privatekey")))

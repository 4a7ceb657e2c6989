"""What is true of the ffmpeg program behind pydub beyond the contract."""

import os
import tempfile
import time

import pytest

from hypotez.adapters.audio.pydub import Pydub
from hypotez.ports.audio import Audio, Limits
from hypotez.ports.errors import AudioTooLong, EngineUnavailable
from hypotez.ports.progress import Cancelled
from hypotez.ports.testing.codec import tone
from tests.sounds import sample

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in for ffmpeg is a shell script")


@pytest.fixture
def program(tmp_path):
    """Make a stand-in for ffmpeg that notes its arguments and runs a line of shell."""

    def make(line):
        path = tmp_path / "ffmpeg"
        path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/arguments\n{line}\n')
        path.chmod(0o755)
        return str(path)

    return make


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_who_names_a_program_that_is_not_there_is_told_which_option_to_correct():
    codec = Pydub(ffmpeg="/nowhere/ffmpeg")
    for work in (
        lambda: list(codec.decode(Audio(sample("wav")))),
        lambda: list(codec.encode(tone(), "mp3")),
    ):
        with pytest.raises(EngineUnavailable) as caught:
            work()
        assert str(caught.value) == "There is no ffmpeg at /nowhere/ffmpeg: correct the option 'ffmpeg'."


def test_cancelling_ends_the_program_and_leaves_no_file(program, scratch):
    calls = []

    def cancel(progress):
        calls.append(progress)
        if len(calls) == 2:
            raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        list(Pydub(ffmpeg=program("exec sleep 30")).decode(Audio(sample("wav")), report=cancel))
    assert time.monotonic() - began < 10
    assert list(scratch.iterdir()) == []


def test_a_file_leaves_nothing_behind(scratch):
    list(Pydub().decode(Audio(sample("mp3"))))
    list(Pydub().encode(tone(), "mp3"))
    assert list(scratch.iterdir()) == []


def test_the_program_is_told_what_it_may_open_and_sees_no_name_of_the_user(program, tmp_path):
    codec = Pydub(ffmpeg=program("head -c 64000 /dev/zero"))
    assert list(codec.decode(Audio(sample("wav"), "-i /etc/passwd; x.m3u8")))
    arguments = (tmp_path / "arguments").read_text().splitlines()
    before_input = arguments[: arguments.index("-i")]
    assert before_input[before_input.index("-protocol_whitelist") + 1] == "file"
    assert not {"hls", "concat", "dash", "sdp"} & set(
        before_input[before_input.index("-format_whitelist") + 1].split(",")
    )
    assert "passwd" not in " ".join(arguments)


def test_a_program_is_stopped_soon_after_the_limit(program, tmp_path):
    with pytest.raises(AudioTooLong):
        list(Pydub(ffmpeg=program("head -c 96000 /dev/zero")).decode(Audio(sample("wav")), limits=Limits(seconds=2.0)))
    arguments = (tmp_path / "arguments").read_text().splitlines()
    assert float(arguments[arguments.index("-t") + 1]) == 3.0

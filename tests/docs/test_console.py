"""The tests of the documents notice what is wrong in a document."""

import pytest
import typer

from tests.docs import console

WRONG = typer.BadParameter.__base__
"""Every error in a command line; where it is imported from differs between versions."""


@pytest.mark.parametrize(
    "command",
    [
        "hypotez transcribe a.ogg --format json | cat",
        "cat a.ogg | hypotez transcribe -",
        'echo "hello" | hypotez speak - > a.wav',
        "HYPOTEZ_LANGUAGE=ru hypotez config show; echo $?",
        "hypotez discord",
        "hypotez discord invite",
        "make run   # in this terminal",
    ],
)
def test_a_command_that_is_there_passes(command):
    console.check(command)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("hypotez listen a.ogg", WRONG),
        ("hypotez speak --loud hello", WRONG),
        ("cat a.ogg | hypotez transcribe - --format doc", WRONG),
        ("hypotez config begin", WRONG),
        ("hypotez discord uninvite", WRONG),
        ("make coffee", AssertionError),
        ("curl example.org", AssertionError),
    ],
)
def test_a_command_that_is_not_there_fails(command, error):
    with pytest.raises(error):
        console.check(command)


def test_another_answer_fails(at_home):
    console.run("$ hypotez --version; echo $?\nhypotez ...\n0")
    with pytest.raises(AssertionError, match=r"says:\nhypotez"):
        console.run("$ hypotez --version\nHypotez ...")
    with pytest.raises(AssertionError, match="not:\ndocuments"):
        console.run("$ ls ..\ndocuments", outside=True)

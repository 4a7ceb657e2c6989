"""The instructions that come with hypotez: Markdown, one folder per language, one file per topic."""

from pathlib import Path

__all__ = ["FOLDER"]

FOLDER = Path(__file__).parent
"""Where they are; an owner's own folder goes before this one."""

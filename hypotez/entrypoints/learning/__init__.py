"""What people teach, scope by scope: `app.learning`, wired to the learners that the config names."""

from hypotez.entrypoints.learning.learning import Learning

__all__ = ["Learning"]

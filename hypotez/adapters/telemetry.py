"""Vendors that tell their makers about their use are told not to: what people say is nobody's business.

onnxruntime looks its maker's server up as soon as it is imported, and leaves a folder in the user's cache; its own
`disable_telemetry_events` comes too late for both, and only a variable of the environment is heeded.
"""

import os
from typing import Final

__all__ = ["NO_TELEMETRY", "silence_telemetry"]

NO_TELEMETRY: Final = {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
"""The environment of every process that such a vendor is imported in."""


def silence_telemetry() -> None:
    """Forbid it in this process; call this before the vendor is imported."""
    os.environ.update(NO_TELEMETRY)

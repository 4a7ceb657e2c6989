"""The libraries that voice and the way to Discord need: each does a tiny real thing."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypotez.entrypoints.doctor import opus
from hypotez.ports.errors import HypotezError

__all__ = ["LIBRARIES"]


def encrypt() -> str:
    """Encrypt as voice packets are encrypted on their way, and say by what.

    Raises:
        HypotezError: it does not work.
    """
    try:
        import nacl
        from nacl.secret import Aead

        box = Aead(bytes(Aead.KEY_SIZE))
        if box.decrypt(box.encrypt(b"voice")) == b"voice":
            return f"PyNaCl {nacl.__version__}"
    except ImportError as error:
        raise HypotezError("PyNaCl cannot be loaded; install the package PyNaCl anew") from error
    raise HypotezError("PyNaCl does not decrypt what it encrypted; install the package PyNaCl anew")


def begin_end_to_end() -> str:
    """Begin a session of end-to-end encryption, without which Discord admits nobody to voice channels.

    Raises:
        HypotezError: it does not work.
    """
    try:
        import davey
    except ImportError as error:
        raise HypotezError("davey cannot be loaded; install the package davey anew") from error
    davey.DaveSession(davey.DAVE_PROTOCOL_VERSION, 1, 2).get_serialized_key_package()
    return f"davey {davey.__version__}, DAVE version {davey.DAVE_PROTOCOL_VERSION}"


def trust() -> str:
    """Say whom connections trust.

    Raises:
        HypotezError: nobody, so that there will be no connection.
    """
    loaded = ssl.create_default_context().cert_store_stats()["x509_ca"]
    folder = ssl.get_default_verify_paths().capath  # what is in it is read when it is needed
    if not loaded and not (folder and any(Path(folder).glob("*"))):
        raise HypotezError(
            "there are no certificates to trust here; install ca-certificates, "
            "or name a file with them in the variable SSL_CERT_FILE"
        )
    return ssl.OPENSSL_VERSION


LIBRARIES: Final[dict[str, Callable[[], str]]] = {
    "opus for voice channels": opus,
    "encryption of voice": encrypt,
    "end-to-end encryption": begin_end_to_end,
    "certificates": trust,
}

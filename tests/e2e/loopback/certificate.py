"""A certificate that signs itself, made anew for every run: the client speaks to voice servers by TLS alone."""

import base64
import hashlib
import ipaddress
import ssl
from pathlib import Path

from tests.e2e.loopback.p256 import Key, der, integer

ECDSA_SHA256 = der(0x30, bytes.fromhex("06082a8648ce3d040302"))
PRIME256V1 = bytes.fromhex("06082a8648ce3d030107")
EC_PUBLIC_KEY = der(0x30, bytes.fromhex("06072a8648ce3d0201"), PRIME256V1)
COMMON_NAME = bytes.fromhex("0603550403")
HOST = "127.0.0.1"


def bits(data: bytes, unused: int = 0) -> bytes:
    return der(0x03, bytes([unused]), data)


def extension(number: int, value: bytes, *, critical: bool = False) -> bytes:
    """One of the extensions 2.5.29.x."""
    return der(0x30, bytes([0x06, 3, 0x55, 0x1D, number]), der(0x01, b"\xff") if critical else b"", der(0x04, value))


def certificate(key: Key) -> bytes:
    """For HOST, from 2020 to 2049; its own authority, so that whoever trusts it needs nothing else."""
    name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0C, b"loopback"))))
    validity = der(0x30, der(0x17, b"200101000000Z"), der(0x17, b"491231235959Z"))
    extensions = der(
        0x30,
        extension(19, der(0x30, der(0x01, b"\xff")), critical=True),  # an authority
        extension(15, bits(b"\x84", 2), critical=True),  # signs data and certificates
        extension(14, der(0x04, hashlib.sha1(key.public).digest())),  # names its key
        extension(17, der(0x30, der(0x87, ipaddress.ip_address(HOST).packed))),
    )
    inside = der(
        0x30,
        der(0xA0, integer(2)),
        integer(1),
        ECDSA_SHA256,
        name,
        validity,
        name,
        der(0x30, EC_PUBLIC_KEY, bits(key.public)),
        der(0xA3, extensions),
    )
    return der(0x30, inside, ECDSA_SHA256, bits(key.sign(inside)))


def pem(name: str, data: bytes) -> str:
    return f"-----BEGIN {name}-----\n{base64.encodebytes(data).decode()}-----END {name}-----\n"


class Certificate:
    """`path` is what a process trusts that is started with it in SSL_CERT_FILE."""

    def __init__(self, folder: Path) -> None:
        key = Key()
        private = der(0x30, integer(1), der(0x04, key.private.to_bytes(32, "big")), der(0xA0, PRIME256V1))
        self.text = pem("CERTIFICATE", certificate(key))
        self.path = folder / "certificate.pem"
        self.path.write_text(self.text, encoding="ascii")
        self._private = folder / "private.pem"
        self._private.write_text(pem("EC PRIVATE KEY", private), encoding="ascii")

    def server(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.path, self._private)
        return context

    def client(self) -> ssl.SSLContext:
        """For a client in the test's own process."""
        return ssl.create_default_context(cadata=self.text)

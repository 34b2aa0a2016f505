"""A TLS front before the port, on both sides: real TLS, a real certificate, the server none the wiser."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nacre.client.client import Client, NacreError
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.ops.supervisor import free_port

STUNNEL = shutil.which("stunnel") or shutil.which("stunnel4")
TOKEN = "correct-horse-battery"
SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36, "fps": 30.0}


pytestmark = pytest.mark.timeout(170)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One PEM file with a certificate for 127.0.0.1 and its key."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    path = tmp_path_factory.mktemp("tls")
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += ["-subj", "/CN=nacre test", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", *words, "-keyout", path / "key", "-out", path / "cert"], check=True, capture_output=True)
    (path / "both.pem").write_text((path / "cert").read_text() + (path / "key").read_text())
    return path / "both.pem"


def pump(one: socket.socket, two: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            two.sendall(data)
    for end in (one, two):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def python_front(certificate: Path, port: int, server: bool) -> Iterator[int]:
    """A small proxy: takes TLS and passes it on in the clear, or the other way round; yields its port."""
    if server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    else:
        context = ssl.create_default_context(cafile=str(certificate))
    with socket.create_server(("127.0.0.1", 0)) as listener, contextlib.ExitStack() as stack:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    near, _ = listener.accept()
                    far = socket.create_connection(("127.0.0.1", port))
                    try:
                        if server:
                            near = context.wrap_socket(near, server_side=True)
                        else:
                            far = context.wrap_socket(far, server_hostname="127.0.0.1")
                    except OSError:
                        near.close(), far.close()
                        continue
                    stack.callback(near.close), stack.callback(far.close)
                    for ends in ((near, far), (far, near)):
                        threading.Thread(target=pump, args=ends, daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        thread.join(10.0)


@contextlib.contextmanager
def stunnel(certificate: Path, port: int, server: bool) -> Iterator[int]:
    """The set-up of docs/operations.md; yields the port it takes connections on."""
    if STUNNEL is None:
        pytest.skip("stunnel is not installed")
    accept = free_port()
    lines = ["foreground = yes", "pid =", "[nacre]", f"accept = 127.0.0.1:{accept}", f"connect = 127.0.0.1:{port}"]
    lines += [f"cert = {certificate}"] if server else ["client = yes", f"CAfile = {certificate}", "verifyPeer = yes"]
    config = certificate.with_name(f"{'server' if server else 'client'}-{accept}.conf")
    config.write_text("\n".join(lines) + "\n")
    process = subprocess.Popen([STUNNEL, str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20.0
        while time.monotonic() < end and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", accept), 1.0):
                break
            time.sleep(0.05)
        yield accept
    finally:
        process.terminate()
        process.wait(10)


FRONTS = {"python": python_front, "stunnel": stunnel}


@pytest.mark.parametrize("front", FRONTS)
def test_a_world_through_tls(certificate: Path, front: str) -> None:
    made = FRONTS[front]
    config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(tokens=frozenset({TOKEN})))
    with Server(config) as server:
        port = int(server.endpoint.rsplit(":", 1)[1])
        with made(certificate, port, True) as far, made(certificate, far, False) as near:
            with Client(f"tcp://127.0.0.1:{near}", TOKEN) as client:
                token = client.open(**{**SMALL, "width": 640, "height": 360}, codec="rgba8")["token"]
                first = client.next_frame(60.0)
                while client.next_frame(60.0).id < first.id + 10:
                    client.act(move_z=1.0)
                assert client.latest is not None and client.latest.rgb.shape == (360, 640, 3)
                client.close(keep=True)
            with Client(f"tcp://127.0.0.1:{near}", token) as client:
                assert client.opened["resumed"] and client.next_frame(60.0)
            # It is TLS: who speaks in the clear to the front hears no ZMTP, and gets nowhere.
            with socket.create_connection(("127.0.0.1", far)) as peer:
                peer.settimeout(20.0)
                peer.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32))
                said = b""
                with contextlib.suppress(OSError):
                    said = peer.recv(64)
                assert not said.startswith(b"\xff")
            with pytest.raises(NacreError):
                Client(f"tcp://127.0.0.1:{far}", TOKEN, resume_for=0.0).connect(timeout=1.0)


def test_a_certificate_nobody_vouches_for_is_not_taken(certificate: Path) -> None:
    context = ssl.create_default_context()  # trusts the authorities of the system, not the test's
    with Server(ServerConfig(port=0, model="test-pattern")) as server:
        port = int(server.endpoint.rsplit(":", 1)[1])
        with (
            python_front(certificate, port, True) as far,
            socket.create_connection(("127.0.0.1", far)) as peer,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            context.wrap_socket(peer, server_hostname="127.0.0.1")

"""How a server's address may be written: one rule for the client, the bridge and every command."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from nacre.errors import Failure
from nacre.protocol.definition import DEFAULT_PORT

_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,252})")


class EndpointError(Failure):
    """The endpoint is no address; the text says why."""

    code = "bad_endpoint"


def host_and_port(text: str) -> tuple[str, int]:
    """Host and port of `tcp://127.0.0.1:5577`, `127.0.0.1:5577`, `[::1]:5577`, `::1` or `my-pc.local`.

    Without a port it is the default one; a single word, which could be anything, needs one. Raises EndpointError.
    """
    rest = text.strip().removeprefix("tcp://").rstrip("/")
    host, colon, port = rest.rpartition(":")
    if rest.startswith("[") and rest.endswith("]"):
        host, colon, port = rest, "", ""
    elif not colon or is_address(rest, 6):
        host, port = rest, ""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        good = is_address(host, 6)
    else:
        good = is_address(host, 6) or _HOST.fullmatch(host) is not None
    if not colon and not is_address(host, 6) and "." not in host and host != "localhost":
        good = False
    number_good = not (colon and port) or (port.isascii() and port.isdecimal())
    if not good or not number_good or (rest.endswith(":") and not is_address(rest, 6)):
        raise EndpointError(f"{text[:100]!r} is no endpoint", "write it like tcp://127.0.0.1:5577 or [::1]:5577")
    number = int(port) if port else DEFAULT_PORT
    if not 0 < number < 65536:
        raise EndpointError(f"{number} is no port", "use 1 to 65535")
    return host, number


def endpoint_of(text: str) -> str:
    """The same as ZeroMQ writes it: `tcp://HOST:PORT`, IPv6 addresses in brackets. Raises EndpointError."""
    if text.startswith(("ipc://", "inproc://")):
        return text
    host, port = host_and_port(text)
    return f"tcp://{f'[{host}]' if ':' in host else host}:{port}"


def is_address(host: str, version: int = 0) -> bool:
    """Whether a host is written as numbers, of IP version 4 or 6 if that is asked for, and not a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).version in (version or 4, version or 6)
    except ValueError:
        return False

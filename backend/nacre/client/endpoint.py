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
    elif not colon or _is_ipv6(rest):
        host, port = rest, ""
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        good = _is_ipv6(host)
    else:
        good = _is_ipv6(host) or _HOST.fullmatch(host) is not None
    if not colon and not _is_ipv6(host) and "." not in host and host != "localhost":
        good = False
    number_good = not (colon and port) or (port.isascii() and port.isdecimal())
    if not good or not number_good or (rest.endswith(":") and not _is_ipv6(rest)):
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


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text.partition("%")[0]).version == 6
    except ValueError:
        return False

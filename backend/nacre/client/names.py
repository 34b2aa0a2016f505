"""Looks up the names of servers on threads of their own.

libzmq would do it on the one thread that serves every connection of a process: a nameserver that answers late would
stop all of them, for longer than a server waits for a client.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from typing import Final

_lock: Final = threading.Lock()
_under_way: Final[dict[str, Future[str]]] = {}


def address_of(host: str) -> Future[str]:
    """The address of a host as numbers, IPv4 where it has one; the future raises OSError where there is none.

    Those who ask for a name that is being looked up share the answer.
    """
    with _lock:
        found = _under_way.get(host)
        if found is None:
            found = _under_way[host] = Future()
            threading.Thread(target=_look_up, args=(host, found), name="nacre-names", daemon=True).start()
        return found


def _look_up(host: str, found: Future[str]) -> None:
    try:
        known = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        address = str(min(known, key=lambda one: one[0] != socket.AF_INET)[4][0])
    except (OSError, UnicodeError) as error:
        found.set_exception(OSError(f"{host} has no address: {error}"))
    else:
        found.set_result(address)
    finally:
        with _lock:
            del _under_way[host]

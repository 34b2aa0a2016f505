"""Sizes of the kernel's buffers for sockets on this machine, where they decide how fast large pictures go."""

from __future__ import annotations

import contextlib
import functools
import re
import socket
from typing import Final

# A sender that fills no more than this hands each piece over while it is still in the cache; with the megabytes that
# the kernel would grow to, every byte comes back from memory.
SEND: Final = 512 << 10
# A receiver that has room for a whole picture lets the sender go on without asking.
RECEIVE: Final = 4 << 20
KERNELS_OWN: Final = -1  # as ZeroMQ has it: the kernel chooses, and changes it as it likes
_LOOPBACK: Final = re.compile(r"^tcp://(127\.[\d.]+|\[::1\]|localhost):")


@functools.cache
def _granted(option: int, size: int) -> int:
    """size where the kernel gives as much, else KERNELS_OWN: a growing buffer is better than a smaller fixed one."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, option, size)
        if probe.getsockopt(socket.SOL_SOCKET, option) >= size:
            return size
    return KERNELS_OWN


def send_buffer(address: str) -> int:
    """Bytes for the socket of a server on this address (`tcp://HOST:PORT`): over a network the kernel knows better."""
    return _granted(socket.SO_SNDBUF, SEND) if _LOOPBACK.match(address) else KERNELS_OWN


def receive_buffer(address: str) -> int:
    """Bytes for the socket of a client of this address."""
    return _granted(socket.SO_RCVBUF, RECEIVE) if _LOOPBACK.match(address) else KERNELS_OWN

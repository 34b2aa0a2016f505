"""The wall clock jumps an hour, forward and back, below a server that plays."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

from rig import PATIENCE, SMALL, Figures, frames, hello, p99, server

from nacre.client.client import Client, NacreError
from nacre.server.access.tokens import TokenStore

# Loaded before the C library: whatever asks for the time of day, in any language, gets it shifted.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
static long long shift(void) {
    static volatile long long *at;
    if (!at) {
        const char *path = getenv("NACRE_FAULT_CLOCK");
        int file = path ? open(path, O_RDONLY) : -1;
        if (file < 0) return 0;
        at = mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
    }
    return *at;
}
int clock_gettime(clockid_t id, struct timespec *t) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int r = real(id, t);
    if (r == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) t->tv_sec += shift();
    return r;
}
int gettimeofday(struct timeval *restrict t, void *restrict zone) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    t->tv_sec = now.tv_sec; t->tv_usec = now.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out) *out = now.tv_sec;
    return now.tv_sec;
}
"""
HOUR = 3600


def wall_clock_jumps(long: bool) -> Figures:
    """An hour on and two back: sessions, saves and frames go on; only access tokens look at the clock."""
    compiler = shutil.which("cc")
    if compiler is None:
        return {"skipped": "there is no C compiler to shift the clock with"}
    with tempfile.TemporaryDirectory() as folder:
        source, shim, clock = (Path(folder) / name for name in ("clock.c", "clock.so", "clock"))
        source.write_text(SHIM)
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"], check=True)

        def jump(seconds: int) -> None:
            with clock.open("r+b" if clock.exists() else "wb") as file:
                file.write(struct.pack("<q", seconds))

        jump(0)
        book = TokenStore(Path(folder) / "tokens.jsonl")
        access, _ = book.create(seconds=HOUR / 2, name="half an hour")
        environment = {"LD_PRELOAD": str(shim), "NACRE_FAULT_CLOCK": str(clock)}
        with server("--tokens", str(book.path), environment=environment) as one:
            with Client(one.endpoint, access) as client:
                token = client.open(**SMALL)["token"]
                before = frames(client, 2.0)
                said: Figures = {"p99_ms_before": p99(before)}
                for name, seconds in (("an_hour_on", HOUR), ("an_hour_back", -HOUR)):
                    serial, tick = one.newest(token)[0], client.status()["tick"]
                    jump(seconds)
                    began = time.monotonic()
                    ms = frames(client, 2.0)
                    said[f"p99_ms_{name}"] = p99(ms)
                    ticks = (client.status()["tick"] - tick) * 0.05 / (time.monotonic() - began)
                    assert 0.8 < ticks < 1.2, f"the world runs {ticks:.2f} times as fast"
                    assert one.newest(token)[0] > serial, "nothing is saved"
                    try:
                        Client(one.endpoint, access).connect().close()
                        allowed = "let in"
                    except NacreError as error:
                        allowed = error.code
                    said[f"access_token_{name}"] = allowed
                assert said["access_token_an_hour_on"] == "unauthorised"
                assert said["access_token_an_hour_back"] == "let in" and client.resumed == 0
                client.close(keep=True)
            jump(HOUR)
            said["session_token_an_hour_on"] = hello(one.endpoint, token)
            assert said["session_token_an_hour_on"] == "unauthorised", "a session ends with the token that opened it"
            jump(-HOUR)
            with Client(one.endpoint, token) as client:
                assert client.opened["resumed"] and client.next_frame(PATIENCE)
    assert os.path.exists(shim) is False
    return said

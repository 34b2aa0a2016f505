"""Models that raise, give what is no number, hang, or take the process with them."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path

from rig import PATIENCE, SMALL, Figures, frames, server, wait_for

from nacre.client.client import Client, NacreError

MODEL = """
import os, signal, time
import numpy as np
from pathlib import Path
from nacre.adapters.test_pattern import TestPatternWorld

FLAG = Path(os.environ["NACRE_FAULT_FLAG"])

class Faulty(TestPatternWorld):
    def open(self, spec, seed, progress):
        if seed == 20:
            raise RuntimeError("no such place")
        return super().open(spec, seed, progress)

    def step(self, states, actions):
        events = super().step(states, actions)
        for state in states:
            late = state.clock[0] >= 20
            if late and state.rng[0] == 21:
                raise ArithmeticError("a step that fails")
            if late and state.rng[0] == 22:
                state.player[:3] = np.nan
            if state.clock[0] >= 40 and state.rng[0] in (24, 25) and not FLAG.exists():
                FLAG.write_text("once")
                if state.rng[0] == 24:
                    time.sleep(3600)
                os.kill(os.getpid(), signal.SIGSEGV)
        return events

    def render(self, states, cameras, size, blend):
        if any(state.rng[0] == 23 and state.clock[0] >= 20 for state in states):
            raise MemoryError("a picture that fails")
        return super().render(states, cameras, size, blend)
"""
BROKEN = {20: "raises when opened", 21: "raises in a step", 22: "gives what is no number", 23: "raises when drawing"}
DEADLY = {24: "hangs", 25: "takes its process with it"}


def failing_engines(long: bool) -> Figures:
    """Only the guilty world is lost, with a clear error; who hangs or dies is replaced, and every session goes on."""
    said: Figures = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "faulty_model.py").write_text(MODEL)
        flag = Path(folder) / "flag"
        environment = {"PYTHONPATH": folder, "NACRE_FAULT_FLAG": str(flag)}
        words = ("--hang-seconds", "2")
        with (
            server(*words, model="faulty_model:Faulty", environment=environment, supervised=True) as one,
            Client(one.endpoint, resume_for=PATIENCE) as good,
        ):
            good.open(**SMALL)
            for seed, what in BROKEN.items():
                with Client(one.endpoint, resume_for=0.0) as bad:
                    try:
                        bad.open(**{**SMALL, "seed": seed})
                        frames(bad, 10.0)
                        raise AssertionError(f"a model that {what} was not noticed")
                    except NacreError as error:
                        assert error.code == "world_failed" and error.hint
                        said[what] = error.code
                frames(good, 0.3)
                assert good.resumed == 0
            for number, (seed, what) in enumerate(DEADLY.items()):
                flag.unlink(missing_ok=True)
                engine = one.pid
                with Client(one.endpoint, resume_for=PATIENCE) as bad:
                    bad.open(**{**SMALL, "seed": seed})
                    began = time.monotonic()
                    wait_for("it dies", lambda: flag.exists() or not frames(bad, 0.1))
                    wait_for("the other session goes on", lambda n=number: good.status() and good.resumed == n + 1)
                    wait_for("its own session goes on", lambda: bad.status() and bad.resumed == 1)
                    frames(bad, 0.5), frames(good, 0.5)
                    assert one.pid != engine
                    said[what] = f"both sessions go on after {time.monotonic() - began - 2.0:.1f} s"
    return said


def dead_supervisor(long: bool) -> Figures:
    """The supervisor is killed: its engine ends, too, and a new one takes the port and the session."""
    with server(supervised=True) as one, Client(one.endpoint, resume_for=PATIENCE) as client:
        client.open(**SMALL)
        frames(client, 1.5)
        engine = one.pid
        one.process.send_signal(signal.SIGKILL)
        one.process.wait()

        def gone() -> bool:
            try:
                os.kill(engine, 0)
            except ProcessLookupError:
                return True
            return Path(f"/proc/{engine}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

        began = time.monotonic()
        wait_for("the engine ends", gone, 15.0)
        ended = time.monotonic() - began
        one.kill()
        one.start()
        wait_for("the session goes on", lambda: client.status() and client.resumed == 1)
        frames(client, 0.5)
        return {"engine_ended_after_s": round(ended, 2), "resumed": client.resumed}

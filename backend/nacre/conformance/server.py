"""`nacre check server`: does a server keep to the protocol? Every failure says what to fix."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from nacre.client.dealer import Part
from nacre.conformance.report import PATIENCE, Failed, Report, wanted
from nacre.conformance.wire import Header, Wire
from nacre.protocol.definition import RESERVED, VERSION
from nacre.protocol.vectors import malformed_vectors

CHECKS: Final[list[tuple[str, Callable[[ServerCheck], str | None]]]] = []


def check(name: str) -> Callable[[Callable[[ServerCheck], str | None]], Callable[[ServerCheck], str | None]]:
    """Note a method of ServerCheck as a check of this name."""

    def note(function: Callable[[ServerCheck], str | None]) -> Callable[[ServerCheck], str | None]:
        CHECKS.append((name, function))
        return function

    return note


class ServerCheck:
    """The checks of one server at `endpoint`. patience is how long it may take to answer, in seconds."""

    def __init__(self, endpoint: str, token: str | None = None, patience: float = PATIENCE) -> None:
        self.endpoint, self.token, self.patience = endpoint, token, patience

    def run(self, report: Report) -> Report:
        """All checks, one after the other; without an answer to hello only the first."""
        for number, (name, function) in enumerate(CHECKS):
            passed = report.run(name, lambda function=function: function(self))  # type: ignore[misc]
            if not passed and number < 2:
                break
        return report

    @contextlib.contextmanager
    def wire(self) -> Iterator[Wire]:
        """A connection of its own for one check."""
        with Wire(self.endpoint, self.patience) as wire:
            if self.token is not None:
                hello = wire.hello
                wire.hello = lambda **body: hello(**{"token": self.token, **body})  # type: ignore[method-assign]
            yield wire

    def frame(self, wire: Wire) -> tuple[Header, list[Part]]:
        """The next frame, with what every frame must be."""
        header, parts = wire.until("frame")
        described = [part["bytes"] for part in header["parts"]]
        fix = "`parts` describes the parts that follow, in order (SPEC.md, section 6)"
        wanted(
            described == [len(part) for part in parts], f"parts of {[len(p) for p in parts]} B, not {described}", fix
        )
        wanted(header["ai_generated"] is True, "ai_generated is not true", "set it in every frame: law in the EU")
        return header, parts

    @check("ZMTP greeting")
    def welcome_message(self) -> str:
        address = urlsplit(self.endpoint)
        try:
            with socket.create_connection((address.hostname or "", address.port or 0), timeout=5.0) as raw:
                raw.sendall(b"\xff" + bytes(8) + b"\x7f\x03\x01" + b"NULL".ljust(20, b"\0") + bytes(32))
                raw.settimeout(5.0)
                data = b""
                while len(data) < 64:
                    some = raw.recv(64 - len(data))
                    wanted(
                        bool(some), f"closed after {len(data)} bytes", "answer with a 64-byte greeting, NULL mechanism"
                    )
                    data += some
        except OSError as error:
            raise Failed(
                f"cannot connect: {error}", f"start the server, and check the address {self.endpoint}"
            ) from None
        wanted(
            data[:1] == b"\xff" and data[9:10] == b"\x7f",
            "no ZMTP signature",
            "speak ZMTP 3.x (rfc.zeromq.org/spec/37)",
        )
        wanted(data[10] >= 3, f"ZMTP {data[10]}", "speak ZMTP 3.0 or later")
        return f"ZMTP {data[10]}.{data[11]}, {data[12:32].rstrip(bytes(1)).decode('ascii', 'replace')}"

    @check("hello and welcome")
    def hello(self) -> str:
        with self.wire() as wire:
            welcome = wire.hello()
            wanted(
                welcome["type"] == "welcome", f"refused: {welcome.get('message')}", "pass an access token with --token"
            )
            wanted(welcome["v"] == VERSION, f"version {welcome['v']}", f"this checker knows version {VERSION}")
            return f"{welcome['server']['name']} {welcome['server']['version']}, {welcome['models'][0]['name']}"

    @check("another version is refused")
    def version(self) -> None:
        with self.wire() as wire:
            wire.send("hello", id=1, v=VERSION + 1)
            error = wire.until("error", "welcome")[0]
            fix = "refuse another major version with a fatal `version_mismatch` (SPEC.md, section 2)"
            wanted(error.get("code") == "version_mismatch" and error["fatal"], f"answered {error}", fix)

    @check("nothing before hello")
    def hello_first(self) -> None:
        with self.wire() as wire:
            wire.send("status", id=7)
            error = wire.until("error", "status")[0]
            right = error.get("code") == "hello_first" and error["id"] == 7
            wanted(
                right, f"answered {error}", "refuse everything before `hello` with `hello_first` and the request's id"
            )

    @check("malformed messages get their codes")
    def malformed(self) -> str:
        with self.wire() as wire:
            wire.hello()
            vectors = malformed_vectors()
            for vector in vectors:
                parts = [
                    bytes.fromhex(p["head"]) + bytes.fromhex(p.get("fill", "")) * p.get("count", 0)
                    for p in vector["parts"]
                ]
                wire.dealer.send(parts)
                answer = wire.until("error", "opened", "closed", "saved", "restored")[0]
                fix = f"answer the vector {vector['name']!r} of vectors/malformed.json with `{vector['code']}`"
                wanted(
                    answer.get("code") == vector["code"], f"{vector['name']}: {answer.get('code', answer['type'])}", fix
                )
                wanted(bool(answer["hint"]), f"{vector['name']}: no hint", "every error says what to do about it")
            return f"{len(vectors)} vectors"

    @check("messages of later versions")
    def later(self) -> None:
        with self.wire() as wire:
            wire.hello()
            for kind in RESERVED:
                wire.send(kind, id=3)
                error = wire.until("error", request=3)[0]
                wanted(
                    error["code"] == "unsupported",
                    f"{kind}: {error['code']}",
                    "refuse reserved types with `unsupported`",
                )
            wire.send("status", id=4, something_new={"deep": [1, [2]]})
            wire.until("status", request=4)

    @check("a world opens, and frames come within the credit")
    def frames(self) -> str:
        with self.wire() as wire:
            opened = wire.open(channels=["rgb", "state"])
            silence = wire.longest_silence
            fix = "send `progress` at least every 0.2 s while a world is made (SPEC.md, section 9)"
            wanted(silence < 2.0, f"silent for {silence:.1f} s while opening", fix)
            wanted(
                opened["seed"] == 5 and bool(opened["token"]),
                "seed or token is missing",
                "echo `seed`, and give a token",
            )
            ids = [self.frame(wire)[0]["id"] for _ in range(opened["credit"])]
            wanted(ids == sorted(set(ids)), f"frame ids {ids}", "ids rise with every frame")
            end = time.monotonic() + 1.0
            while (got := wire.receive(max(0.0, end - time.monotonic()))) is not None:
                fix = "never have more frames in flight than the client's `credit` (SPEC.md, section 5)"
                wanted(got[0]["type"] != "frame", f"a frame beyond a credit of {opened['credit']}", fix)
            wire.send("act", seq=1, t=12.5, held={"move_z": 1.0}, look={"yaw": 0.25}, ack=ids[-1])
            header = self.frame(wire)[0]
            while header["for_seq"] < 1:
                wire.send("act", ack=header["id"])
                header = self.frame(wire)[0]
            fix = "a frame that shows an input carries its `seq` and `t` (SPEC.md, section 4)"
            wanted((header["for_seq"], header["echo_t"]) == (1, 12.5), f"for_seq {header['for_seq']}", fix)
            return f"first frame, {opened['codec']}, {header['parts'][0]['width']}x{header['parts'][0]['height']}"

    @check("lockstep repeats to the byte")
    def lockstep(self) -> None:
        runs = []
        for _ in range(2):
            with self.wire() as wire:
                wire.open(deterministic=True)
                run = []
                for seq in range(1, 9):
                    wire.send("act", seq=seq, held={"move_z": 1.0}, look={"yaw": 0.05})
                    header, parts = self.frame(wire)
                    fix = "each `act` with a `seq` gives exactly one tick and one frame, in order (SPEC.md, section 5)"
                    wanted((header["for_seq"], header["tick"]) == (seq, seq), f"tick {header['tick']} for {seq}", fix)
                    wire.send("act", ack=header["id"])
                    run.append(parts)
                runs.append(run)
                wire.send("close", id=9)
                wire.until("closed", request=9)
        wanted(runs[0] == runs[1], "frames differ", "same model, spec, seed and inputs give the same bytes")

    @check("pause and resume")
    def pausing(self) -> None:
        with self.wire() as wire:
            wire.open()
            wire.send("pause", id=3)
            status = wire.until("status", request=3)[0]
            wanted(status["state"] == "paused", status["state"], "`pause` is answered by `status{state: paused}`")
            wire.send("resume", id=4)
            status = wire.until("status", request=4)[0]
            wanted(status["state"] == "running", status["state"], "`resume` is answered by `status{state: running}`")

    @check("a dropped session is taken up by its token")
    def resuming(self) -> None:
        with self.wire() as wire:
            opened = wire.open()
            last = self.frame(wire)[0]["id"]
        with self.wire() as wire:
            welcome = wire.hello(token=opened["token"])
            fix = "`hello` with a session's token resumes it (SPEC.md, section 3)"
            wanted(welcome.get("session") == opened["session"], f"welcome for {welcome.get('session')}", fix)
            again = wire.until("opened")[0]
            wanted(again["resumed"] is True, "opened{resumed: false}", "say that the session goes on")
            header = self.frame(wire)[0]
            wanted(header["id"] > last, f"frame {header['id']} after {last}", "frame ids go on across connections")
            with self.wire() as thief:
                thief.hello(token=opened["token"])
                thief.until("opened")
                closed = wire.until("closed")[0]
                fix = "the connection that loses its session is told `closed{reason: taken_over}`"
                wanted(closed["reason"] == "taken_over", closed["reason"], fix)

    @check("guessed tokens open nothing")
    def guessing(self) -> None:
        with self.wire() as wire:
            opened = wire.open()
            for token in (opened["session"], opened["token"][:-1], "x" * 256, opened.get("guest", "g")):
                with Wire(self.endpoint, self.patience) as other:
                    answer = other.hello(token=token)
                    fix = "only the whole session token resumes a session"
                    wanted(answer["type"] == "error", f"a wrong token was welcomed ({token[:4]}…)", fix)

    @check("rewind, branch, save and join")
    def rewind_branch_save_join(self) -> str:
        with self.wire() as wire:
            opened = wire.open()
            while (header := self.frame(wire)[0])["tick"] < 1:
                wire.send("act", ack=header["id"])
            refused = []
            requests: list[tuple[str, str, dict[str, Any]]] = [
                ("rewind", "restored", {"seconds": 1.0}), ("branch", "branched", {}),
                ("resize", "resized", {"width": 128, "height": 72}),
                ("snapshot", "saved", {"name": "nacre-check"}), ("restore", "restored", {"name": "nacre-check"}),
            ]  # fmt: skip
            for number, (kind, answer, body) in enumerate(requests, 10):
                wire.send(kind, id=number, **body)
                got = wire.until(answer, "error", request=number)[0]
                if got["type"] == "error":
                    refused.append(f"{kind}: {got['code']}")
                    allowed = (
                        "nothing_to_rewind",
                        "no_saves",
                        "no_such_save",
                        "too_many_sessions",
                        "server_busy",
                        "not_allowed",
                    )
                    fix = f"answer `{kind}` with `{answer}`, or refuse it with one of {', '.join(allowed)}"
                    wanted(got["code"] in allowed, f"{kind}: {got['code']}", fix)
            with self.wire() as viewer:
                viewer.hello()
                viewer.send("join", id=5, guest=opened.get("guest", ""), width=64, height=36)
                got = viewer.until("opened", "error", request=5)[0]
                if got["type"] == "error":
                    refused.append(f"join: {got['code']}")
                else:
                    self.frame(viewer)
            return f"refused here: {', '.join(refused)}" if refused else "all offered"

    @check("heartbeat")
    def heartbeat(self) -> None:
        with self.wire() as wire:
            beat = wire.hello()["heartbeat"]
            got = wire.receive(2.0 * beat + 2.0)
            wanted(
                got is not None, f"silent for {2.0 * beat + 2.0:g} s", "send `status` when nothing else was for a beat"
            )

    @check("close and bye")
    def leaving(self) -> None:
        with self.wire() as wire:
            wire.open()
            wire.send("close", id=3)
            closed = wire.until("closed", request=3)[0]
            wanted(closed["reason"] == "close", closed["reason"], "`close` is answered by `closed{reason: close}`")
            wire.send("bye", id=4)
            closed = wire.until("closed", request=4)[0]
            wanted(closed["reason"] == "bye", closed["reason"], "`bye` is answered by `closed{reason: bye}`")

"""The command line: what it accepts, what it writes, how it fails, and that it stops what it started."""

from __future__ import annotations

import importlib
import itertools
import json
import math
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nacre.cli.errors import BadInput
from nacre.cli.main import COMMANDS, main
from nacre.cli.walk_script import parse_script
from nacre.train.config import CONFIGS
from nacre.world.grid import TICK

PATTERN = ["--model", "test-pattern"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def nacre(*words: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "nacre", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,  # type: ignore[call-overload]
    )


class TestScript:
    def test_walking_lasts_as_long_as_written(self) -> None:
        actions = parse_script("w2s")
        assert len(actions) * TICK == pytest.approx(2.0)
        assert all((a.move_x, a.move_z, a.sprint) == (0.0, 1.0, False) for a in actions)

    def test_looking_right_is_negative_yaw_and_sums_to_the_angle(self) -> None:
        actions = parse_script("look90, pitch-30")
        assert sum(a.look_yaw for a in actions) == pytest.approx(-math.pi / 2)
        assert sum(a.look_pitch for a in actions) == pytest.approx(-math.pi / 6)

    def test_keys_combine_and_sprint_is_a_prefix(self) -> None:
        (first, *_) = parse_script("sprint-wd1s")
        assert (first.move_x, first.move_z, first.sprint) == (1.0, 1.0, True)

    def test_jump_is_one_press_and_a_landing(self) -> None:
        actions = parse_script("jump,wait1s")
        assert [a.jump for a in actions].count(True) == 1
        assert len(actions) * TICK == pytest.approx(1.5 + TICK)

    @pytest.mark.parametrize("script", ["", " , ", "x2s", "w2", "look", "jump2s", "w999s", "look5000", "w100s,w100s"])
    def test_what_makes_no_sense_is_named(self, script: str) -> None:
        with pytest.raises(BadInput):
            parse_script(script)


class TestUsage:
    @pytest.mark.parametrize(
        "words",
        [
            [],
            ["nothing"],
            ["shot", "a village"],
            ["shot", "a village", "-o", "a.png", "--size", "big"],
            ["shot", "a village", "-o", "a.png", "--hours", "25"],
            ["shot", "a village", "-o", "a.png", "--seed", "-1"],
            ["train", "everything", "--minutes", "1"],
            ["train", "shapes", "--minutes", "0"],
            ["play", "--port", "70000"],
            ["play", "--port", "²"],
            ["shot", "a village", "-o", "a.png", "--size", "²x²"],
        ],
    )
    def test_bad_usage_is_2(self, words: list[str]) -> None:
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 2

    @pytest.mark.parametrize("part", ["shapes", "terrain", "layout", "dynamics", "poses"])
    def test_every_part_of_the_model_is_trained_by_its_name(
        self, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        module = importlib.import_module(f"nacre.train.{part}")
        given: list[Any] = []
        monkeypatch.setattr(module, "train", lambda config: given.append(config) or {"loss": 1.0})
        assert main(["train", part, "--minutes", "2", "--resume", "--out", str(tmp_path / "run")]) == 0
        assert given == [CONFIGS[part](minutes=2.0, resume=True, out=tmp_path / "run")], "defaults are the config's"

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["shot", "a village", "-o", "picture.bmp", *PATTERN], ".png"),
            (["shot", "a village", "-o", "no/such/folder/a.png", *PATTERN], "not a folder"),
            (["shot", "  ", "-o", "a.png", *PATTERN], "empty"),
            (["shot", "a village", "-o", "a.png", "--model", "unheard-of"], "unheard-of"),
            (["shot", "a village", "-o", "a.png", "--size", "4000x4000", *PATTERN], "at most"),
            (["clip", "a village", "-o", "a.gif", "--script", "fly", *PATTERN], "fly"),
            (["play", "--seed", "3"], "--prompt"),
            (["play", "--connect", "nowhere", "--no-browser"], "nowhere"),
            (["play", "--connect", "", "--no-browser"], "is no endpoint"),
        ],
    )
    def test_bad_input_is_2_with_a_hint(
        self, words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:  # fmt: skip
        monkeypatch.chdir(tmp_path)
        if words[0] == "play":
            words = [*words, "--port", str(free_port())]
        assert main(words) == 2
        message = capsys.readouterr().err
        assert says in message
        assert "Traceback" not in message
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("words", [["shot", "-o", "a.png", *PATTERN], ["bake", "-o", "a.glb"]])
    def test_nothing_understood_is_a_question_and_no_world(
        self, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main([words[0], "cannons and a sextant", *words[1:]]) == 2
        said = capsys.readouterr().err
        assert "nothing of" in said and said.split("did you mean: ")[1].count(";") == 2
        assert list(tmp_path.iterdir()) == []

    def test_what_was_ignored_and_corrected_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        words = ["a medeival vilage and a sextant", "-o", str(tmp_path / "a.png"), "--size", "64x36", *PATTERN]
        assert main(["shot", *words]) == 0
        said = capsys.readouterr().err
        assert "read medeival as medieval" in said and "not understood: sextant" in said

    def test_an_unforeseen_failure_is_1_and_names_the_way_to_its_traceback(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("nacre.cli.commands.doctor.examine", lambda endpoint: 1 / 0)
        assert main(["doctor"]) == 1
        assert "--debug" in capsys.readouterr().err
        with pytest.raises(ZeroDivisionError):
            main(["--debug", "doctor"])

    def test_an_interrupt_is_130(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(endpoint: str) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("nacre.cli.commands.doctor.examine", interrupt)
        assert main(["doctor"]) == 130

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_explains_itself(self, command: str, capsys: pytest.CaptureFixture[str]) -> None:
        try:
            code = main([command, "--help"])
        except SystemExit as left:
            code = int(left.code or 0)
        assert code == 0 and f"nacre {command}" in capsys.readouterr().out

    def test_help_does_not_wait_for_torch(self) -> None:
        code = "import sys; from nacre.cli.main import build_parser; build_parser(); print('torch' in sys.modules)"
        assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


class TestCapture:
    def shoot(self, path: Path, *words: str) -> np.ndarray:
        assert main(["shot", "a village", "-o", str(path), "--size", "160x90", *PATTERN, *words]) == 0
        return np.asarray(Image.open(path))

    def test_a_shot_is_the_size_asked_and_repeats_exactly(self, tmp_path: Path) -> None:
        first = self.shoot(tmp_path / "a.png", "--seed", "4")
        again = self.shoot(tmp_path / "b.png", "--seed", "4")
        assert first.shape == (90, 160, 3)
        assert np.array_equal(first, again)

    def test_turning_the_head_changes_the_picture(self, tmp_path: Path) -> None:
        ahead = self.shoot(tmp_path / "a.png")
        right = self.shoot(tmp_path / "b.png", "--yaw", "40")
        around = self.shoot(tmp_path / "c.png", "--yaw", "360")
        up = self.shoot(tmp_path / "d.png", "--pitch", "30")
        assert not np.array_equal(ahead, right)
        assert not np.array_equal(ahead, up)
        assert np.array_equal(ahead, around)

    def test_a_gif_has_a_frame_for_each_tick(self, tmp_path: Path) -> None:
        path = tmp_path / "walk.gif"
        words = [
            "clip",
            "a village",
            "-o",
            str(path),
            "--size",
            "96x54",
            "--script",
            "w0.5s,look30",
            *PATTERN,
        ]
        assert main(words) == 0
        with Image.open(path) as film:
            # Equal neighbours may be merged by the writer; the time they take together may not change.
            total = 0
            for number in range(getattr(film, "n_frames", 1)):
                film.seek(number)
                total += film.info["duration"]
        assert total == round(1000 * TICK) * len(parse_script("w0.5s,look30"))

    def test_an_mp4_needs_ffmpeg_and_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("shutil.which", lambda name: None)
        assert main(["clip", "a village", "-o", str(tmp_path / "a.mp4"), *PATTERN]) == 1
        assert "ffmpeg" in capsys.readouterr().err

    def test_an_mp4_is_written(self, tmp_path: Path) -> None:
        if not shutil.which("ffmpeg"):
            pytest.skip("ffmpeg is not installed")
        path = tmp_path / "walk.mp4"
        words = ["clip", "a village", "-o", str(path), "--size", "96x54", "--script", "w0.3s", *PATTERN]
        assert main(words) == 0
        assert path.read_bytes()[4:8] == b"ftyp"


class TestDoctor:
    def test_json_tells_what_is_there(self, capsys: pytest.CaptureFixture[str]) -> None:
        code = main(["doctor", "--json"])
        report = json.loads(capsys.readouterr().out)
        assert report["packages"]["numpy"] == np.__version__
        assert report["probe"]["frames"] > 0 and report["probe"]["frame_ms"] > 0
        assert all(len(weight["sha256"]) == 12 and weight["bytes"] > 0 for weight in report["weights"])
        assert code == (1 if any(problem["fatal"] for problem in report["problems"]) else 0)

    def test_a_taken_port_is_noticed(self) -> None:
        from nacre.cli.commands.doctor import _port_free

        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            assert _port_free(f"tcp://127.0.0.1:{taken.getsockname()[1]}") is False
        assert _port_free(f"tcp://127.0.0.1:{free_port()}") is True
        assert _port_free("ipc://nacre") is None


def wait_for(condition: object, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "nothing happened in time"
        time.sleep(0.05)


class TestPlay:
    def healthy(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                return bool(json.load(answer)["ok"])
        except urllib.error.HTTPError as refused:
            refused.close()
            return False
        except OSError:
            return False

    def children(self, process: subprocess.Popen[str]) -> list[int]:
        tasks = Path(f"/proc/{process.pid}/task")
        return [int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()]

    @pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="child processes are listed through /proc")
    @pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
    def test_nothing_is_left_running(self, end: signal.Signals) -> None:
        port = free_port()
        with nacre("play", "--no-browser", "--port", str(port), *PATTERN) as play:
            try:
                wait_for(lambda: self.healthy(port) or play.poll() is not None)
                (server,) = self.children(play)
                play.send_signal(end)
                code = play.wait(20)
                assert code == (-signal.SIGKILL if end == signal.SIGKILL else 0)
                wait_for(lambda: not Path(f"/proc/{server}").exists() or "(Z)" in _state(server), 15)
            finally:
                play.kill()

    def test_a_server_that_cannot_run_ends_the_play(self) -> None:
        with nacre("play", "--no-browser", "--port", str(free_port()), "--model", "json:no_such_model") as play:
            try:
                output, _ = play.communicate(timeout=60)
            finally:
                play.kill()
        assert play.returncode == 1
        assert "nacre doctor" in output

    def test_a_taken_port_is_refused_with_a_hint(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            assert main(["play", "--no-browser", "--port", str(port), *PATTERN]) == 1
        assert "--port" in capsys.readouterr().err

    def test_serve_says_when_it_is_ready_and_stops_cleanly(self) -> None:
        with nacre("serve", "--port", "0", *PATTERN) as server:
            try:
                assert server.stdout is not None
                lines = itertools.takewhile(lambda line: "loading" in line or "serving" in line, server.stdout)
                assert any("serving" in line for line in lines), "on a busy machine it first tells that it loads"
                os.kill(server.pid, signal.SIGINT)
                assert server.wait(15) == 0
            finally:
                server.kill()


def _state(pid: int) -> str:
    try:
        return f"({Path(f'/proc/{pid}/stat').read_text().split(')')[1].split()[0]})"
    except OSError:
        return "(Z)"

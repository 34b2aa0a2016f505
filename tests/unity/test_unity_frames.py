"""What a frame costs the Unity package under mono: bytes allocated, and the main thread's time."""

from __future__ import annotations

import subprocess

import pytest

from support.unity import check, toolchain

pytestmark = pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())


def test_nothing_is_allocated_a_frame_by_the_wire_alone() -> None:
    """Reader, decoder and queue in one thread, so that the count is exact for what the reading thread does."""
    frames, spent, collections, proof = check("allocations", "10000")[0].split()[:4]
    assert int(frames) == 10000
    assert int(proof) >= 1_000_000  # the counter counts
    assert (int(spent), int(collections)) == (0, 0)


@pytest.fixture(scope="module")
def carried() -> dict[str, str]:
    """10,000 pictures of 640x360 with depth from a socket into textures, by the package's own components."""
    run = subprocess.run(["mono", str(toolchain.frames_check()), "10000"], capture_output=True, text=True, timeout=150)
    assert run.returncode == 0, run.stderr + run.stdout
    words = run.stdout.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def test_no_byte_is_allocated_from_the_socket_to_the_texture(carried: dict[str, str]) -> None:
    assert carried["frames"] == "10000" and int(carried["proof"]) >= 1_000_000  # the counter counts
    assert carried["made"] == "2" and int(carried["uploads"]) > 10000  # picture and depth, written in place
    # main thread exactly; all threads, the reader's among them, as the heap shows it
    assert (carried["main"], carried["all"], carried["collections"]) == ("0", "0", "0")


def test_the_main_thread_works_less_than_a_millisecond_a_frame(carried: dict[str, str]) -> None:
    """Time the thread computed, not time that passed: what else the machine does is no fault of ours."""
    assert float(carried["cpu99"]) <= 1.0, carried

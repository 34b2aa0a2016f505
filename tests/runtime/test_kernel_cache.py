"""Compiled kernels follow every file that goes into them, not only their own."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nacre import kernel_cache
from nacre.world.kernels import arithmetic
from nacre.world.terrain import flow

TOP = """import nacre.world
from numba import njit

from nacre.kernel_cache_probe.inner import AMOUNT, twice


@njit(cache=True)
def top(x):
    return twice(x) + AMOUNT
"""
INNER = """from numba import njit

AMOUNT = {amount}


@njit(cache=True)
def twice(x):
    return {factor} * x
"""


def test_a_kernel_covers_what_it_imports() -> None:
    files = kernel_cache.imported(Path(flow.__file__))
    assert Path(arithmetic.__file__) in files
    assert kernel_cache.stamp(Path(flow.__file__)) != kernel_cache.stamp(Path(arithmetic.__file__))


def test_a_changed_helper_in_another_file_is_compiled_in(tmp_path: Path) -> None:
    package = tmp_path / "nacre"
    source = Path(kernel_cache.__file__).parent
    package.mkdir()
    for name in ("__init__.py", "kernel_cache.py", "kernel_typing.py", "cache_folder.py"):
        (package / name).write_bytes((source / name).read_bytes())
    (package / "world").mkdir()
    (package / "world" / "__init__.py").write_bytes((source / "world" / "__init__.py").read_bytes())
    probe = package / "kernel_cache_probe"
    probe.mkdir()
    (probe / "__init__.py").touch()
    (probe / "outer.py").write_text(TOP)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_CACHE")}
    environment |= {"PYTHONPATH": str(tmp_path), "NUMBA_DEBUG_CACHE": "1"}

    def run() -> tuple[str, str]:
        script = "from nacre.kernel_cache_probe.outer import top; print('value', top(10))"
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=100, check=True
        )
        return done.stdout.split("value ")[-1].split()[0], done.stdout

    (probe / "inner.py").write_text(INNER.format(factor=2, amount=1))
    assert run()[0] == "21"
    value, log = run()
    assert value == "21" and "data loaded" in log and "data saved" not in log
    (probe / "inner.py").write_text(INNER.format(factor=3, amount=5))
    assert run()[0] == "35"


def test_a_class_that_has_gone_leaves_an_old_index_not_an_error(tmp_path: Path) -> None:
    probe = tmp_path / "probe.py"
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}
    source = """import nacre.world
from collections import namedtuple
from numba import njit

{name} = namedtuple("{name}", "value")

@njit(cache=True)
def twice(pair):
    return 2 * pair.value

print("value", twice({name}(21)))
"""
    for name in ("Old", "New"):
        probe.write_text(source.format(name=name))
        script = [sys.executable, "-c", "import probe"]
        done = subprocess.run(script, env=environment, capture_output=True, text=True, timeout=100, check=False)
        assert done.stdout.endswith("value 42\n"), done.stderr


def test_a_kernel_from_disk_can_be_compiled_into_another(tmp_path: Path) -> None:
    """What is needed for that is read again then; it is not kept in memory."""
    (tmp_path / "inner.py").write_text(
        "import numba\n\n\n@numba.njit(cache=True)\ndef inner(x):\n    return 3 * x + 1\n", "utf-8"
    )
    script = (
        "import nacre.world, numba\nfrom inner import inner\nfirst = inner(2)\n"
        "library = inner.overloads[inner.signatures[0]].library\n"
        "lean = library._shared_module is None\n"
        "outer = numba.njit(lambda x: inner(x) + inner(x + 1))\n"
        "print(first, outer(2), len(inner.stats.cache_hits), lean)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    told = [
        subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert told[0][:3] == ["7", "17", "0"] and told[1] == ["7", "17", "1", "True"]


def _weak_functions(elf: bytes) -> list[str]:
    """Names of functions that an ELF64 object defines and lets the linker choose (System V gABI, symbol table)."""
    (at,) = struct.unpack_from("<Q", elf, 40)
    size, count = struct.unpack_from("<HH", elf, 58)
    sections = [struct.unpack_from("<IIQQQQIIQQ", elf, at + number * size) for number in range(count)]
    found = []
    for _, kind, _, _, start, length, names, _, _, entry in sections:
        for place in range(start, start + length, entry) if kind == 2 else ():
            name, info, _, section = struct.unpack_from("<IBBH", elf, place)
            if info == 0x22 and section:  # weak, function, defined
                text = sections[names][4] + name
                found.append(elf[text : elf.index(b"\0", text)].decode())
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads ELF objects")
def test_a_kernel_calls_its_own_copies_of_other_kernels() -> None:
    """With the linker's choice a pixel depended on which kernels a process had compiled or loaded before."""
    x, weight, bias, out = (np.ones(shape, np.float32) for shape in ((3, 40), (40, 40), (40,), (3, 40)))
    arithmetic.dense(x, weight, bias, out)
    kept = arithmetic.dense._cache._cache_file
    libraries = [part for key in kept._load_index() for part in kept.load(key) if isinstance(part, tuple)]
    machine_codes = [state[0] for _, kind, state in (part for part in libraries if len(part) == 3) if kind == "object"]
    assert machine_codes
    for machine_code in machine_codes:
        assert b"product" in machine_code  # called, not inlined: else this test shows nothing
        assert not _weak_functions(machine_code)


def test_what_numbas_rules_said_once_is_what_they_say_again(monkeypatch: pytest.MonkeyPatch) -> None:
    import operator

    from numba import float32, int64, types
    from numba.core.registry import cpu_target

    from nacre import kernel_typing

    kernel_typing.compile_faster()
    context = cpu_target.typing_context
    context.refresh()
    row = types.Array(float32, 1, "C")
    calls = [
        (operator.mul, (float32, float32)),
        (operator.add, (int64, types.literal(1))),
        (operator.getitem, (row, int64)),
        (max, (float32, float32)),
        (operator.lt, (float32, int64)),
    ]
    asked: list[object] = []
    ask = kernel_typing._ask
    monkeypatch.setattr(kernel_typing, "_ask", lambda *args: asked.append(args[0]) or ask(*args))
    for function, args in calls:
        rule = context.resolve_value_type(function)
        rule.__dict__.pop("_nacre_known", None)
        first, again = (rule.get_call_type(context, args, {}) for _ in range(2))
        assert first == again == ask(rule, context, args, {}), function
        # `max` is compiled by numba for its caller: asked each time
        assert asked.count(rule) == (2 if function is max else 1), function

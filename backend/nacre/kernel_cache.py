"""Where numba keeps compiled kernels, and when it must make them anew.

numba stamps a kernel with its own file only, but code of other files is compiled into it: constants and small kernels
it calls. After an update of one of those the old machine code would go on running, and two machines with the same
sources would draw different worlds. Here the stamp covers every file of this package that the kernel's file imports.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from llvmlite import binding
from numba.core import caching, codegen

from nacre.cache_folder import cache_folder
from nacre.kernel_typing import compile_faster

compile_faster()

_PACKAGE: Final = Path(__file__).parent
_IMPORT: Final = re.compile(r"^from (nacre[\w.]*) import (\([^)]*\)|.*)|^import (nacre[\w.]*)", re.MULTILINE)


def _file(module: str) -> Path | None:
    path = _PACKAGE.parent.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@cache
def imported(path: Path) -> frozenset[Path]:
    """Files of this package that a file imports at its top level, by their text."""
    found = set()
    for package, names, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
        parts = [f"{package}.{name}" for name in re.findall(r"\w+", names)] if package else []
        found |= {_file(module) for module in (package or plain, *parts)}
    return frozenset(file for file in found if file is not None)


@cache
def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


@cache
def stamp(path: Path) -> bytes:
    """SHA-256 over a file and all it imports from this package, directly or through others, and over this file, which
    says how machine code is made."""
    known = {Path(__file__).resolve()}
    waiting = {path}
    while waiting:
        known |= waiting
        waiting = set().union(*(imported(file) for file in waiting)) - known
    whole = hashlib.sha256()
    for file in sorted(known):
        whole.update(_digest(file))
    return whole.digest()


class _Stamped:
    """Mixed into numba's own locators; leaves files outside this package to them."""

    _py_file: str

    def get_source_stamp(self) -> bytes:
        """See the module."""
        return stamp(Path(self._py_file).resolve())

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        """A locator, or None where it does not apply."""
        if _PACKAGE not in Path(py_file).resolve().parents:
            return None
        return super().from_function(py_func, py_file)  # type: ignore[misc]


class ChosenFolder(_Stamped, caching.UserProvidedCacheLocator):
    """In NUMBA_CACHE_DIR, if set."""


class BesideSource(_Stamped, caching.InTreeCacheLocator):
    """In the package's own __pycache__, if it can be written, or if whoever installed it has compiled there already."""

    def ensure_cache_path(self) -> None:
        """See numba. Raises OSError where kernels can neither be kept nor found."""
        try:
            super().ensure_cache_path()  # type: ignore[no-untyped-call]
        except OSError:
            if not any(Path(self._cache_path).glob(f"{Path(self._py_file).stem}.*.nbi")):
                raise


class UserFolder(_Stamped, caching.UserWideCacheLocator):
    """In the user's cache folder; in a temporary one for a user who has none."""

    def ensure_cache_path(self) -> None:
        """See numba."""
        try:
            super().ensure_cache_path()  # type: ignore[no-untyped-call]
        except OSError:
            self._cache_path = str(cache_folder() / "kernels" / Path(self._cache_path).name)
            super().ensure_cache_path()  # type: ignore[no-untyped-call]


_load_index = caching.IndexDataCacheFile._load_index


def _index_or_nothing(file: Any) -> Any:
    """numba's own, but an index that names classes which no longer exist is out of date, not an error.

    The signatures in an index are pickled by the classes of their arguments, and are read before their stamp is.
    """
    try:
        return _load_index(file)  # type: ignore[no-untyped-call]
    except (AttributeError, ImportError, EOFError, pickle.UnpicklingError):
        return {}


caching.IndexDataCacheFile._load_index = _index_or_nothing  # type: ignore[method-assign]

_save = caching.IndexDataCacheFile.save


def _save_if_possible(file: Any, key: Any, data: Any) -> None:
    """numba's own, but a folder that can only be read, or a full disk, costs a compilation and nothing else."""
    with contextlib.suppress(OSError):
        _save(file, key, data)  # type: ignore[no-untyped-call]


caching.IndexDataCacheFile.save = _save_if_possible  # type: ignore[method-assign]


_library: Any = codegen.JITCodeLibrary
_unserialize = _library._unserialize.__func__
_module_for_linking = codegen.JITCodeLibrary._get_module_for_linking


def _unserialize_lean(cls: Any, owner: Any, state: Any) -> Any:
    """numba's own, but without the parsed module of a kernel whose machine code was kept: only compiling another kernel
    that calls it needs one, and those of all kernels take more memory than a village."""
    library = _unserialize(cls, owner, state)
    if state[1] == "object":
        library._shared_module, library._shared_bitcode = None, state[2][1]
    return library


def _module_when_needed(library: Any) -> Any:
    bitcode = getattr(library, "_shared_bitcode", None)
    if bitcode is not None and library._shared_module is None:
        return binding.parse_bitcode(bitcode)
    return _module_for_linking(library)  # type: ignore[no-untyped-call]


codegen.JITCodeLibrary._unserialize = classmethod(_unserialize_lean)  # type: ignore[method-assign, assignment]
codegen.JITCodeLibrary._get_module_for_linking = _module_when_needed  # type: ignore[method-assign]

_emit = codegen.JITCodeLibrary._finalize_final_module


def _emit_with_own_callees(library: Any) -> None:
    """numba's own, but a kernel calls the copies of its callees that lie in its own machine code, always.

    numba marks those copies weak, so that the linker takes whichever copy was loaded first, for every caller. Copies
    are optimised inside the kernel they were made for and differ in which products and sums are fused: pixels would
    depend on which kernels this process had compiled or loaded before.
    """
    copies = [
        function
        for function in library._final_module.functions
        if not function.is_declaration and function.linkage == binding.Linkage.linkonce_odr
    ]
    for function in copies:
        function.linkage = binding.Linkage.internal
    _emit(library)  # type: ignore[no-untyped-call]
    for function in copies:
        function.linkage = binding.Linkage.linkonce_odr  # for kernels that this one is compiled into


codegen.JITCodeLibrary._finalize_final_module = _emit_with_own_callees  # type: ignore[method-assign]


class Elsewhere:
    """Signs of life of processes that compile for this one: they only ever rise."""

    signs = 0


def is_kept(kernel: Any) -> bool:
    """Whether some compiled form of a kernel (`numba.njit(cache=True)`) is on disk, up to date."""
    return bool(kernel._cache._cache_file._load_index())

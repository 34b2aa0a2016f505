"""Built engines on disk. A plan is executable code: only what this user's cache wrote itself is ever loaded."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from nacre.atomic_write import atomic_path
from nacre.cache_folder import cache_folder
from nacre.errors import Failure

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
PLAN, TIMING, LOG = "engine.plan", "timing.cache", "build.log"
_SECRET: Final = ".secret"
_FILES: Final = (PLAN, TIMING, LOG)
_TRIES: Final = 40  # of putting an engine in its place


class EngineRefused(Failure):
    """A stored engine is not what its manifest says, or not ours; it must be built again."""

    code = "engine_refused"


@dataclass(frozen=True)
class EngineKey:
    """All that an engine depends on. Two that differ in any of it are two engines."""

    network: str
    onnx: str  # sha-256 of the file
    precision: str
    tensorrt: str
    cuda: str
    driver: str
    gpu: str
    capability: str
    profiles: str
    flags: tuple[str, ...]

    @property
    def digest(self) -> str:
        """sha-256 of everything, in hex."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Stored:
    """An engine that was found whole."""

    plan: bytes
    timing: bytes
    verdict: dict[str, Any] | None  # None: never compared with torch on this machine


def default_root() -> Path:
    """$NACRE_ENGINES, or nacre/engines in the user's cache folder."""
    if named := os.environ.get("NACRE_ENGINES"):
        return Path(named)
    return cache_folder() / "engines"


class EngineCache:
    """A folder of engines, one folder each, written whole or not at all. Safe for several processes at once."""

    def __init__(self, root: Path | None = None) -> None:
        """Raises EngineRefused when others may write to the folder."""
        self.root = root or default_root()
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        _only_ours(self.root)
        self._secret = self._own_secret()

    def _own_secret(self) -> bytes:
        """Random bytes that sign this cache's manifests: an engine brought from elsewhere lacks the signature."""
        path = self.root / _SECRET
        if not path.exists():
            temporary = path.with_name(f"{_SECRET}.{os.getpid()}.{secrets.token_hex(4)}")
            _write(temporary, secrets.token_bytes(32))
            try:
                os.link(temporary, path)  # fails when another process was first, and then theirs counts
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        _only_ours(path)
        content = path.read_bytes()
        if len(content) != 32:
            raise EngineRefused(f"{path} is damaged; remove {self.root} and build the engines again")
        return content

    def folder(self, key: EngineKey) -> Path:
        """Where an engine is, or would be."""
        return self.root / f"{key.network}-{key.digest[:24]}"

    def load(self, key: EngineKey) -> Stored | None:
        """The engine of this key; None when there is none. Raises EngineRefused when there is something else."""
        folder = self.folder(key)
        if not folder.is_dir():
            return None
        manifest = self._manifest(folder)
        if manifest["key"] != json.loads(json.dumps(asdict(key))):
            raise EngineRefused(f"{folder.name} was made for another machine or version")
        files = {name: self._file(folder, name, manifest["files"]) for name in _FILES}
        return Stored(files[PLAN], files[TIMING], manifest["verdict"])

    def store(
        self, key: EngineKey, plan: bytes, timing: bytes, log: str, verdict: dict[str, Any] | None = None
    ) -> Path:
        """Write an engine; whoever comes second with the same one takes the first one's place."""
        temporary = Path(tempfile.mkdtemp(prefix=".part-", dir=self.root))  # mkdtemp: 0700
        try:
            contents = {PLAN: plan, TIMING: timing, LOG: log.encode()}
            for name, content in contents.items():
                _write(temporary / name, content)
            self._sign(temporary, key, verdict)
            folder = self.folder(key)
            self._place(temporary, folder)
            return folder
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _place(self, temporary: Path, folder: Path) -> None:
        for attempt in range(_TRIES):
            try:
                os.rename(temporary, folder)
                break
            except OSError:
                self.discard(folder)
                time.sleep(0.002 * attempt)  # another process may be putting its own there over and over
        else:
            raise EngineRefused(f"{folder} cannot be replaced")
        _sync(self.root)

    def judge(self, key: EngineKey, verdict: dict[str, Any]) -> None:
        """Keep what the comparison with torch said, beside the engine."""
        folder = self.folder(key)
        self._manifest(folder)
        self._sign(folder, key, verdict)

    def discard(self, folder: Path) -> None:
        """Remove an engine in one step, so that nobody reads half of it."""
        grave = self.root / f".gone-{secrets.token_hex(6)}"
        try:
            os.rename(folder, grave)
        except FileNotFoundError:
            return
        shutil.rmtree(grave, ignore_errors=True)

    def entries(self) -> Iterator[tuple[Path, dict[str, Any] | None]]:
        """Every folder of the cache and its manifest, None where that is missing or not ours."""
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir() and not folder.name.startswith("."):
                try:
                    manifest = self._manifest(folder)
                    for name in _FILES:
                        self._file(folder, name, manifest["files"])
                    yield folder, manifest
                except EngineRefused:
                    yield folder, None

    def clean(self, keep: str | None = None) -> tuple[int, int]:
        """Remove engines that are damaged or of another TensorRT than `keep` (None: all); folders and bytes freed."""
        count = size = 0
        for folder, manifest in list(self.entries()):
            if keep is None or manifest is None or manifest["key"]["tensorrt"] != keep:
                size += sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
                count += 1
                self.discard(folder)
        for leftover in (*self.root.glob(".part-*"), *self.root.glob(".gone-*")):
            shutil.rmtree(leftover, ignore_errors=True)
        return count, size

    def _sign(self, folder: Path, key: EngineKey, verdict: dict[str, Any] | None) -> None:
        files = {name: _digest((folder / name).read_bytes()) for name in _FILES}
        manifest = {"format": FORMAT, "key": asdict(key), "files": files, "verdict": verdict}
        body = json.dumps(manifest, sort_keys=True)
        signature = hmac.new(self._secret, body.encode(), hashlib.sha256).hexdigest()
        with atomic_path(folder / MANIFEST, durable=True) as temporary:
            _write(temporary, json.dumps({"body": body, "signature": signature}).encode())

    def _manifest(self, folder: Path) -> dict[str, Any]:
        _only_ours(folder)
        try:
            signed = json.loads((folder / MANIFEST).read_bytes())
            body, signature = signed["body"], signed["signature"]
            expected = hmac.new(self._secret, body.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(expected, signature):
                raise EngineRefused(f"the manifest of {folder.name} is not ours")
            manifest: dict[str, Any] = json.loads(body)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise EngineRefused(f"{folder.name} has no manifest that can be read: {error}") from None
        if manifest.get("format") != FORMAT:
            raise EngineRefused(f"{folder.name} was written by another version of Nacre")
        return manifest

    def _file(self, folder: Path, name: str, digests: dict[str, str]) -> bytes:
        path = folder / name
        try:
            _only_ours(path)
            content = path.read_bytes()
        except OSError as error:
            raise EngineRefused(f"{folder.name}: {name} cannot be read: {error}") from None
        # what was hashed is what is handed on: the file is read once
        if digests.get(name) != _digest(content):
            raise EngineRefused(f"{folder.name}: {name} is not what was written")
        return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _only_ours(path: Path) -> None:
    """Raises EngineRefused when the path belongs to, or can be written by, somebody else; or is a link."""
    if os.name != "posix":
        return
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise EngineRefused(f"{path} is a link")
    if status.st_uid != os.getuid():
        raise EngineRefused(f"{path} belongs to another user")
    if status.st_mode & 0o022:
        raise EngineRefused(f"others may write to {path}; chmod it to 0700")

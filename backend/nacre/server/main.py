"""`nacre serve`: builds transport, I/O loop, engine and stores from a ServerConfig, runs them and stops them."""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from nacre.open_files import raise_limit
from nacre.server.access.admission import AccessRules
from nacre.server.access.image_hashes import ImageHashList
from nacre.server.access.moderation import Moderation, Moderator, PictureModerator, deny_list
from nacre.server.access.tokens import TokenStore
from nacre.server.access.usage import UsageStore
from nacre.server.config import MODELS, ServerConfig, check, config_of, parser
from nacre.server.engine.open import Understand, Understanding
from nacre.server.engine.thread import Engine
from nacre.server.errors import ConfigError
from nacre.server.net.io_loop import IoLoop
from nacre.server.net.transport import RouterTransport, Transport, TransportError
from nacre.server.ops.loading import LoadWatch
from nacre.server.ops.logs import set_up
from nacre.server.ops.supervisor import LOADING
from nacre.server.storage.autosave import Autosaver
from nacre.server.storage.save_store import SaveStore
from nacre.world.interface import WorldModel

if TYPE_CHECKING:
    from nacre.prompts.language_model import Helper
    from nacre.server.ops.admin_http import AdminServer

__all__ = ["ConfigError", "Server", "ServerConfig", "check", "main", "model_factory", "run_server"]

SWITCH: Final = 0.0005  # seconds between chances for another thread
HUNG_SECONDS: Final = 20.0  # a thread that has not come back for so long is not well
TELL_SECONDS: Final = 5.0  # between signs of life while the model loads
ORPHAN_SECONDS: Final = 1.0  # for an engine process whose supervisor was killed; its successor waits for the port
HUNG: Final = 75  # exit code of an engine process that gave itself up; its supervisor starts another


def default_understand(prompt: str, seed: int) -> Understanding:
    """`nacre.prompts.understand`, imported when the first prompt comes."""
    from nacre.prompts import understand

    return understand(prompt, seed)


def model_factory(name: str) -> Callable[[], WorldModel]:
    """A function that loads the model of this name, or of this `package.module:callable`."""
    path = MODELS.get(name, name)
    if ":" not in path:
        raise ConfigError(
            f"there is no model {name!r}",
            f"choose one of {', '.join(MODELS)}, or give package.module:callable",
        )

    def load() -> WorldModel:
        module, _, attribute = path.partition(":")
        made: object = importlib.import_module(module)
        for step in attribute.split("."):
            made = getattr(made, step)
        model: WorldModel = made()  # type: ignore[operator]
        return model

    return load


class Server:
    """A running server. A context manager; raises ConfigError or TransportError when it cannot start.

    load and understand replace what the configuration names, for tests and for embedding.
    """

    def __init__(
        self,
        config: ServerConfig,
        load: Callable[[], WorldModel] | None = None,
        understand: Understand = default_understand,
    ) -> None:
        check(config)
        load = load or model_factory(config.model)
        host = "127.0.0.1" if config.host == "localhost" else config.host
        # What can be refused is, before anything is opened.
        store = _open_store(config)
        tokens = TokenStore(config.token_store) if config.token_store is not None else None
        helper = _language_model(config)
        if helper is not None and understand is default_understand:
            understand = helper.understand
        rules = AccessRules(config.limits.tokens, tokens, config.policy, _moderation(config, helper))
        usage = UsageStore(config.state_dir / "usage.sqlite") if config.state_dir is not None else None
        keys = _curve_keys(config) if config.curve else None
        self.public_key = keys[0].decode() if keys is not None else None
        self._transport = _transport(host, config, keys)
        self.endpoint = self._transport.endpoint
        self.loading = LoadWatch()
        self.autosaver = Autosaver(store, self._transport.wake)
        self.engine = Engine(load, understand, self._transport.wake, autosaver=self.autosaver)
        self.engine.loading_text = self.loading.text
        if rules.moderation.judges_pictures:
            self.engine.judge_pictures(rules.moderation.judge_picture)
        self._io_loop = IoLoop(self._transport, self.engine, config.limits, rules=rules, usage=usage)
        self.admin: AdminServer | None = None
        if config.metrics_port is not None:
            from nacre.server.ops.admin_http import AdminServer  # its libraries would make every other start slower

            try:
                self.admin = AdminServer(
                    config.metrics_port,
                    self.metrics,
                    self._io_loop.sessions,
                    self.ready,
                    lambda: self.engine.stuck() < HUNG_SECONDS,
                )
            except OSError as error:
                self._transport.close()
                raise ConfigError(
                    f"the metrics port {config.metrics_port} cannot be used: {error.strerror}",
                    "give another --metrics-port",
                ) from None

    def start(self) -> Server:
        """Start the threads: the model loads while clients are answered already."""
        self.engine.start()
        self._io_loop.start()
        if self.admin is not None:
            self.admin.start()
        return self

    def ready(self) -> bool:
        """Whether worlds can be opened: the model is loaded."""
        return self.engine.caps is not None

    def metrics(self) -> str:
        """All counters and gauges in the Prometheus text format."""
        from nacre.server.ops.exposition import metrics_text

        registry = self._io_loop.registry
        running = [session for session in registry if session.running]
        gauges = {
            "ready": float(self.ready()),
            "worlds": float(registry.worlds),
            "sessions": float(len(registry)),
            "peers": float(self._io_loop.peers),
            "busy_ratio": sum(self.engine.capacity.share(one, self._io_loop.rates.get(one.name)) for one in running),
        }
        counters = {
            "dropped_total": float(sum(session.send_queue.dropped for session in registry)),
            "batches_total": float(self.engine.capacity.batches),
            "saves_total": float(self.autosaver.written),
            "save_failures_total": float(self.autosaver.failed),
        }
        return metrics_text(self._io_loop.metrics, gauges, counters)

    def stop(self) -> None:
        """Send `closed` to every client, stop the threads, write pending saves, close the socket."""
        if self.admin is not None:
            self.admin.stop()
        self._io_loop.begin_shutdown(quiet=_orphaned.is_set())
        self.engine.stop()
        self.autosaver.stop()
        self._io_loop.stop()
        self._transport.close()

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


def _transport(host: str, config: ServerConfig, keys: tuple[bytes, bytes] | None) -> Transport:
    if keys is None:
        return RouterTransport(host, config.port, config.patience, config.limits.message_rate)
    from nacre.server.net.curve_transport import CurveTransport

    return CurveTransport(host, config.port, keys, config.patience)


def _open_store(config: ServerConfig) -> SaveStore | None:
    if config.state_dir is None:
        return None
    try:
        return SaveStore(config.state_dir)
    except OSError as error:
        raise ConfigError(
            f"the state folder {config.state_dir} cannot be used: {error.strerror}",
            "name another with --state-dir, or keep nothing with --no-saves",
        ) from None


def _language_model(config: ServerConfig) -> Helper | None:
    """The language model that was asked for; raises ConfigError for an address that is none."""
    if config.llm_url is None:
        return None
    from nacre.prompts.language_model import Endpoint, Helper

    try:
        return Helper(Endpoint(config.llm_url, config.llm_model, os.environ.get("NACRE_LLM_KEY", "")))
    except ValueError as error:
        raise ConfigError(str(error), "give --llm-url as in http://127.0.0.1:11434/v1") from None


def _moderation(config: ServerConfig, helper: Helper | None = None) -> Moderation:
    prepare = helper.prepare if helper is not None else None
    path = config.state_dir / "audit.jsonl" if config.state_dir is not None else None
    pictures: tuple[PictureModerator, ...] = ()
    if config.picture_list is not None:
        pictures += (ImageHashList(config.picture_list),)
    if config.picture_moderator is not None:
        pictures += (_callable(config.picture_moderator),)
    if config.moderator == "off":
        return Moderation(path, (), pictures, prepare)
    own: tuple[Moderator, ...] = (_callable(config.moderator),) if config.moderator is not None else ()
    return Moderation(path, (deny_list, *own), pictures, prepare)


def _callable(name: str) -> Any:
    try:
        module, _, attribute = name.partition(":")
        return getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        # Without the moderator that was asked for, nothing may be made.
        raise ConfigError(f"the moderator cannot be loaded: {error}", "give it as package.module:callable") from None


def _curve_keys(config: ServerConfig) -> tuple[bytes, bytes]:
    if config.state_dir is None:
        raise ConfigError("--curve keeps its key in the state folder", "leave --no-saves out, or --curve")
    from nacre.server.net.curve_transport import curve_keys

    try:
        return curve_keys(config.state_dir / "curve.key")
    except (OSError, ValueError) as error:
        raise ConfigError(f"the CURVE key cannot be used: {error}", "remove curve.key from the state folder") from None


def run_server(config: ServerConfig) -> int:
    """Serve until SIGINT or SIGTERM. Exit code 0 after a clean stop, 1 when the model does not load.

    Prints one line when it is ready: `nacre: serving MODEL at ENDPOINT …`.
    Raises ConfigError and TransportError.
    """
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    # The engine's Python holds the interpreter: at the usual 5 ms a finished frame would wait that long.
    sys.setswitchinterval(SWITCH)
    raise_limit()
    began = time.monotonic()
    server = Server(config)
    with server:
        watch, told = server.loading, began
        while not server.engine.loaded.wait(0.1) and not stop.is_set():
            text = watch.text()
            if time.monotonic() - told >= TELL_SECONDS:
                told = time.monotonic()
                if watch.moves():  # whoever started us waits for as long as something does
                    # To the supervisor, which listens to our output; else to whoever looks on.
                    to = sys.stdout if _supervised.is_set() else sys.stderr
                    print(f"{LOADING}{text} ({told - began:.0f} s)", file=to, flush=True)
        if server.engine.load_error is not None:
            print(
                f"nacre: the model {config.model!r} could not be loaded: {server.engine.load_error}",
                file=sys.stderr,
            )
            return 1
        if server.engine.caps is not None:
            gc.collect()
            gc.freeze()  # what is loaded stays: looking through it again is a pause for whoever plays
            took = time.monotonic() - began
            print(
                f"nacre: serving {server.engine.caps.name} at {server.endpoint} (loaded in {took:.1f} s)",
                flush=True,
            )
            if server.public_key is not None:
                print(f"nacre: encrypted; clients need the server key {server.public_key}", flush=True)
        while not stop.wait(0.5):
            if server.engine.stuck() > config.hang_seconds:
                _give_up(server.engine.stuck())
    return 0


def _give_up(seconds: float) -> None:
    """Exit at once with code HUNG: the engine thread cannot be stopped, and every world is saved."""
    print(f"nacre: the model has given no sign for {seconds:.0f} s; the engine process ends", file=sys.stderr)
    faulthandler.dump_traceback(file=sys.stderr, all_threads=True)
    sys.stderr.flush()
    os._exit(HUNG)


_orphaned = threading.Event()
_supervised = threading.Event()


def _stop_with_parent() -> None:
    """Stop this process when its standard input ends: its supervisor is gone, even if it was killed.

    Clients get no `closed` message: to them the server died, and they wait for its successor. A turn that takes long
    (a world is being made) is not waited for: what was saved is what a kill -9 leaves, too.
    """

    def watch() -> None:
        # Not sys.stdin: its lock, held by this thread, would abort the interpreter when it ends.
        while os.read(0, 4096):
            pass
        _orphaned.set()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(ORPHAN_SECONDS)
        os._exit(0)

    _supervised.set()
    threading.Thread(target=watch, name="nacre-lifeline", daemon=True).start()


def main(argv: Sequence[str] | None = None) -> int:
    """Run from a command line. Exit code 2 when it cannot be run as asked."""
    flags = parser().parse_args(argv)
    set_up(flags.verbose, flags.log_json)
    if flags.lifeline:
        _stop_with_parent()
    try:
        return run_server(config_of(flags))
    except (ConfigError, TransportError) as error:
        print(f"nacre: {error}" + (f"\nhint: {error.hint}" if error.hint else ""), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

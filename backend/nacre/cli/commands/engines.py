"""`nacre engines`: build, list, verify and clean the TensorRT engines of this machine."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nacre.cli.errors import BadInput, CommandError
from nacre.cli.progress import ProgressLine

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers

_VERSION: Final = re.compile(r"\d+\.\d+(\.\d+)*")


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre engines`."""
    flags = commands.add_parser(
        "engines", help="build and check TensorRT engines", description="TensorRT engines of this machine."
    )
    actions = flags.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, text in (
        ("build", "build what is missing and compare each engine with torch"),
        ("list", "what is there, and what the comparison said"),
        ("verify", "check every engine's files against its manifest"),
        ("clean", "remove damaged engines and those of another TensorRT; --all removes every one"),
    ):
        sub = actions.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.add_argument("--dir", type=Path, help="the engines' folder ($NACRE_ENGINES, or the user's cache)")
        if name == "build":
            sub.add_argument("--networks", nargs="+", default=[], help="only these (all)")
            sub.add_argument(
                "--buckets", nargs="+", type=int, default=[1, 8, 32, 128], help="batch sizes (%(default)s)"
            )
            sub.add_argument(
                "--precision",
                choices=("auto", "fp32", "fp16", "bf16"),
                default="auto",
                help="auto: bf16 where TensorRT reads it, from 10.15 on, else fp16",
            )
            sub.add_argument("--onnx", type=Path, metavar="FOLDER", help="only write the ONNX files here; needs no GPU")
            sub.add_argument("--tensorrt", metavar="VERSION", help="with --onnx: write for it (the one here, or any)")
            sub.add_argument("--toy", action="store_true", help="tiny examples, quickly exported")
        elif name == "clean":
            sub.add_argument("--all", action="store_true", help="whatever their state")
        else:
            sub.add_argument("--json", action="store_true", help="machine-readable")


def run(given: argparse.Namespace) -> int:
    """Run one action. Exit codes: 0 done, 1 something failed or is damaged, 2 it cannot be done here."""
    from nacre.runtime.backends.engine_cache import EngineCache, EngineRefused

    if given.action == "build":
        return _build(given)
    try:
        cache = EngineCache(given.dir)
    except (EngineRefused, OSError) as error:
        raise CommandError(str(error), "name another folder with --dir") from None
    if given.action == "clean":
        from nacre.runtime.backends.tensorrt_log import bindings
        from nacre.runtime.interface import RuntimeUnavailable

        try:
            version = bindings().__version__
        except RuntimeUnavailable:
            version = "none"  # without TensorRT no engine can be used
        count, size = cache.clean(None if given.all else version)
        print(f"removed {count} engines, {size / 1e6:.1f} MB")
        return 0
    rows = [_row(folder, manifest) for folder, manifest in cache.entries()]
    if given.json:
        print(json.dumps(rows, indent=2))
    else:
        for row in rows:
            print(f"{row['state']:9} {row['name']:40} {row['megabytes']:7.1f} MB  {row['about']}")
        print(f"{len(rows)} engines in {cache.root}")
    bad = [row for row in rows if row["state"] != "ok"]
    return 1 if given.action == "verify" and bad else 0


def _row(folder: Path, manifest: dict[str, Any] | None) -> dict[str, Any]:
    size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) / 1e6
    row = {"name": folder.name, "megabytes": round(size, 2)}
    if manifest is None:
        return {**row, "state": "damaged", "about": "not what its manifest says, or not ours: it will be built again"}
    key, verdict = manifest["key"], manifest["verdict"]
    about = f"TensorRT {key['tensorrt']}, {key['precision']}, {key['gpu']}"
    if verdict is None:
        return {**row, "state": "unproven", "about": about, "verdict": None}
    state = "ok" if verdict["passed"] else "refused"
    about += f", max abs error {verdict['max_abs_error']:.2g} of {verdict['tolerance']:.2g}"
    return {**row, "state": state, "about": about, "verdict": verdict}


def _build(given: argparse.Namespace) -> int:
    import torch

    from nacre.runtime.backends.engine_cache import EngineCache, EngineRefused
    from nacre.runtime.backends.tensorrt import TensorRtRuntime
    from nacre.runtime.backends.tensorrt_log import version_here
    from nacre.runtime.export.onnx import export
    from nacre.runtime.interface import Precision, RuntimeFailed, RuntimeUnavailable
    from nacre.runtime.networks import TOY, pearl_networks
    from nacre.runtime.play_networks import PlayNetworks
    from nacre.runtime.precision import precision_for

    networks = pearl_networks(PlayNetworks.load(), TOY if given.toy else None)
    if strange := [name for name in given.networks if name not in networks]:
        raise BadInput(f"there is no network {', '.join(strange)}", f"choose from {', '.join(networks)}")
    wanted = given.networks or list(networks)
    version = given.tensorrt or version_here()
    if given.tensorrt is not None and (given.onnx is None or not _VERSION.fullmatch(given.tensorrt)):
        raise BadInput("--tensorrt takes a version such as 10.15, with --onnx", "an engine is of the version here")
    best = precision_for("tensorrt", torch.device("cuda"), version).precision
    precision = best if given.precision == "auto" else Precision(given.precision)
    line, failed = ProgressLine(), 0
    try:
        if given.onnx is None:
            tensorrt = TensorRtRuntime(EngineCache(given.dir), progress=line)
            tensorrt.available()
    except (RuntimeUnavailable, EngineRefused) as error:
        hint = getattr(error, "hint", "") or "name another folder with --dir"
        raise BadInput(str(error), f"{hint}; --onnx FOLDER writes the graphs without a GPU") from None
    for number, name in enumerate(wanted):
        line("engines", number / len(wanted), name)
        try:
            if given.onnx is not None:
                path = given.onnx / f"{name}.onnx"
                written = export(networks[name].module, networks[name].example, path, precision, version)
                about = f"opset {written.opset}, {precision}, {written.census.nodes} operators"
                line.done(f"{path}: {about}")
            else:
                _, verdict = tensorrt.compile_network(networks[name], given.buckets, precision)
                line.done(f"{name}: agrees with torch, max abs error {verdict.max_abs_error:.2g}")
        except (RuntimeFailed, RuntimeUnavailable) as error:
            failed += 1
            print(f"nacre engines: {name}: {error}", file=sys.stderr)
    return 1 if failed else 0

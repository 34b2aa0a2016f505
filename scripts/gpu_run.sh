#!/usr/bin/env bash
# Ten minutes on one GPU: verify, bench. Finished steps are not done again.
#
#     scripts/gpu_run.sh verify          pictures against the numba renderer, networks against eager torch on fresh inputs
#     scripts/gpu_run.sh bench           pictures a second by size and batch, every network in every runtime at full size
#     scripts/gpu_run.sh all             both, in this order
#
#     TOY=1            tiny sizes, also on a CPU: proves the script, measures nothing
#     LIMIT=570        seconds after which no new step is begun: for machines that cut a command off
#     WORK=runs/gpu    logs and figures; must still be there for a call to go on
#     OUT=docs/gpu     what comes back: figures.json and logs.txt
#     PYTHON=python3   needs torch, numpy, numba, safetensors, msgspec, pillow, manifold3d; onnx, onnxscript, onnxruntime if there
set -uo pipefail
cd "$(dirname "$0")/.."

plan=${1:-all}
OUT=${OUT:-docs/gpu}
WORK=${WORK:-runs/gpu}
export PYTHONPATH="$PWD/backend${PYTHONPATH:+:$PYTHONPATH}" PYTHONUNBUFFERED=1
case "$plan" in verify | bench | all) ;; *) sed -n '2,14p' "$0" >&2; exit 2 ;; esac
exec "${PYTHON:-python3}" scripts/gpu_plan.py "$plan" --work "$WORK" --out "$OUT" --limit "${LIMIT:-570}" ${TOY:+--toy}

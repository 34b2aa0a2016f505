#!/usr/bin/env bash
# Half an hour on one GPU: verify, bench, train. Every step is resumable and finished steps are not done again.
#
#     scripts/gpu_run.sh verify          tests, graphs against eager torch on fresh inputs           about 4 minutes
#     scripts/gpu_run.sh bench           pictures, players and runtimes at full size                 about 9 minutes
#     scripts/gpu_run.sh train           pearl-m, a part at a time, from its last checkpoint         the rest
#     scripts/gpu_run.sh all             the three in this order
#
#     TOY=1            tiny sizes, also on a CPU: proves the script, measures nothing
#     LIMIT=570        seconds after which no new step is begun: for machines that cut a command off
#     OUT=folder       logs, figures, checkpoints, weights; carry it from call to call to go on (docs/gpu)
#     PYTHON=python3   needs torch with CUDA, numpy, numba, safetensors, pillow; onnx, onnxscript, onnxruntime if there
set -uo pipefail
cd "$(dirname "$0")/.."

plan=${1:-all}
export OUT=${OUT:-docs/gpu}
export PYTHONPATH="$PWD/backend${PYTHONPATH:+:$PYTHONPATH}" PYTHONUNBUFFERED=1
PYTHON=${PYTHON:-python3}
LIMIT=${LIMIT:-570}
case "$plan" in verify | bench | train | all) ;; *) sed -n '2,14p' "$0" >&2; exit 2 ;; esac
exec "$PYTHON" -m nacre.runtime.gpu_plan "$plan" --out "$OUT" --limit "$LIMIT" ${TOY:+--toy}

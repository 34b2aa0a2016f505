#!/usr/bin/env bash
# Half an hour on one GPU: verify, bench, train. Every step is resumable and finished steps are not done again.
#
#     scripts/gpu_run.sh verify          graphs against eager torch on fresh inputs                  about 4 minutes
#     scripts/gpu_run.sh bench           pictures, players and runtimes at full size                 about 9 minutes
#     scripts/gpu_run.sh train           pearl-m, a part at a time, from its last checkpoint         the rest
#     scripts/gpu_run.sh all             the three in this order
#     scripts/gpu_run.sh fetch           nothing new: only what comes back, see CALL
#
#     TOY=1            tiny sizes, also on a CPU: proves the script, measures nothing
#     LIMIT=570        seconds after which no new step is begun: for machines that cut a command off
#     WORK=runs/gpu    logs, data, checkpoints, weights; must still be there for a call to go on
#     OUT=docs/gpu     what comes back: figures.json, logs.txt, and five of the weights' shards of 12 MB each
#     CALL=0           which five; put them together with: python -m nacre.train.weight_shards join FOLDER
#     PYTHON=python3   needs torch, numpy, numba, safetensors, msgspec, pillow; onnx, onnxscript, onnxruntime if there
set -uo pipefail
cd "$(dirname "$0")/.."

plan=${1:-all}
OUT=${OUT:-docs/gpu}
WORK=${WORK:-runs/gpu}
export PYTHONPATH="$PWD/backend${PYTHONPATH:+:$PYTHONPATH}" PYTHONUNBUFFERED=1
case "$plan" in verify | bench | train | all | fetch) ;; *) sed -n '2,18p' "$0" >&2; exit 2 ;; esac
exec "${PYTHON:-python3}" scripts/gpu_plan.py "$plan" --work "$WORK" --out "$OUT" --call "${CALL:-0}" \
    --limit "${LIMIT:-570}" ${TOY:+--toy}

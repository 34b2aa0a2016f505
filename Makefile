# Two commands matter: `make play` to walk through a world, `make test` before a change is sent.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Extra words for the first pip call, for example an --index-url that carries a CUDA or a CPU build.
TORCH_FLAGS ?=
TORCH  := torch==2.13.0
# The stamp carries the hash of pyproject.toml: changed dependencies reinstall, everything else costs nothing.
HASH   := $(shell cksum < pyproject.toml | tr ' ' '-')
STAMP  := $(VENV)/.ready-$(HASH)
# Compiled kernels lie beside their sources; this stamp says that they are there and up to date.
KERNELS := $(VENV)/.kernels-$(shell find backend/nacre/world -name "*.py" | sort | xargs cat | cksum | tr ' ' '-')
PROMPT ?=
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help setup play test test-godot test-unity test-unity-editor test-faults test-avx2 fuzz coverage audit godot-zip unity-tarball lint bench eval clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## Create .venv and install Nacre with its development tools (repeatable, quick when up to date)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Nacre needs Python 3.11 or newer; try: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { echo "python3 has no venv module; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(BIN)/python -m ensurepip --upgrade
	# torch comes first and alone, so that whichever build the machine offers is settled before anything depends on it.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_FLAGS) "$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[godot]" \
		|| echo "no gdtoolkit to be had: the addon's style test will be skipped" >&2
	@rm -f $(VENV)/.ready-*
	@touch $@

$(KERNELS): $(STAMP)
	@$(BIN)/python -m nacre.compile
	@rm -f $(VENV)/.kernels-*
	@touch $@

play: setup $(KERNELS) ## Start Nacre and open the browser player (PROMPT="…" to go straight into a world)
	@$(BIN)/nacre play $(if $(PROMPT),--prompt "$(PROMPT)") $(ARGS)

lint: setup ## Ruff, mypy, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup lint $(KERNELS) ## Everything CI runs; the last lines say what was skipped and why
	$(BIN)/python -m pytest -q -rs -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

test-godot: setup $(KERNELS) ## Only the Godot addon's tests (GODOT=/path/to/godot)
	$(BIN)/python -m pytest -q -rs tests/godot $(ARGS)

test-unity-editor: setup ## The Unity package against a licensed editor (UNITY_MANAGED=/path/to/Editor/Data/Managed)
	$(BIN)/python -m pytest -q -rs tests/unity/test_unity_engine.py -k editors_own $(ARGS)

test-faults: setup $(KERNELS) ## Kill, stop, flood and mangle a server; ARGS=--long for the whole length
	$(BIN)/python tests/faults/run.py $(ARGS)

fuzz: setup ## Ten million mutated messages for the decoder (ARGS="--count N"), and 200 conversations; CI runs a slice
	$(BIN)/python -m nacre.conformance.fuzz $(ARGS)
	NACRE_CONVERSATIONS=200 $(BIN)/python -m pytest -q tests/server/test_conversations.py --timeout 3600

test-avx2: setup ## What depends on the processor, held to one without AVX-512
	NUMBA_CPU_NAME=haswell ONEDNN_MAX_CPU_ISA=AVX2 $(BIN)/python -m pytest -q --timeout 900 \
		tests/world/test_generator.py tests/world/test_winograd.py

coverage: setup ## How much of the wire and the protocol the tests reach
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check coverage
	$(BIN)/python -m coverage run --source=nacre.server.net,nacre.protocol -m pytest -q tests/server tests/protocol
	$(BIN)/python -m coverage report

audit: setup ## Known weaknesses of what is installed (pip-audit), and a list of it in dist/sbom.json (CycloneDX)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit cyclonedx-bom \
		|| echo "pip-audit and cyclonedx-bom cannot be had here" >&2
	$(BIN)/python scripts/audit.py

godot-zip: setup ## Pack the Godot addon into dist/
	$(BIN)/python scripts/godot_zip.py

test-unity: setup $(KERNELS) ## Only the Unity package's tests (CSC=/path/to/csc)
	$(BIN)/python -m pytest -q -rs tests/unity $(ARGS)

unity-tarball: setup ## Pack the Unity package into dist/
	$(BIN)/python scripts/unity_tarball.py

bench: setup $(KERNELS) ## Measure the play loop and the wire on this machine
	$(BIN)/nacre bench play
	$(BIN)/nacre bench bridge

eval: setup ## Measure world quality; writes runs/eval.json and runs/eval.html
	@mkdir -p runs
	$(BIN)/nacre eval --json runs/eval.json --html runs/eval.html $(ARGS)

clean: ## Remove caches and build leftovers; keeps .venv, weights and runs
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis backend/*.egg-info
	find backend tests examples scripts -name __pycache__ -type d -prune -exec rm -rf {} +

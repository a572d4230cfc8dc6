# Python >= 3.11 and make are all that is needed. `make` alone tells what there is.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# Compiled modules are kept also where the environment says otherwise, as in many containers: the command starts in
# less than half the time, and the tests start many.
unexport PYTHONDONTWRITEBYTECODE

LOCKED := --generate-hashes --no-header --no-annotate --no-emit-index-url -q

.DEFAULT_GOAL := help
.PHONY: help run install test check format package bench lock clean

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: install ## Install, build the graph from data/notices, serve it and say where to look
	$(BIN)/anze build
	$(BIN)/anze serve

install: $(VENV)/.run ## Install alone: .venv/bin/anze is there, nothing is built or served
	$(BIN)/python -m service.patterns

test: $(VENV)/.dev ## Install and run all tests, in one process more than there are cores
	$(BIN)/python -m service.patterns
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/.dev ## Lint, format and strict types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

package: $(VENV)/.dev ## Build the wheel and try it in a bare environment, from another folder
	sh .ci/package $(BIN)/python

bench: $(VENV)/.dev ## Speed of reading (see benchmarks/)
	$(BIN)/python -m benchmarks.reading.bench

lock: $(VENV)/.dev ## Renew requirements/*.lock from pyproject.toml (needs uv)
	for kind in run dev; do \
	  extra=$$([ $$kind = dev ] && echo "--group dev --extra ocr --extra mcp --extra dask --extra s3"); \
	  $(BIN)/uv pip compile pyproject.toml --group build $$extra --universal --python-version 3.11 \
	    $(LOCKED) -o requirements/$$kind.lock; done
	$(BIN)/uv pip compile --group sources -c requirements/run.lock --universal --python-version 3.11 \
	  $(LOCKED) -o requirements/sources.lock

clean: ## Remove the environment and the built graph
	rm -rf $(VENV) .anze

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python >= 3.11 is needed; $(PYTHON) is older. Say make PYTHON=python3.12 … (需要 Python 3.11 以上)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.lock pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install -q --no-compile --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@ $(VENV)/.run

# Every command of the project; `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.DEFAULT_GOAL := help
.PHONY: help run test sure lint audit pins bench faults lighthouse

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: $(READY) ## Start the whole clinic on this machine; Ctrl-C stops it
	@exec $(BIN)/python -m clinic.local run

test: $(READY) ## Run every test, the browser ones too
	@$(BIN)/python -m tests.browser.install
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(READY) ## Check format, style, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(READY) ## Look up every dependency in the registers of known vulnerabilities
	@$(BIN)/python -m tests.audit

sure: lint audit ## What CI runs: lint, audit, then test
	@$(MAKE) --no-print-directory test

bench: $(READY) ## Measure speed as ratios against a baseline of the same run
	@$(BIN)/python -m tests.benchmarks

faults: $(READY) ## Break things on purpose and count what was lost
	@$(BIN)/python -m tests.faults

lighthouse: $(READY) ## Measure the public pages on a phone with Lighthouse (needs Node 20)
	@$(BIN)/python -m tests.browser.install
	@$(BIN)/python -m tests.lighthouse

pins: ## Renew the pinned dependencies from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --upgrade $(PIN_OPTIONS) --output-file requirements.txt
	uv pip compile pyproject.toml --upgrade $(PIN_OPTIONS) --extra dev --output-file requirements-dev.txt

PIN_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

$(READY): requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The clinic needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making the virtual environment in $(VENV) (about a minute, only this once)"
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $(READY)

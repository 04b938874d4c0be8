# `make` alone lists what one can do. Every target sets up what it needs, and is quick the second time.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

VENV := .venv
BIN := $(VENV)/bin

# A name on PATH may be a shim that only fails, or a Python without venv: each is tried before one is taken.
PYTHONS := python3.14 python3.13 python3.12 python3.11 python3 python
SUITS := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in $(PYTHONS); do \
	"$$name" -c '$(SUITS)' >/dev/null 2>&1 && { echo "$$name"; break; }; done)

# Where pip installs is this file's affair, whatever the machine's settings say; where it finds packages is the machine's.
PIP := PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_DISABLE_PIP_VERSION_CHECK=1 \
	env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT -u PIP_NO_DEPS -u PYTHONPATH -u PYTHONHOME $(BIN)/python -m pip
SPEC := pyproject.toml constraints.txt

.PHONY: help
help: ## list what one can do
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(VENV)/.run ## try it: a kiosk on a demo site, everything set up
	@$(BIN)/ion-tui demo

.PHONY: test
test: $(VENV)/.dev ## run the tests; `make test ARGS="-k queue"` runs some of them
	@$(BIN)/python -m pytest --numprocesses=auto --dist=loadgroup $(ARGS)

.PHONY: check
check: $(VENV)/.dev ## lint, format, types and the arrows between packages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

.PHONY: bench
bench: $(VENV)/.dev ## measure, as ratios against a limit in the same run
	@$(BIN)/python -m tests.benchmarks $(ARGS)

.PHONY: pictures
pictures: $(VENV)/.dev ## make the pictures of the README
	@$(BIN)/python -m tests.pictures $(ARGS)

.PHONY: docs
docs: $(VENV)/.dev ## write the documents that are made from the code's own tables
	@$(BIN)/python -m tests.docs $(ARGS)

.PHONY: format
format: $(VENV)/.dev ## format the code, and mend what ruff can mend
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

.PHONY: snapshots
snapshots: $(VENV)/.dev ## take the tests' screens anew; look at the difference before you commit it
	@$(BIN)/python -m pytest --snapshot-update $(or $(ARGS),tests/screens)

.PHONY: clean
clean: ## remove what the other targets made
	rm -rf $(VENV) build dist .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "ION TUI needs Python 3.11 or newer with its venv module: install one," \
		"or name it: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.run: $(SPEC) | $(BIN)/python
	@echo "Setting up $(VENV) for use: up to a minute, once."
	@$(PIP) install --quiet --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(SPEC) | $(BIN)/python
	@echo "Setting up $(VENV) for development: about a minute, once."
	@$(PIP) install --quiet --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $(VENV)/.run $@

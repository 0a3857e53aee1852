# Two commands matter: `make run` and `make test`. Both get what they need first.

PYTHON := .venv/bin/python
# Any Python that runs will do for the setup; a shim on PATH may exist and still fail.
SOME_PYTHON = $(shell for it in python3 /usr/bin/python3 "$$HOME"/.pyenv/versions/3.*/bin/python python; do \
	"$$it" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$$it" && break; done)
SETUP = $(or $(SOME_PYTHON),$(error setup: a Python 3 (3.8 or newer) is missing; install one, then try again)) tools/setup.py
CODE := bot connectors actions tests tools

SHELL := bash

export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 2

.DEFAULT_GOAL := help
.PHONY: help setup run test lint format format-check types layers nlu train pytest check bench clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:
	@$(SETUP)

run: setup ## install, train, and serve the demo world: prints where the page is
	@$(PYTHON) -m bot.cli train
	@exec $(PYTHON) -m bot.cli serve

test: ## install, with a browser, and pass every check and test
	@$(SETUP)
	@$(PYTHON) tools/browser.py
	@$(MAKE) --no-print-directory lint format-check types layers nlu train
	@$(MAKE) --no-print-directory pytest

check: setup lint format-check types layers ## the quick checks, without the tests

lint: setup ## ruff: rules
	@echo "== lint"
	@$(PYTHON) -m ruff check $(CODE)

format: setup ## ruff: rewrite in the house's format
	@$(PYTHON) -m ruff check --fix $(CODE)
	@$(PYTHON) -m ruff format $(CODE)

format-check: setup
	@echo "== format"
	@$(PYTHON) -m ruff format --check $(CODE)

types: setup ## mypy, strict
	@echo "== types"
	@$(PYTHON) -m mypy

layers: setup ## import-linter: who may import whom
	@echo "== layers"
	@.venv/bin/lint-imports --no-logo

nlu: setup ## rasa: the training data fit together
	@echo "== training data"
	@# Rasa's own warnings would bury its verdict, so it is all shown only when it fails
	@if said=$$($(PYTHON) -m rasa data validate --data nlu_data --fail-on-warnings 2>&1); \
		then tail -1 <<<"$$said"; else echo "$$said"; exit 1; fi

train: setup ## the model, if anything changed
	@echo "== model"
	@$(PYTHON) -m bot.cli train

pytest: setup
	@echo "== tests"
	@$(PYTHON) -m pytest

bench: setup ## the benchmarks, each with its peer
	@$(PYTHON) -m bot.cli bench --help

clean: ## remove what was installed and built; var/ stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .rasa results

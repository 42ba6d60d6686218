# The loop of daily work. Everything is installed into this folder; nothing outside of it is changed.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup browser up down demo provision check format test bench clean

help: ## print these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## install everything into this folder, and find the Firestore emulator
	@$(RUN) -m local.setup

$(READY): pyproject.toml uv.lock
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	@test -x $(VENV)/bin/uv || $(RUN) -m pip install --quiet --disable-pip-version-check uv==0.13.9
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv sync --frozen --quiet --no-group java
	@command -v java >/dev/null || UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv sync --frozen --quiet --group java
	@touch $@

up: setup ## start the local cloud in the background
	@$(RUN) -m local up

down: ## end the local cloud that is in the background
	@test ! -x $(RUN) || $(RUN) -m local down

demo: setup ## the main job: a demo region with 200 house chats; stays up until Ctrl-C
	@$(RUN) -m local demo

provision: setup ## the main job without a screen: SHEET=path [MUNICIPALITY=name] [SUMMARY=file.json]
	@test -n "$(SHEET)" || { echo "make provision SHEET=path [MUNICIPALITY=name] [SUMMARY=file.json]"; exit 2; }
	@$(RUN) -m local provision "$(SHEET)" --municipality "$(MUNICIPALITY)" --summary "$(SUMMARY)"

check: $(READY) ## format, lint, types and imports, in seconds
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports >/dev/null || $(VENV)/bin/lint-imports

format: $(READY) ## format the code
	@$(VENV)/bin/ruff format --quiet .
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(RUN) -m local.error_page

browser: $(READY)
	@$(RUN) -m local.browser

test: setup browser check ## everything that CI runs
	@$(VENV)/bin/pytest -n 2 --dist loadfile

bench: setup ## the measurements, beside their peers
	@$(RUN) -m benchmarks

clean: down ## remove what was installed and what ran here
	@rm -rf $(VENV) .local .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# The loop of daily work. Everything is installed into this folder; nothing outside of it is changed.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
# Node comes with the environment, so that everybody builds the Mini App with the same one.
NPM := cd miniapp && export PATH="$(CURDIR)/$(VENV)/bin:$$PATH" && npm
NODE_MODULES := miniapp/node_modules/.ready
APP := miniapp/dist/index.html
# Each process that starts would compile all it imports where no bytecode may be written beside the sources.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/bytecode

# Tests that do more under `make fire` than under `make test`: state machines live more lives, workers die at each call,
# whole clouds build more houses.
ON_FIRE := $(wildcard tests/lib/*/test_*_machine.py tests/lib/*/test_crashes.py) \
	tests/system/test_main_job.py tests/system/test_broadcasts.py

.DEFAULT_GOAL := help
.PHONY: help setup app browser up down demo provision check format test bench fire holes package deploy-plan deploy clean

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

$(NODE_MODULES): miniapp/package-lock.json $(READY)
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(APP): $(NODE_MODULES) $(shell find miniapp/src miniapp/public miniapp/index.html miniapp/vite.config.ts -type f)
	@$(NPM) run --silent build -- --logLevel error

app: $(APP) ## build the Mini App

up: setup app ## start the local cloud in the background
	@$(RUN) -m local up

down: ## end the local cloud that is in the background
	@test ! -x $(RUN) || $(RUN) -m local down

demo: setup app ## the main job: a demo region with 200 house chats; stays up until Ctrl-C
	@$(RUN) -m local demo

provision: setup ## the main job without a screen: SHEET=path [MUNICIPALITY=name] [SUMMARY=file.json]
	@test -n "$(SHEET)" || { echo "make provision SHEET=path [MUNICIPALITY=name] [SUMMARY=file.json]"; exit 2; }
	@$(RUN) -m local provision "$(SHEET)" --municipality "$(MUNICIPALITY)" --summary "$(SUMMARY)"

check: $(READY) $(NODE_MODULES) ## format, lint, types and imports, in seconds
	@$(VENV)/bin/ruff format --check --quiet .
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports >/dev/null || $(VENV)/bin/lint-imports
	@$(NPM) run --silent check

format: $(READY) $(NODE_MODULES) ## format the code, and write anew what is made from it
	@$(VENV)/bin/ruff format --quiet .
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(RUN) -m local.error_page
	@$(RUN) -m functions.api.openapi > miniapp/openapi.json
	@$(NPM) run --silent api && npm run --silent format

browser: $(READY)
	@$(RUN) -m local.browser

test: setup browser check app ## everything that CI runs
	@$(NPM) run --silent size && npm run --silent test
	@$(VENV)/bin/pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup ## the measurements, beside their peers
	@$(RUN) -m benchmarks

holes: setup ## ask osv.dev for known holes in what is locked; fails where nobody answers
	@$(RUN) -m ops holes

fire: setup ## the system under fire: every step killed, storms, random lives. [POINT=before:137] [STORM="error 9"] [SEED=small:7] [STEPS=100] [SEEDS=30]
	@$(RUN) -m fire $(if $(POINT),--point $(POINT)) $(if $(STORM),--storm "$(STORM)") $(if $(SEED),--seed $(SEED)) \
		$(if $(STEPS),--sample $(STEPS)) $(if $(SEEDS),--seeds $(SEEDS))
	@$(if $(POINT)$(STORM)$(SEED),true,HYPOTHESIS_PROFILE=fire $(VENV)/bin/pytest --timeout 3600 $(ON_FIRE))

package: setup ## pack each function into a zip of its own
	@$(RUN) -m ops package

deploy-plan: setup app ## plan a deployment: ENV=test or ENV=production [ONLY=secrets]
	@test -n "$(ENV)" || { echo "make deploy-plan ENV=test [ONLY=secrets]"; exit 2; }
	@$(RUN) -m ops deploy-plan $(ENV) $(if $(ONLY),--only $(ONLY))

deploy: setup ## carry the plan out, and look whether what was deployed answers: ENV=…
	@test -n "$(ENV)" || { echo "make deploy ENV=test"; exit 2; }
	@$(RUN) -m ops deploy $(ENV)

clean: down ## remove what was installed and what ran here
	@rm -rf $(VENV) .local .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache miniapp/node_modules miniapp/dist

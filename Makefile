# Everything happens in a virtual environment of its own; only Python 3.11+ and make are needed.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
ARGS   ?=
DATA   ?=
TEXTS  ?=
SENTENCES ?=
ROW    ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint unit bench docs clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

run: $(VENV)/.run ## start the bot: in this terminal, or on Discord when DISCORD_TOKEN is set
	@if [ -n "$$DISCORD_TOKEN" ]; then exec $(BIN)/hypotez $(ARGS) discord; else exec $(BIN)/hypotez $(ARGS) chat; fi

test: lint ## run every check: ruff, strict types, layers, unit, contract and end-to-end tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.test ## run ruff, mypy and import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/.test ## run only the fast tests
	$(BIN)/python -m pytest tests/unit

bench: $(VENV)/.bench ## print the benchmark table; DATA=, TEXTS=, SENTENCES=folders that it may use, ROW=name runs one row
	$(BIN)/python -m bench $(if $(DATA),--data $(DATA)) $(if $(TEXTS),--texts $(TEXTS)) $(if $(SENTENCES),--sentences $(SENTENCES)) $(if $(ROW),--row $(ROW))

docs: $(VENV)/.docs ## build the documentation into site/
	$(BIN)/mkdocs build --strict

clean: ## remove the virtual environment and everything that was built
	rm -rf $(VENV) build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# One stamp for each set of packages. torch goes in first and by itself: whatever depends on it would else bring
# the newest release with it.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hypotez needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.torch: constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet "$$(grep '^torch==' constraints.txt)"
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt $(VENV)/.torch
	$(PIP) install --quiet --constraint constraints.txt --editable '.[all,test]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml constraints.txt $(VENV)/.torch
	$(PIP) install --quiet --constraint constraints.txt --editable '.[all,bench]'
	@touch $@ $(VENV)/.run

$(VENV)/.docs: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[docs]'
	@touch $@ $(VENV)/.run

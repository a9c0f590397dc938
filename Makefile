# Cordon: `make run` opens a desk, `make test` proves the checkout; both do their own set-up and may be run again.
#
# Needed beforehand: Python 3.11 to 3.13 with venv and pip, and make. Everything else goes into .venv and var/.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test suite prove lint format requirements clean

PORT ?= 8000
WORKERS ?= auto
PYTHON ?=

VENV := .venv
IN_VENV := $(VENV)/bin
PIP_INSTALL := $(IN_VENV)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes

# A stamp bears the hash of what was installed, so a changed pin installs again and an unchanged one costs nothing.
stamp = $(VENV)/.installed-$(1)-$(shell cat $(2) | sha256sum | cut -c1-12)
FOR_RUN := $(call stamp,run,requirements.txt)
FOR_TEST := $(call stamp,test,requirements-dev.txt)
FOR_PROVE := $(call stamp,prove,requirements-dev.txt requirements-prove.txt)

help:
	@echo "make run          a desk at http://127.0.0.1:$(PORT) with starter lists, sample suppliers and logins (PORT=...)"
	@echo "make test         style, types, import contracts and the whole test suite"
	@echo "make prove        the slow proofs: crashes, races, scale, fuzzing, the pages in a browser; prints their figures"
	@echo "make lint         style and types only"
	@echo "make format       rewrite the code in the house's layout"
	@echo "make requirements compile the requirements files from pyproject.toml (needs uv)"
	@echo "make clean        remove what tests and tools left; .venv and var/ stay"

run: $(FOR_RUN)
	$(IN_VENV)/python manage.py demo
	$(IN_VENV)/python manage.py serve --port $(PORT)

test: lint suite

suite: $(FOR_TEST)
	$(IN_VENV)/python -m pytest -n $(WORKERS) -m "not prove" $(PYTEST)

prove: $(FOR_PROVE)
	@command -v chromium >/dev/null || echo "prove: no chromium on this machine, so the browser proofs are skipped (Debian: apt install chromium)"
	$(IN_VENV)/python -m pytest -n 0 -m prove -rA --show-capture=stdout $(PYTEST)

lint: $(FOR_TEST)
	$(IN_VENV)/ruff check .
	$(IN_VENV)/ruff format --check .
	$(IN_VENV)/mypy .

format: $(FOR_TEST)
	$(IN_VENV)/ruff check --fix .
	$(IN_VENV)/ruff format .

requirements:
	@command -v uv >/dev/null || { echo "requirements: uv is needed to compile them (pip install uv)" >&2; exit 1; }
	$(COMPILE) -o requirements.txt pyproject.toml
	$(COMPILE) --group dev -o requirements-dev.txt pyproject.toml
	$(COMPILE) --group prove -o requirements-prove.txt pyproject.toml

# Every supported Python in one file, hashes for every file, and nothing that says where they were fetched from.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --quiet

clean:
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -path ./$(VENV) -prune -o -path ./var -prune -o -name __pycache__ -type d -print0 | xargs -0 -r rm -rf

$(FOR_RUN): | $(VENV)/.made
	$(PIP_INSTALL) -r requirements.txt
	@rm -f $(VENV)/.installed-run-* && touch $@

$(FOR_TEST): | $(VENV)/.made
	$(PIP_INSTALL) -r requirements-dev.txt
	@rm -f $(VENV)/.installed-test-* && touch $@

$(FOR_PROVE): | $(VENV)/.made
	$(PIP_INSTALL) -r requirements-dev.txt -r requirements-prove.txt
	@rm -f $(VENV)/.installed-prove-* && touch $@

$(VENV)/.made:
	@PYTHON='$(PYTHON)' .ci/make-venv $(VENV)
	@touch $@

# Everything a newcomer types. Each target prepares what it needs: Debian packages, then .venv, then the work.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
# The locks are complete, so nothing is left to resolve: pip would ask for extras' newest versions, which no lock pins.
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps
# Many tests wait for guests and libvirt, so there may be one more of them than processors.
WORKERS ?= 3
PYTEST_ARGS ?=
SOURCES := reconciler schemas state tests examples
UV_VERSION := 0.13.9
# The lab makes network namespaces and starts libvirtd: that takes root. Root leaves no files in a user's folder.
ROOT_ENV := PYTHONDONTWRITEBYTECODE=1 HYPOTHESIS_STORAGE_DIRECTORY=/var/cache/virt-reconcile-tests
AS_ROOT := $(if $(filter-out 0,$(shell id -u)),sudo -E env $(ROOT_ENV) )
PYTEST := $(AS_ROOT)$(PYTHON) -m pytest $(if $(AS_ROOT),-p no:cacheprovider )$(PYTEST_ARGS)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(DEV) ## install the Debian packages that are missing and make .venv

.PHONY: demo
demo: $(RUNTIME) ## the main job, shown on this machine: a guest made, changed, drifted, put right
	@$(call say-root,the demo)
	$(AS_ROOT)$(PYTHON) -m examples.demo

.PHONY: test
test: check ## every check and every test; the lab of real libvirt hosts included
	@$(call say-root,the tests)
	$(PYTEST) -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

.PHONY: check
check: $(DEV) ## format, lint, types, layers, size habits: seconds, no root
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PYTHON) -m pytest --quiet tests/style

.PHONY: corpus
corpus: $(DEV) ## thousands of documents that others wrote, on real libvirt; rewrites docs/reference/coverage.md
	@$(call say-root,the corpus)
	$(AS_ROOT)$(PYTHON) -m tests.corpus --write

.PHONY: bench
bench: $(DEV) ## measure against the numbers the project promises
	@$(call say-root,the benchmark)
	$(AS_ROOT)$(PYTHON) -m tests.bench

.PHONY: soak
soak: $(DEV) ## hours of random edits, drifts and crashes; never part of `make test`
	@$(call say-root,the soak test)
	HYPOTHESIS_PROFILE=soak $(PYTEST) -m "soak or not soak" tests/laws tests/schemas tests/libvirt/test_soak.py

.PHONY: lock
lock: ## pin the newest versions that pyproject.toml admits, with hashes
	deploy/lock.sh $(UV_VERSION)

.PHONY: clean
clean: ## remove everything that make made in this folder
	rm -rf $(VENV) build dist .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Quick and silent when nothing is missing, so it is asked each time rather than remembered in a stamp.
.PHONY: packages
packages:
	@deploy/install-deps.sh deploy/packages-build.txt deploy/packages-lab.txt

$(RUNTIME): requirements-build.lock requirements.lock pyproject.toml deploy/find-python.sh | packages
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || "$$(deploy/find-python.sh)" -m venv --clear $(VENV)
	$(PIP) --require-hashes -r requirements-build.lock
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --editable .
	$(PYTHON) -m pip check
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PYTHON) -m pip check
	@touch $@

say-root = $(if $(AS_ROOT),echo "$(1) need root (network namespaces, libvirtd): using sudo",:)

# Two commands: `make run` to use it, `make test` to trust it.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.PHONY: run install test test-slow bench lock lint clean

run: install
	@exec $(PY) -m bot start

install: $(VENV)/.installed
test-install: $(VENV)/.installed-test

# The stamps name the lock file they were made from, so that an unchanged lock costs nothing on the next call.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên: make run PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock | $(VENV)/bin/python
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

lint: test-install
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: lint
	$(PY) -m pytest -n 2 -m "not slow"

test-slow: test-install
	$(PY) -m pytest -n 2 -m slow

bench: test-install
	$(PY) -m benchmarks

# Universal locks: versions and hashes for every platform, no index address.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 -o requirements.lock
	uv pip compile pyproject.toml --group test --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

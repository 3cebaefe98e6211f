# .venv has what the shim needs, .venv-dev adds what tests and checks need, .venv-clients what clients of it need.
PYTHON ?= python3
PORT ?= 8080
WORKERS ?= 2
# Files go to whichever process is free, in their order: those that need servers come before the many quick ones.
AT_ONCE = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
PIP = -m pip --disable-pip-version-check --quiet install

.PHONY: help run test test-fast test-clients lint format bench lock clean

help:           ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/installed            ## Serve the demo on 127.0.0.1:8080 (PORT= changes it; 0 takes a free one)
	@exec .venv/bin/shim demo --port $(PORT)

test: .venv-dev/installed lint  ## Install PostgreSQL, Java and Cassandra, run every check and test on them
	.venv-dev/bin/python -m tests.servers.install
	.venv-dev/bin/python -m pytest $(AT_ONCE) $(ARGS)

test-fast: .venv-dev/installed  ## Run the tests that need no server
	@echo "test-fast leaves PostgreSQL and Cassandra out: only 'make test' can say that all is well."
	.venv-dev/bin/python -m pytest $(AT_ONCE) -m "not postgres and not cassandra" $(ARGS)

test-clients: .venv-clients/installed  ## Read the demo with Chromium, curl, Python, pandas and Java, which must be installed
	.venv-clients/bin/python -m pytest tests/clients $(ARGS)

lint: .venv-dev/installed       ## Check style, types and which way imports go
	.venv-dev/bin/ruff check .
	.venv-dev/bin/ruff format --check .
	.venv-dev/bin/mypy
	.venv-dev/bin/lint-imports

format: .venv-dev/installed     ## Put the code into the one form
	.venv-dev/bin/ruff check --fix .
	.venv-dev/bin/ruff format .

bench: .venv/installed .venv-dev/installed   ## Measure against the floors; prints a table, writes build/bench.json
	.venv-dev/bin/python -m tests.servers.install
	.venv-dev/bin/python -m tests.benchmarks $(ARGS)

lock: .venv-dev/installed       ## Pin and hash all requirements anew
	.venv-dev/bin/python -m requirements

clean:                          ## Remove what was built here; downloads stay in the user's cache
	rm -rf .venv .venv-dev .venv-clients build var *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/installed: requirements/run.txt
.venv-dev/installed: requirements/dev.txt
.venv-clients/installed: requirements/clients.txt
.venv/installed .venv-dev/installed .venv-clients/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=...")'
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/python $(PIP) --require-hashes -r $(filter requirements/%,$^)
	$(@D)/bin/python $(PIP) --no-deps --no-index --no-build-isolation --editable .
	@touch $@

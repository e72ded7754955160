# Each target sets up what it needs first. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
SOURCES := $(wildcard khfund admin)

export PYTHON
# the tests start khfund hundreds of times: let it be compiled once, whatever the shell says
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo serve test coverage check lint types arch format bench docs pictures barriers clean system-run system-test

# list the targets
help:
	@awk '/^# /{says=substr($$0,3)} /^[a-z]+:/{sub(/:.*/,""); if (says) printf "make %-8s %s\n", $$0, says; says=""}' Makefile

# set up and run the main job on examples/; the papers land in out/
demo: system-run $(READY)
	$(BIN)/khfund demo

# set up and open the office in the browser: your books (KHFUND_DB), or the example year where there are none
serve: system-run $(READY)
	$(BIN)/khfund serve --example

# set up and run every test, on SQLite and PostgreSQL
test: system-test $(READY)
	$(BIN)/python -m pytest

# the same, and say which branches no test takes (half as long again)
coverage: system-test $(READY)
	$(BIN)/python -m pytest --cov --cov-report=term

# everything that is checked without running khfund
check: lint types arch

# style, by ruff with all its rules
lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# types, by mypy in strict mode
types: $(READY)
	$(BIN)/mypy $(SOURCES)

# the way the imports point, by import-linter
arch: $(READY)
	$(BIN)/lint-imports --no-logo

# lay out the code
format: $(READY)
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

# take the pictures of docs/office.md anew, by walking through the office in a browser
pictures: system-test $(READY)
	KHFUND_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/admin/walks --deselect tests/admin/walks/test_barriers.py

# look at every page of every role with axe-core, in a browser (CI looks at the first eight of each)
barriers: system-test $(READY)
	CI= $(BIN)/python -m pytest -n 0 tests/admin/walks/test_barriers.py

# measure the goals of speed and memory, and print the figures
bench: system-test $(READY)
	$(BIN)/python -m benchmarks

# make docs/ into pages in out/docs
docs: $(READY)
	$(BIN)/properdocs build -q -d out/docs
	@echo "the pages are in out/docs"

# only set up
setup: system-test $(READY)

# remove what the other targets made
clean:
	rm -rf .venv out .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# System packages are looked at each time (it takes milliseconds), the environment when these two files change.
system-run:
	@scripts/setup system run

system-test:
	@scripts/setup system test

$(READY): pyproject.toml scripts/setup
	@scripts/setup python

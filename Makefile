# Everything a contributor runs. Each target makes the environment it needs; `make demo` is the place to begin.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help packages demo test coverage check lint bench soundness docs lock clean

VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# In order of preference; the first that really starts is used when .venv has to be made.
PYTHONS ?= 3.11 3 3.12 3.13
OTHER_PYTHONS ?= 3.12 3.13

# Tests start hundreds of processes; without compiled modules each would spend a second on compiling them anew.
export PYTHONDONTWRITEBYTECODE :=

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

# What the installation compiles; a header may be shared by several modules.
COMPILED := hatch_build.py $(wildcard src/ead/native/*.pyx src/ead/native/*.pxd src/ead/native/*.pxi src/ead/native/*.h)

# A stamp stands for "installed with these extras"; it is older than these files when something has changed.
$(VENV)/.stamp-%: pyproject.toml requirements-dev.lock $(COMPILED)
	@tools/make_venv.sh $(VENV) $* $(PYTHONS)
	@touch $@

# Spark and what is measured beside ead are installed for the tests of the first interpreter only: they are large.
TESTED := $(VENV)/.stamp-dev,bench,spark

packages:
	@tools/system_packages.sh $(PYTHONS)

demo: $(VENV)/.stamp-dev ## run the main job on the messages in examples/
	@EAD=$(BIN)/ead tools/demo.sh

check: $(TESTED)
	@echo "== ruff";            $(BIN)/ruff check .
	@echo "== ruff format";     $(BIN)/ruff format --check .
	@echo "== mypy";            $(BIN)/mypy
	@echo "== import contract"; $(BIN)/lint-imports

lint: check ## style, types, import contract, declared dependencies
	@echo "== deptry";          $(BIN)/deptry src

# The compiled part is tested here, so a failure to compile must not pass for a choice.
test: export EAD_BUILD_NATIVE := 1
test: packages check ## lint, all tests, the wheel, further interpreters
	@echo "== tests on $(WORKERS) workers"
	@mkdir -p build
	@$(BIN)/python -m pytest -n $(WORKERS) 2>&1 | tee build/pytest.log
	@echo "== wheel"
	@$(BIN)/python tools/test_wheel.py
	@tools/test_pythons.sh $(OTHER_PYTHONS)

# Tracing more than doubles the time of the tests, so this is asked for before a release, not in every run. Machine code
# cannot be traced: what is covered is the Python it stands for.
coverage: export EAD_NATIVE := 0
coverage: $(TESTED) ## all tests with coverage, which must be 95 % with branches
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n $(WORKERS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

bench: $(VENV)/.stamp-bench ## measure, and print the table of benchmarks/README.md
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check saxonche || echo "saxonche cannot be installed here; its row will say so"
	@$(BIN)/python benchmarks/run.py

soundness: $(VENV)/.stamp-dev ## look for XML and JSON that the compiled schema reads wrongly, in a million mutants each
	@$(BIN)/python benchmarks/soundness.py --mutants 1000000
	@$(BIN)/python benchmarks/soundness_json.py --mutants 1000000

docs: $(VENV)/.stamp-docs ## build the documentation into site/
	@$(BIN)/python tools/rule_pages.py
	@$(BIN)/zensical build --clean --strict

lock: $(VENV)/.stamp-dev,docs,bench,spark ## pin the versions now installed in requirements-dev.lock
	@tools/lock.sh $(BIN)/python

clean: ## remove what was built and measured; environments stay
	@rm -rf build src/build dist site htmlcov benchmarks/out .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests tools examples -name __pycache__ -type d -prune -exec rm -rf {} +

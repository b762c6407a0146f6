# Two commands matter: `make run` and `make test`. Both bootstrap the environment when they must.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
SOURCES ?= dags/sources.yaml
CORPUS ?= corpus/source
UV_VERSION := 0.13.9
# An image needs what runs: make setup LOCK=requirements.lock
LOCK ?= requirements-dev.lock

BIN := .venv/bin
INSTALLED := .venv/.installed
BI_BIN := bi/.venv/bin
BI_INSTALLED := bi/.venv/.installed
SQL := dbt_project/models dbt_project/macros dbt_project/tests plugins/wirebook/published/questions
PYTHON_CODE := bench bi dags notebooks plugins scripts tests

# -- what to do ----------------------------------------------------------------------------------

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 16

.PHONY: run
run: $(INSTALLED)  ## the whole pipeline once, then the published facts (SOURCES=path/to/sources.yaml, QUIET=1)
	@$(BIN)/python scripts/run_embedded.py "$(SOURCES)" $(if $(QUIET),--quiet)

.PHONY: up
up: $(INSTALLED)  ## Airflow with its page on localhost, the DAGs scheduled (SOURCES=..., Ctrl-C ends it)
	@$(BIN)/python scripts/airflow_up.py "$(SOURCES)"

.PHONY: bi
bi: $(INSTALLED) $(BI_INSTALLED)  ## Apache Superset on the last run: dashboards on localhost (Ctrl-C ends it)
	@$(BIN)/python scripts/bi_up.py

.PHONY: bi-test
bi-test: $(INSTALLED) $(BI_INSTALLED)  ## Superset on the last run: every chart against `wirebook ask`
	@$(BIN)/pytest bi/test_superset.py

.PHONY: test
test: $(INSTALLED)  ## every test, on all cores (TESTS=tests/dags or any other pytest arguments)
	@$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(TESTS)

.PHONY: lint
lint: $(INSTALLED)  ## form and types: ruff, mypy --strict, sqlfluff, yamllint, compose
	$(BIN)/ruff check $(PYTHON_CODE)
	$(BIN)/ruff format --check $(PYTHON_CODE)
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar $(SQL)
	$(BIN)/yamllint --strict .
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yaml

.PHONY: gold
gold: $(INSTALLED)  ## the five gold articles: what was published against what is right
	@$(BIN)/python scripts/gold.py

.PHONY: gate
gate: $(INSTALLED)  ## the gate's own score: faults stopped, clean variations passed (docs/gate.md)
	@$(BIN)/python scripts/gate_score.py

.PHONY: bench
bench: $(INSTALLED)  ## every benchmark, written to docs/benchmarks/
	@$(BIN)/python -m bench

.PHONY: train
train: $(INSTALLED)  ## the weights of the models of claims, from corpus/ (docs/teaching.md)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m wirebook.teaching

.PHONY: corpus
corpus: $(INSTALLED)  ## how claims are read and become facts, to docs/benchmarks (CORPUS=the events of another)
	@$(if $(filter corpus/source,$(CORPUS)),OPENBLAS_NUM_THREADS=1 $(BIN)/python -m wirebook.teaching.benchmark)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.events $(CORPUS)

.PHONY: train-names
train-names: $(INSTALLED)  ## the tables of the names recogniser, from ../shared/names (docs/names.md)
	@$(BIN)/python scripts/train_names.py

.PHONY: fuzz
fuzz: $(INSTALLED)  ## one million random and hostile texts through the reader, 10,000 odd answers
	@$(BIN)/python scripts/fuzz.py --inputs 1000000
	@$(BIN)/python scripts/fuzz_responses.py --inputs 10000

.PHONY: sbom
sbom: $(INSTALLED)  ## the bill of materials of what runs, CycloneDX, to build/sbom.json
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
	    --output-reproducible --output-format JSON --output-file build/sbom.json
	@$(BIN)/python scripts/licences.py --add-to build/sbom.json
	@echo build/sbom.json

.PHONY: licences
licences: $(INSTALLED)  ## docs/licences.md anew: the licence of each package that ships
	@$(BIN)/python scripts/licences.py --write

.PHONY: pin-images
pin-images: $(INSTALLED)  ## the digests of the container images, asked of their registry by docker
	@$(BIN)/python scripts/pin_images.py docker-compose.yaml Dockerfile

.PHONY: canary
canary: $(INSTALLED)  ## secrets, contacts and escapes in 200 articles through the whole pipeline
	@$(BIN)/python scripts/canary.py --articles 200

.PHONY: questions
questions: $(INSTALLED)  ## docs/questions.md anew: the twenty questions, answered on the last run
	@$(BIN)/python scripts/write_questions.py

.PHONY: docs
docs: $(INSTALLED)  ## dbt's own documentation of every table, as a local site
	@$(BIN)/python scripts/dbt_docs.py "$(SOURCES)"

# -- the environment -----------------------------------------------------------------------------

.PHONY: setup
setup: $(INSTALLED)  ## the environment alone: venv, uv, the hashed lock, the project itself

# The stamp is newer than what it was made from, so a second `make` costs nothing. Compiling once
# here saves every run about fifteen seconds where Python may not write bytecode itself.
$(INSTALLED): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r $(LOCK)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# Superset's versions and ours do not go together: it has an environment of its own.
$(BI_INSTALLED): bi/requirements.lock | $(INSTALLED)
	@test -x $(BI_BIN)/python || $(PYTHON) -m venv bi/.venv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BI_BIN)/python --require-hashes -r $<
	@touch $@

COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-index-url \
    --no-header --no-annotate

.PHONY: lock
lock: $(INSTALLED)  ## write both locks anew from requirements.in and requirements-dev.in
	$(COMPILE) --output-file requirements.lock requirements.in
	$(COMPILE) --constraint requirements.lock --output-file requirements-dev.lock requirements-dev.in

.PHONY: bi-lock
bi-lock: $(INSTALLED)  ## write the lock of Superset's environment anew from bi/requirements.in
	$(COMPILE) --output-file bi/requirements.lock bi/requirements.in

.PHONY: clean
clean:  ## delete what runs wrote and tools remember; the environment stays
	rm -rf var dbt_project/target dbt_project/logs .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -path ./.venv -prune -o -name __pycache__ -type d -print0 | xargs -0 rm -rf

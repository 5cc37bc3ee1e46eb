# Everything a developer or an operator of a trial stack runs. `make setup` needs Python 3.11+ only.
.DEFAULT_GOAL := help
.PHONY: help setup demo test chaos fuzz legality lint format lock audit mutate clean
BIN := .venv/bin
RUNS ?= 3
STEPS ?= 1000000
export PYTHON
# Two test processes share the machine with PostgreSQL, Kafka and the services they start.
WORKERS ?= 2

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 10

setup: ## create .venv from the locked requirements (instant when done)
	@sh deploy/setup.sh

demo: setup ## play reports through all four services; ONCE=1 ends by itself
	@$(BIN)/netral demo $(if $(ONCE),--once)

test: setup ## all tests, on a real PostgreSQL and a real Kafka
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

chaos: setup ## the long kill tests, RUNS=n times
	@$(BIN)/python -m tests.chaos --runs $(RUNS) $(ARGS)

legality: setup ## random commands by random actors, STEPS=n, held against the law
	@$(BIN)/python -m tests.legality --steps $(STEPS) $(ARGS)

fuzz: setup ## requests drawn from the OpenAPI documents, as every role
	@$(BIN)/python -m tests.fuzz $(ARGS)

mutate: setup ## classification and procedure with a fault in each place in turn: which faults no test notices
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv-mutate
	@$(BIN)/uv pip sync --quiet --require-hashes --python .venv-mutate requirements-mutate.txt
	@$(BIN)/python -m tests.mutations $(ARGS)

lint: setup ## style, types, import contracts, event schemas, pages of policy and procedure
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m deploy.schemas --check
	$(BIN)/python -m deploy.policy --check
	$(BIN)/python -m deploy.procedure --check

format: setup ## write the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup ## resolve requirements.in into requirements.txt again
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	    --no-emit-index-url requirements.in -o requirements.txt
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
	    --no-emit-index-url requirements-mutate.in -o requirements-mutate.txt

audit: setup ## known vulnerabilities of the locked packages
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

clean: ## stop the stack of this folder and remove .venv and .netral
	@if [ -x $(BIN)/netral ] && [ -d .netral ]; then $(BIN)/netral down; fi
	rm -rf .venv .venv-mutate .netral mutants *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

# Everything is installed into .venv. `make run` is all that a fresh machine needs.

PORT ?= 8501
# The first of these that is Python 3.10 to 3.14 makes .venv.
PYTHON ?= python3.13 python3.12 python3.11 python3.14 python3.10 python3
VENV = .venv/bin/python
CHECK = $(VENV) -m ruff format --check && $(VENV) -m ruff check && $(VENV) -m mypy && $(VENV) .venv/bin/lint-imports

.PHONY: help setup run test check format bench clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

setup: .venv/.installed ## Make .venv and provide the pose model.
	@$(VENV) -m posecheck model fetch || echo "PoseCheck starts without the model, and says there what to do." >&2

run: setup ## Start PoseCheck on http://localhost:8501 (or another port: make run PORT=8600).
	@$(VENV) -m streamlit run app.py --server.port $(PORT)

# Tests run even where a check fails, so that one run tells everything; pytest comes last.
test: setup .venv/.installed-dev ## Set up whatever is missing, check the code, run every test.
	@$(VENV) tools/system.py browser
	@$(VENV) tools/system.py postgres
	@checked=0; $(CHECK) || checked=1; $(VENV) -m pytest --cov --cov-report=term && exit $$checked

check: .venv/.installed-dev ## Check format, style, types and the layers, without tests.
	@$(CHECK)

format: .venv/.installed-dev ## Format the code.
	$(VENV) -m ruff format
	$(VENV) -m ruff check --fix

bench: .venv/.installed-dev ## Say how to run the benchmarks.
	@echo "Each benchmark prints one table and one ratio. Run one by name:"
	@for file in bench/*.py; do echo "  $(VENV) $$file"; done

clean: ## Remove .venv and caches; the pose model stays.
	rm -rf .venv .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps come last and .venv is made empty, so an interrupted installation is started afresh by the next call.
.venv/.installed: requirements.txt
	@sh tools/make_venv.sh $(PYTHON)
	$(VENV) -m pip install --disable-pip-version-check --no-input -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt requirements-hosting.txt requirements-s3.txt .venv/.installed
	@rm .venv/.installed
	$(VENV) -m pip install --disable-pip-version-check --no-input -r requirements-dev.txt
	@touch .venv/.installed $@

# Everything on a bare machine with git, make and python3 (3.11 or newer, with venv).
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

.PHONY: run test lab bench clean

run: $(VENV)/ready          ## Execute every notebook in both languages into output/
	$(BIN)/xiaoyi run --sweep lang=en,zh

test: $(VENV)/ready         ## Lint, types and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

lab: $(VENV)/ready          ## Open JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

bench: $(VENV)/ready        ## Measure runs, exhibits and imports
	$(BIN)/python tools/bench.py

clean:                      ## Remove what the other targets made
	rm -rf $(VENV) output

# uv installs in seconds; where it is not to be had, pip does the same in a minute.
$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "python3 is older than 3.11: set PYTHON=python3.11 or newer" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv && \
	  $(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements.txt -e . || \
	  $(BIN)/python -m pip install --quiet -r requirements.txt -e .
	@touch $@

# Everything on a bare machine with git, make and python3 (3.11 or newer, with venv).
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
UV := $(BIN)/python tools/uv.py
NOTEBOOKS := notebooks
# These go to JupyterLab as they are.
FLAGS :=

# Where this is set, each of the hundreds of processes of a run or a test would compile all that
# it imports, for seconds, and keep nothing for the next.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test prove bend lowest desk lab docs bench clean

run: $(VENV)/ready          ## Execute every notebook in both languages into output/
	$(BIN)/xiaoyi run --sweep lang=en,zh

# Types are checked beside the tests, and told after them.
test: $(VENV)/ready         ## Lint, types and tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@told=$$(mktemp); $(BIN)/mypy >$$told 2>&1 & types=$$!; \
	  $(BIN)/pytest -n auto --dist worksteal; tests=$$?; \
	  wait $$types; types=$$?; cat $$told; rm -f $$told; exit $$((types | tests))

prove: $(VENV)/ready        ## What takes longest to prove: clusters, wheels, every notebook twice
	$(BIN)/pytest -n auto --dist worksteal -m slow

bend: $(VENV)/ready         ## Thousands of odd texts, tables, commands, decks, and runs that are killed
	$(BIN)/python tools/bend.py

# What touches each dependency: charts, pages, slides, workbook, tables, kernels, commands.
LOWEST := tests/cli tests/charts/test_forms.py tests/exports/test_workbook.py tests/exports/test_book.py \
  tests/exports/test_files.py tests/exports/slides/test_marks.py tests/runs/test_engine.py \
  tests/runs/test_pictures.py

lowest: $(VENV)/ready       ## A part of the tests, with the oldest dependencies that are allowed
	$(UV) venv --quiet --clear --python $(BIN)/python .lowest
	$(UV) pip install --quiet --python .lowest/bin/python --resolution lowest-direct \
	  -e '.[lab,dask,xlsx,parquet,documents,test]'
	.lowest/bin/python -m pytest -n auto --dist worksteal -W ignore $(LOWEST)

desk: $(VENV)/ready         ## What a Windows desk needs: runs, pages, slides under Debian's Wine
	$(BIN)/python tools/desk/setup.py .desk
	$(BIN)/pytest -m desk tests/test_desk.py

lab: $(VENV)/ready          ## Open JupyterLab on the notebooks
	$(BIN)/xiaoyi lab --notebooks "$(NOTEBOOKS)" -- $(FLAGS)

docs: $(VENV)/ready         ## Write the data dictionary, the API reference, the grammar
	$(BIN)/python tools/build_dictionary.py
	$(BIN)/python tools/build_reference.py
	$(BIN)/python tools/build_grammar.py

bench: $(VENV)/ready        ## Measure runs, exhibits, imports, a year of weeks and many reports
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/floor.py
	$(BIN)/python tools/year.py
	$(BIN)/python tools/bench_reports.py

clean:                      ## Remove what the other targets made
	rm -rf $(VENV) .jupyter .desk .lowest output

# uv installs in seconds; where it is not to be had, pip does the same in a minute. Both take
# index, proxy and certificates from the settings of pip.
$(VENV)/ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "python3 is older than 3.11: set PYTHON=python3.11 or newer" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv && \
	  $(UV) pip install --quiet --python $(BIN)/python -r requirements.txt -e . || \
	  $(BIN)/python -m pip install --quiet -r requirements.txt -e .
	@touch $@

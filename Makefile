# Needs Python 3.11 or newer with pip, and PyPI. Everything else is installed here.
PYTHON ?= python3
PORT ?= 3000
UV := .tools/bin/uv
# No bytecode of ours is asked for at install: Python writes it at first import.
SYNC := $(UV) sync --quiet --locked --inexact --python "$$(command -v $(PYTHON))"

.DEFAULT_GOAL := help
# docs and bench are folders, too.
.PHONY: help demo docs test lint types imports tests accuracy bench growth format words lock crash clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: .venv/.demo ## play a teacher, a leader and an admin in the browser (PORT=3000)
	@exec .venv/bin/plnudge demo --port $(PORT)

docs: .venv/.test ## the docs as a site, in dist/site
	@.venv/bin/python -m scripts.drawn
	@.venv/bin/sphinx-build -W --keep-going -n -q -E docs dist/site
	@echo "Open dist/site/index.html"

pictures: .venv/.test chromium ## take the pictures of the docs anew, from the demo's page
	@.venv/bin/python -m scripts.pictures

test: .venv/.test chromium lint types imports tests ## everything that must hold

lint: .venv/.test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/.test
	.venv/bin/mypy

imports: .venv/.test
	.venv/bin/lint-imports

tests: .venv/.test chromium
	.venv/bin/pytest -n auto

# The rules, and what people see: no process, server or browser is started.
QUICK := tests/domain tests/rubric_data tests/bot/test_messages.py tests/bot/test_listening.py \
	tests/bot/test_sender.py tests/bot/test_pace.py tests/bot/test_roster.py

.PHONY: quick
quick: .venv/.test lint imports types ## the gates and the quickest tests, before each commit
	.venv/bin/pytest -q -n 2 --hypothesis-profile quick $(QUICK)

accuracy: .venv/.test ## print how well quick entries are understood, against labelled lines
	@.venv/bin/python -m tests.accuracy

bench: .venv/.test ## how fast it is, against floors, in one table (ROWS="log-http home")
	@.venv/bin/python -m bench $(ROWS)

growth: .venv/.test ## draw how cost grows into docs/pictures/growth.png
	@.venv/bin/python -m bench.growth

crash: .venv/.test ## kill it at 50 points, send through faults, live through four clock changes; with figures
	.venv/bin/pytest -q -s --at-full-size \
		tests/journeys/test_crash.py tests/journeys/test_faults.py tests/journeys/test_week.py \
		tests/journeys/test_workers.py tests/journeys/test_replicas.py

.PHONY: fuzz
fuzz: .venv/.test ## 10,000 deliveries of strangers, and spoilt ones of Slack; with figures
	.venv/bin/pytest -q -s --at-full-size tests/journeys/test_hostile.py tests/journeys/test_malformed.py

.PHONY: wheel release-check audit sbom
wheel: $(UV) ## build the wheel, with the locked requirements beside it, in dist/
	$(UV) build --quiet --wheel --out-dir dist .
	$(UV) export --quiet --locked --no-dev --no-emit-project --output-file dist/requirements.txt
	@ls dist

release-check: .venv/.test ## install the wheel by itself, and let it do its main work beside the local Slack
	.venv/bin/python -m tests.release

audit: .tools/.release ## known holes in the packages that the app stands on, as they are locked
	@mkdir -p dist
	$(UV) export --quiet --locked --no-dev --all-extras --no-emit-project --output-file dist/audited.txt
	.tools/release/bin/pip-audit --strict --disable-pip --require-hashes -r dist/audited.txt

sbom: .venv/.test .tools/.release ## a bill of materials (CycloneDX) and a list of licences, in dist/
	UV_PROJECT_ENVIRONMENT=.tools/runtime $(UV) sync --quiet --locked --no-dev --all-extras --no-editable
	mkdir -p dist
	.tools/release/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--gather-license-texts --output-file dist/sbom.json .tools/runtime/bin/python
	.venv/bin/pip-licenses --python .tools/runtime/bin/python --format markdown --with-urls \
		--output-file dist/licenses.md

.tools/.release: $(UV) pyproject.toml uv.lock
	UV_PROJECT_ENVIRONMENT=.tools/release $(UV) sync --quiet --locked --only-group release
	@touch $@

format: .venv/.test ## put the code in its format
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

words: .venv/.test ## bring the catalogues of words in step with the texts in the code
	@.venv/bin/python -m tests.words

lock: $(UV) ## resolve the dependencies anew
	$(UV) lock --upgrade

clean: ## remove what these commands made
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: chromium
chromium:
	@./tests/install_chromium

$(UV): requirements-uv.txt
	@echo "Installing uv into .tools"
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
		--root-user-action=ignore --upgrade --require-hashes --target .tools -r requirements-uv.txt
	@touch $@

.venv/.demo: $(UV) pyproject.toml uv.lock
	@echo "Installing PLNudge into .venv"
	@$(SYNC) --no-dev
	@touch $@

.venv/.test: $(UV) pyproject.toml uv.lock
	@echo "Installing PLNudge and its test tools into .venv"
	@$(SYNC) --all-extras
	@touch $@ .venv/.demo

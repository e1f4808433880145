# What people type. `make` alone lists it. Only Python 3.11 or later and make itself are needed.

PYTHONS := python3.14 python3.13 python3.12 python3.11 python3
PY := .venv/bin/python
INSTALLED := .venv/installed
BUILT := .venv/built
BROWSER_SOURCES := $(shell find frontend newsletter/translations -type f \
	-not -path '*/node_modules/*' -not -name '*.mo' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test faults year lint bench assets messages

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(BUILT) ## start the whole service; PORT and DATA_DIR choose where
	@exec $(PY) -m newsletter.cli up

test: $(BUILT) ## run every test; ARGS="-k words" chooses some
	@$(PY) -m pytest -n logical --maxprocesses 4 --dist loadfile $(ARGS)

FAULTS := .venv/faults.jsonl
faults: $(BUILT) ## do harm to real processes for twenty minutes; writes docs/reliability.md
	@rm -f $(FAULTS)
	@FAULTS_FIGURES=$(FAULTS) FAULTS_RECIPIENTS=$${FAULTS_RECIPIENTS:-10000} \
		$(PY) -m pytest tests/faults -m "thorough or not thorough" -n 0 $(ARGS); \
		failed=$$?; $(PY) -m tests.faults.report $(FAULTS); exit $$failed

year: $(BUILT) ## walk through a year of events in a browser, with the clock moved; some minutes
	@$(PY) -m pytest tests/journeys/test_a_year_of_events.py -m thorough -n 0 $(ARGS)

lint: $(INSTALLED) ## check style, types and layers
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy
	@.venv/bin/lint-imports

bench: $(BUILT) ## print the figures of sending
	@$(PY) -m benchmarks.send $(ARGS)

assets: $(INSTALLED) ## build the browser files and the translations anew
	@$(PY) hatch_build.py --force
	@touch $(BUILT)

GATHER := -F babel.cfg --no-location --sort-by-file -w 110 -k _l -k lazy_gettext -k lazy_ngettext:1,2 -k lazy_pgettext:1c,2 -k n_:1,2
messages: $(INSTALLED) ## gather new sentences into the catalogues for translators
	@.venv/bin/pybabel --quiet extract $(GATHER) -o .venv/messages.pot newsletter templates workers
	@for language in sv da nb fi; do \
		.venv/bin/pybabel --quiet update -i .venv/messages.pot -l $$language -N -w 110 --ignore-obsolete \
			--ignore-pot-creation-date -o newsletter/translations/$$language/LC_MESSAGES/messages.po; \
	done

$(BUILT): $(INSTALLED) $(BROWSER_SOURCES)
	@$(PY) hatch_build.py
	@touch $@

# An environment whose Python was removed or moved is made anew.
ifneq ($(shell $(PY) -c 'print("works")' 2>/dev/null),works)
.PHONY: $(INSTALLED)
endif

$(INSTALLED): requirements/dev.txt pyproject.toml hatch_build.py
	@python=$$($(find_python)) || exit 1; \
	if ! $(PY) -c '' 2>/dev/null; then \
		echo "Making the environment .venv with $$("$$python" --version); this takes a minute or two, once."; \
		"$$python" -m venv --clear .venv; \
	fi
	@$(PY) -m pip install --quiet --disable-pip-version-check --use-pep517 --require-hashes -r requirements/dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The first Python that really runs (a version manager leaves names that do not) and can make environments.
define find_python
	for name in $(PYTHONS); do \
		version=$$("$$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		case $$version in 3.11|3.12|3.13|3.14) ;; *) continue ;; esac; \
		if "$$name" -c 'import venv, ensurepip' 2>/dev/null; then echo "$$name"; exit 0; fi; \
		bare="$${bare:-$$name $$version}"; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "$${bare% *} cannot make environments: its module venv is missing. Install it:" >&2; \
		set -- "python$${bare#* }-venv"; \
	else \
		echo "Budkavle needs Python 3.11 or later, and none was found. Install it:" >&2; \
		set -- "python3 python3-venv"; \
	fi; \
	if command -v apt-get >/dev/null; then echo "    sudo apt-get install $$1"; \
	elif command -v dnf >/dev/null; then echo "    sudo dnf install python3.12"; \
	elif command -v brew >/dev/null; then echo "    brew install python@3.13"; \
	else echo "    see https://www.python.org/downloads/"; fi >&2; \
	exit 1
endef

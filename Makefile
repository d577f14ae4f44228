# Etäluukku. Two commands matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PY := .venv/bin/python
PORT ?= 8080
MEDIA_PORT ?= 7000
LAN ?=
FUZZ_SECONDS ?= 60

CLIENT_SOURCES := $(shell find webclient/src webclient/public webclient/index.html webclient/vite.config.ts -type f 2>/dev/null)

.PHONY: help demo test check format bench interop-networks fuzz environment client stories contact-sheet transcripts packages clean gone

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: environment client ## start with demo data on http://localhost:8080 (LAN=1: the local network, TLS; PORT=, MEDIA_PORT=)
	@exec $(PY) -m signaling demo --port $(PORT) --media-port $(MEDIA_PORT) $(if $(LAN),--lan)

test: packages environment client stories ## everything that CI runs, real browsers included (under 40 minutes on 2 cores)
	@scripts/test

check: environment webclient/node_modules/.installed ## format, lint, types, import contracts (under 3 minutes)
	@scripts/check

format: environment webclient/node_modules/.installed ## write the house format
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix . && cd webclient && npm run --silent format

bench: packages environment client ## measure beside a peer; writes docs/performance.md
	@$(PY) -m bench

interop-networks: packages environment client ## real browsers over every network (root); writes docs/interop.md
	@scripts/interop-networks

fuzz: environment ## fuzz each parser for FUZZ_SECONDS (60) seconds
	@ETALUUKKU_FUZZ_SECONDS=$(FUZZ_SECONDS) $(PY) -m pytest tests/fuzz -q --timeout=0

contact-sheet: packages environment stories ## every screen in every state, language and size: build/contact-sheet/index.html
	@$(PY) -m tests.e2e.contact_sheet

transcripts: packages environment stories ## what a screen reader says of every state, anew: tests/e2e/transcripts
	@$(PY) -m tests.e2e.transcripts

packages: ## Debian packages that the tests need: installed as root on Debian, named elsewhere
	@scripts/packages

environment: .venv/.installed ## the Python environment in .venv

client: webclient/dist/index.html ## the browser client in webclient/dist

stories: build/stories/stories.html

clean: ## remove everything that was built
	rm -rf .venv build webclient/node_modules webclient/dist

# A Python that an upgrade took away leaves a link to nothing behind: .venv is made anew.
.venv/.installed: pyproject.toml constraints.txt scripts/environment $(if $(realpath $(PY)),,gone)
	@scripts/environment python

webclient/node_modules/.installed: webclient/package.json webclient/package-lock.json scripts/environment
	@scripts/environment node

build/stories/stories.html: webclient/node_modules/.installed webclient/stories.html $(CLIENT_SOURCES)
	@cd webclient && npx --no-install vite build --mode stories --logLevel warn && touch ../build/stories/stories.html

webclient/dist/index.html: webclient/node_modules/.installed $(CLIENT_SOURCES)
	@scripts/environment client

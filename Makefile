# The commands that README names and that CI calls. One build configuration for all of them: a release with testing enabled, so that
# nothing is compiled twice (docs/decisions/0006).

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help deps toolchain build demo test soak fuzz fuzz-planted lint bench clean

FLAGS := -c release -Xswiftc -enable-testing
# Without this `swift test` gives the compiler the same flag a second time, which counts as another configuration: all is built again.
TEST_FLAGS := $(FLAGS) --disable-testable-imports
BINARY := .build/release/collect-top
# Folders too: their time changes when a file comes or goes.
SOURCES := Package.swift $(shell find Sources)

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

deps: ## Install the Debian packages that are missing
	@scripts/deps

toolchain:
	@scripts/toolchain

build: deps $(BINARY) ## Build the program: .build/release/collect-top

# A file rule, not a call of the package manager each time: an unchanged program starts at once.
$(BINARY): $(SOURCES)
	@scripts/toolchain
	@echo "building the release (two to three minutes the first time)"
	swift build $(FLAGS) --product collect-top
	@touch $@

demo: build ## Simulated field teams, live in the dashboard
	@$(BINARY) demo

# In two runs: the end-to-end tests start programs, and for the moment between fork and exec a child holds every lock of its parent,
# which a test that reopens a log in the same process would take for a second writer.
test: deps toolchain ## Run every test, or those of FILTER=
ifdef FILTER
	swift test $(TEST_FLAGS) --filter $(FILTER)
else
	swift test $(TEST_FLAGS) --skip EndToEndTests
	swift test $(TEST_FLAGS) --filter EndToEndTests
endif

soak: deps toolchain ## 100,000 simulated histories (SEEDS) and 1,000 killed writers (KILLS), half an hour
	SEEDS=$${SEEDS:-100000} swift test $(TEST_FLAGS) --filter LogSimulationTests
	KILLS=$${KILLS:-1000} swift test $(TEST_FLAGS) --filter KillTests

# One after the other, so that each has a core to itself; `SUBJECT=decoder` chooses one.
SUBJECT ?= log decoder

fuzz: deps toolchain ## Hostile bytes into log and decoder (SUBJECT), ten minutes each (SECONDS_FUZZED=600)
	@for subject in $(SUBJECT); do Fuzzing/run $$subject || exit 1; done

fuzz-planted: deps toolchain ## Prove that fuzzing finds bugs that are planted
	@for subject in $(SUBJECT); do Fuzzing/run $$subject planted || exit 1; done

lint: toolchain ## Formatting and house rules
	@scripts/lint

bench: build ## Measure beside the peers: RESPONSES=1000000 FORMS=1000
	@Benchmarks/run

clean: ## Remove what was built
	rm -rf .build

# All of it is done by tools/machine, with nothing but Python's standard library.
PYTHON ?= python3
MACHINE = @$(PYTHON) -B -m tools.machine

export PYTHON LEDGER LEDGER_CURRENCY T LONG SEED TIMES BENCH_LINES
.DEFAULT_GOAL := help
.PHONY: help demo serve test bench lint format stop clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 16
	@echo "  bin/odoo …    run Odoo with everything set: bin/odoo shell -d becs_demo"

demo: ## build the demo and run its month; LEDGER=file.csv.gz takes a real ledger, in LEDGER_CURRENCY=GBP
	$(MACHINE) demo "$$LEDGER"

serve: ## open the demo on 127.0.0.1 and print the logins
	$(MACHINE) serve

test: ## run all tests; T="path -k word" some, LONG=1 all rounds, SEED=… repeats, TIMES=1 writes the list
	$(MACHINE) test "$$T"

bench: ## measure speed and memory; BENCH_LINES=20000 makes a small run
	$(MACHINE) bench "$$BENCH_LINES"

lint: ## check style, Odoo rules and formatting
	$(MACHINE) lint

format: ## put right what the checkers can put right by themselves
	$(MACHINE) format

stop: ## stop the private PostgreSQL
	$(MACHINE) stop

clean: ## stop everything and delete all that was fetched and built
	$(MACHINE) clean

# Every command sets up what it needs by itself. Needed beforehand: rustup, Node 20 or newer, make.
.DEFAULT_GOAL := help
.PHONY: help setup serve build test lint test-native test-server test-web test-e2e test-states fmt icons node

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: node ## Find or install Rust, the Node packages, trunk, wasm-bindgen and a browser
	@node scripts/setup.mjs

serve: node ## Start the demo server and the page, rebuilt as you edit. PORT and WEB_PORT choose the ports
	@node scripts/serve.mjs

build: node ## Build the release into dist/
	@node scripts/test.mjs build

test: node ## Everything: format, lints, docs, all tests, release build, end to end
	@node scripts/test.mjs

lint: node ## Format, clippy on both targets, docs, TypeScript
	@node scripts/test.mjs lint

test-native: node ## The Rust tests that need no browser, and the simulation
	@node scripts/test.mjs native

test-server: node ## The tests of the reference server
	@node scripts/test.mjs server

test-web: node ## The Rust tests that need a browser
	@node scripts/test.mjs web

test-e2e: node ## Playwright on the release build. ARGS="-g 'sign in'" picks tests
	@node scripts/test.mjs e2e -- $(ARGS)

test-states: node ## Playwright in its long forms: every screen in every setting. ARGS as above
	@node scripts/test.mjs states -- $(ARGS)

fmt: node ## Format the Rust code
	@cargo fmt

icons: node ## Draw the PNG icons again from public/icons/bell.svg
	@node scripts/icons.mjs

node:
	@command -v node >/dev/null 2>&1 || { echo "deskbell: Node 20 or newer is missing. See https://nodejs.org" >&2; exit 1; }

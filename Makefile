.DEFAULT_GOAL := help
.PHONY: help demo test mutation contract bench pictures lint format build sdk dist release-check engine install-plugin clean

NPM ?= npm

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: node_modules ## The main job on the simulator: create, change, replace, expire, destroy
	tools/engine/ensure pulumi nodejs
	$(NPM) run demo --silent

test: node_modules engine lint ## Lint, then all tests, those on the real Pulumi engine among them
	$(NPM) test --silent

mutation: node_modules ## Break the rules one by one and see which mistakes the tests miss; needs no engine
	$(NPM) run mutation --silent

bench: node_modules engine ## Compare the provider with others, and the plugin with one that only forwards; about 60 minutes
	$(NPM) run bench --silent
	$(NPM) run bench --silent -- --floor

pictures: node_modules engine ## Draw the pictures of the documents from real runs; about 5 minutes
	$(NPM) run pictures --silent

lint: build ## Lint and format check, of the workflows and the built package too; needs Go
	$(NPM) run lint --silent
	tools/lint-release

format: node_modules ## Bring all files into the common format
	$(NPM) run format --silent

build: node_modules ## Compile into dist/
	$(NPM) run build --silent

sdk: build ## Generate the schema, the SDKs of all languages, and the protocol's messages; needs Go
	node dist/tools/schema.js
	go run -C tools/sdk . ../../provider/plugin/schema.json ../../sdk
	go run -C tools/sdk-java-dotnet . ../../provider/plugin/schema.json ../../sdk
	go run -C tools/sdk ./messages ../../provider/plugin/messages.ts

dist: node_modules ## Build all that a release carries into dist/release/; needs Python, Maven and tar
	$(NPM) run dist --silent

release-check: build ## Say what is missing before a release is tagged; needs Go
	node dist/tools/release/check.js

engine: node_modules ## See to a Pulumi engine: the one on PATH, or one built by Go, once
	tools/engine/ensure

install-plugin: build engine ## Put the provider plugin where the Pulumi engine looks for it
	tools/install-plugin

contract: build ## Compare simulator and provider with the API's contract, by schemathesis and Prism; needs Python
	tools/contract/run
	tools/contract/prism/run

clean: ## Remove what was built and installed
	rm -rf dist node_modules tools/engine/bin tools/release/.venv tools/contract/.venv tools/contract/prism/node_modules

# npm writes its own marker; the folder's time tells nothing.
node_modules: node_modules/.package-lock.json

node_modules/.package-lock.json: package.json package-lock.json
	$(NPM) ci --loglevel=error
	@touch $@

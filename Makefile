# Everything works with `go run ./cmd/lectern` and `go test ./...`; these are shortcuts.
TOOLS = GOFLAGS= go tool -modfile=internal/tools/go.mod

.PHONY: build test race lint fmt fuzz bench ci
build:
	CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o lectern ./cmd/lectern
test:
	go test ./...
race:
	go test -race -shuffle=on ./...
lint:
	$(TOOLS) golangci-lint run ./...
fmt:
	$(TOOLS) golangci-lint fmt ./...
fuzz:
	sh .ci/fuzz 50000x
bench:
	go test -run '^$$' -bench . -benchmem ./...
ci:
	bash .ci/run

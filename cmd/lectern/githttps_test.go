package main

import (
	"encoding/pem"
	"fmt"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// gitHTTPS serves the repositories in a folder over HTTPS with git's own server, and has the
// program trust its certificate: git-https FOLDER sets GIT_HTTPS to host and port.
func gitHTTPS(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: git-https FOLDER")
	}
	backend, ok := gitBackend()
	if !ok {
		ts.Fatalf("git's own HTTP server is not installed")
	}
	s := httptest.NewTLSServer(&cgi.Handler{Path: backend, Env: []string{"GIT_PROJECT_ROOT=" + ts.MkAbs(args[0]), "GIT_HTTP_EXPORT_ALL=1"}})
	ts.Defer(s.Close)
	cert := ts.MkAbs("cert.pem")
	ts.Check(os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600))
	ts.Setenv("SSL_CERT_FILE", cert)
	ts.Setenv("GIT_HTTPS", strings.TrimPrefix(s.URL, "https://"))
}

// gitBackend finds git's own HTTP server, which some systems package apart.
func gitBackend() (path string, ok bool) {
	lib, err := exec.Command("git", "--exec-path").Output()
	if err != nil {
		return "", false
	}
	path = filepath.Join(strings.TrimSpace(string(lib)), "git-http-backend")
	_, err = os.Stat(path)
	return path, err == nil
}

// condition tells stories what this machine has.
func condition(what string) (bool, error) {
	if what != "git-https" {
		return false, fmt.Errorf("unknown condition %q", what)
	}
	_, ok := gitBackend()
	return ok, nil
}

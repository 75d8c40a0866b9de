package main

import (
	"flag"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"lectern": main}) }

// TestStories runs the command line as people do: testdata/*.txtar.
func TestStories(t *testing.T) {
	update := flag.Lookup("update")
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Condition:           condition,
		UpdateScripts:       update != nil && update.Value.String() == "true",
		Setup: func(e *testscript.Env) error {
			e.Setenv("NO_COLOR", "1")
			for _, name := range []string{"ADDR", "METRICS"} {
				addr, err := freeAddr(e)
				if err != nil {
					return err
				}
				e.Setenv(name, addr)
			}
			deploy, err := filepath.Abs("../../deploy")
			e.Setenv("DEPLOY", deploy)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"zipped":     zipped,
			"hooked":     hooked,
			"git-https":  gitHTTPS,
			"reachable":  reachableWithin,
			"model-fake": modelFake,
		},
	})
}

// update rewrites what the stories expect.
var _ = flag.Bool("update", false, "rewrite the expectations in testdata")

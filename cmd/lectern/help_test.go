package main

import (
	"io"
	"testing"

	"github.com/spf13/cobra"
)

func TestEveryCommandSaysWhatItDoesWithAnExample(t *testing.T) {
	c := cli{out: io.Discard, err: io.Discard, flags: map[string]string{}}
	seen := 0
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		seen++
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s: short %q, example %q", cmd.CommandPath(), cmd.Short, cmd.Example)
		}
		for _, sub := range cmd.Commands() {
			look(sub)
		}
	}
	look(c.root())
	if seen < 20 {
		t.Errorf("only %d commands were looked at", seen)
	}
}

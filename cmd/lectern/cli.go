package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"lectern/internal/app"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/fault"
)

// Exit codes. Scripts rely on them.
const (
	exitFailed   = 1 // an error, or a check that found errors
	exitUsage    = 2 // the command line cannot be understood
	exitNotFound = 3 // a lookup found nothing
)

// exit ends the program with a code, after everything has been said.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError is a command line that cannot be understood.
type usageError struct{ error }

// cli is one run of the command line.
type cli struct {
	in       io.Reader
	out, err io.Writer
	flags    map[string]string // settings given as flags, by key
	file     string            // --config
}

// run gives the exit code.
func (c *cli) run(ctx context.Context, args []string) int {
	c.flags = make(map[string]string)
	app.RouteLogs(c.quiet()) // serving has them written into its own log
	root := c.root()         //nolint:contextcheck // cobra hands each sub-command its context
	root.SetArgs(args)
	root.SetIn(c.in)
	root.SetOut(c.out)
	root.SetErr(c.err)
	err := root.ExecuteContext(ctx)
	var code exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	}
	c.explain(err)
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// root has every sub-command; a new one is a file of its own and a line here.
func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "lectern",
		Short: "A course, in the chat where its class already talks",
		Long: "Lectern brings a course, a folder of Markdown chapters, into Discord, Slack, a terminal and a web page.\n" +
			"Without arguments it serves everything that is configured; without any settings that is the\n" +
			"playground with the built-in course on http://127.0.0.1:8080.",
		Example: "  lectern\n  lectern --content my-course\n  lectern section realism\n  lectern check my-course",
		Args:    noSuchCommand, SilenceUsage: true, SilenceErrors: true, SuggestionsMinimumDistance: 2,
		RunE: c.runServe,
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	})
	c.setting(root, config.Content, true)
	c.setting(root, config.Reader, true)
	c.setting(root, config.LogLevel, true)
	root.PersistentFlags().StringVar(&c.file, "config", "", "settings file (default lectern.yaml when it is there)")
	c.serveSettings(root)
	root.AddCommand(c.serve(), c.chat(), c.section(), c.search(), c.check(), c.initCourse(), c.bank(), c.export(), c.privacy(), c.config(), c.doctor(), c.health(), c.backup(), c.restore(), c.store(), c.invite(), c.manifest())
	return root
}

// noSuchCommand refuses words after a command that takes none, with what was probably meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := fmt.Errorf("unknown command %q for %s; see %s --help", args[0], cmd.CommandPath(), cmd.CommandPath())
	if meant := cmd.SuggestionsFor(args[0]); len(meant) > 0 {
		err = fmt.Errorf("unknown command %q for %s; did you mean %s?", args[0], cmd.CommandPath(), strings.Join(meant, " or "))
	}
	return usageError{err}
}

// setting adds the flag of a setting.
func (c *cli) setting(cmd *cobra.Command, key string, everywhere bool) {
	for _, s := range config.Settings() {
		if s.Key != key {
			continue
		}
		help := s.Help
		if s.Default != "" {
			help += " (default " + s.Default + ")"
		}
		flags := cmd.Flags()
		if everywhere {
			flags = cmd.PersistentFlags()
		}
		flags.Var(flagValue{c.flags, key}, s.Flag(), help)
	}
}

// flagValue keeps a flag that was given, so that one that was not leaves the other layers alone.
type flagValue struct {
	given map[string]string
	key   string
}

func (f flagValue) String() string     { return "" }
func (f flagValue) Type() string       { return "value" }
func (f flagValue) Set(v string) error { f.given[f.key] = v; return nil }

// settings merges all layers.
func (c *cli) settings() (*config.Config, error) {
	return config.Load(config.Sources{Flags: c.flags, File: c.file})
}

// logger writes colour for people and JSON for machines, to stderr. Call the second value before
// the program ends.
func (c *cli) logger(level slog.Level) (log *slog.Logger, flush func()) {
	if isTerminal(c.err) {
		return slog.New(tint.NewTextHandler(c.err, &tint.Options{Level: level, TimeFormat: "15:04:05", NoColor: os.Getenv("NO_COLOR") != ""})), func() {}
	}
	return app.NewLog(c.err, level)
}

// quiet logs what a person at the prompt must know, and nothing else: it comes out at once.
func (c *cli) quiet() *slog.Logger {
	log, _ := c.logger(slog.LevelError)
	return log
}

// course opens the course that a sub-command is about; dir, when given, is it.
func (c *cli) course(ctx context.Context, dir string) (*course.Library, error) {
	cfg, err := c.settings()
	if dir == "" {
		if err != nil {
			return nil, err
		}
		dir = cfg.Getenv(config.Content)
	}
	return app.OpenCourse(ctx, cfg, dir, nil, c.quiet())
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// What is printed for people goes out on the best effort: when nobody reads it any more, there
// is nobody to be told.

func (c *cli) printf(format string, args ...any) { _, _ = fmt.Fprintf(c.out, format, args...) }
func (c *cli) println(args ...any)               { _, _ = fmt.Fprintln(c.out, args...) }
func (c *cli) print(args ...any)                 { _, _ = fmt.Fprint(c.out, args...) }
func (c *cli) tell(format string, args ...any)   { _, _ = fmt.Fprintf(c.err, format, args...) }

// printJSON writes data for programs.
func (c *cli) printJSON(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// explain tells what went wrong, each error with its remedy.
func (c *cli) explain(err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			c.explain(e)
		}
		return
	}
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok {
		c.tell("lectern: %v\n", err)
		return
	}
	sentence, remedy := f.English()
	c.tell("lectern: %s\n", sentence)
	if cause := errors.Unwrap(f); cause != nil {
		c.tell("  cause: %v\n", cause)
	}
	if remedy != "" {
		c.tell("  %s\n", remedy)
	}
}

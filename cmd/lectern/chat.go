package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"lectern/adapters/terminal"
	"lectern/internal/app"
	"lectern/internal/chat"
	"lectern/internal/config"
)

func (c *cli) chat() *cobra.Command {
	var plain bool
	var as, language string
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk with the bot in the terminal, without any account",
		Long: "Chat runs the same bot as Discord and Slack see. Words without a slash are looked up; a number presses\n" +
			"what was shown with it; /quit leaves. With --plain, or when it is not used by hand, it reads one command\n" +
			"per line and writes text. A file that comes with a message is saved into the current folder when its\n" +
			"number is pressed, never by itself and never over another.",
		Example: "  lectern chat\n  lectern chat --as instructor\n  echo '/section realism' | lectern chat --plain",
		Args:    noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if as != "student" && as != "instructor" {
				return usageError{fmt.Errorf("--as is %q: it must be student or instructor", as)}
			}
			cfg, err := c.settings()
			if err != nil {
				return err
			}
			byHand := isTerminal(c.in) && isTerminal(c.out)
			o := terminal.Options{In: c.in, Out: c.out, Plain: plain || !byHand, Staff: as == "instructor", Language: spoken(language, os.Getenv), Width: c.columns(), Folder: "."}
			o.Color = isTerminal(c.out) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
			if byHand {
				o.Prompt = "> "
			}
			return c.talk(cmd.Context(), cfg, terminal.New(o))
		},
	}
	cmd.Flags().BoolVar(&plain, "plain", false, "one command per line in, text out")
	cmd.Flags().StringVar(&as, "as", "student", "who speaks: student or instructor")
	cmd.Flags().StringVar(&language, "lang", "", "the language to speak, such as de; that of the terminal (LANG) when left out")
	return cmd
}

// spoken is the language asked for, or that of the terminal: de_DE.UTF-8 is de-DE.
func spoken(asked string, getenv func(string) string) string {
	for _, s := range []string{asked, getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")} {
		if s, _, _ = strings.Cut(s, "."); s != "" {
			return strings.ReplaceAll(s, "_", "-")
		}
	}
	return ""
}

// talk holds the conversation while edits of the course are taken over. Its answers and
// settings are gone afterwards: the store belongs to the program that serves.
func (c *cli) talk(ctx context.Context, cfg *config.Config, a *terminal.Adapter) error {
	scratch, err := app.OpenScratch(ctx)
	if err != nil {
		return fmt.Errorf("make room for this conversation: %w", err)
	}
	defer func() { _ = scratch.Close() }()
	core, err := app.NewCore(ctx, app.CoreOptions{Config: cfg, Log: c.quiet(), Store: scratch, Adapters: func(p chat.Platform) chat.Adapter {
		if p == terminal.Platform {
			return a
		}
		return nil
	}})
	if err != nil {
		return err
	}
	defer func() { _ = core.Library.Close() }()
	watching, stop := context.WithCancel(ctx)
	var g errgroup.Group
	g.Go(func() error { return core.Library.Run(watching) })
	g.Go(func() error { return core.Room.Run(watching) })
	err = a.Run(ctx, core.Bot)
	stop()
	return errors.Join(err, g.Wait())
}

// columns is the width of the terminal; 0 when there is none.
func (c *cli) columns() int {
	if f, ok := c.out.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil {
			return w
		}
	}
	return 0
}

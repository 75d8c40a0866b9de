package main

import (
	"net"
	"strings"

	"github.com/spf13/cobra"

	"lectern/adapters"
	"lectern/adapters/web"
	"lectern/internal/app"
	"lectern/internal/config"
)

func (c *cli) serve() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve everything that is configured (the same as lectern alone)",
		Long: "Serve runs the playground, the pages and the JSON interface, and every chat platform that has settings.\n" +
			"Settings come from flags, the environment (LECTERN_…, each also as LECTERN_…_FILE), .env and lectern.yaml,\n" +
			"in this order; lectern config show lists them with where each one came from.",
		Example: "  lectern serve\n  lectern serve --content my-course --addr 0.0.0.0:8080\n  LECTERN_DISCORD_TOKEN=… lectern serve",
		Args:    noSuchCommand,
		RunE:    c.runServe,
	}
	c.serveSettings(cmd)
	return cmd
}

func (c *cli) serveSettings(cmd *cobra.Command) {
	for _, key := range []string{config.Addr, config.PublicURL, config.MetricsAddr, config.Store} {
		c.setting(cmd, key, false)
	}
}

func (c *cli) runServe(cmd *cobra.Command, _ []string) error {
	cfg, err := c.settings()
	if err != nil {
		return err
	}
	log, flush := c.logger(cfg.Level())
	defer flush()
	return app.Run(cmd.Context(), app.Options{
		Config: cfg, Log: log, Drivers: adapters.Drivers(),
		Started: func(addr string, core *app.Core) { c.welcome(cfg, addr, core) },
	})
}

// welcome prints where everything is, once it can be reached.
func (c *cli) welcome(cfg *config.Config, addr string, core *app.Core) {
	at := "http://" + reachable(addr)
	if cfg.PublicURL() != "" {
		at = cfg.PublicURL()
	}
	snap := core.Library.Current()
	t := snap.Course.Total()
	questions := len(core.Room.Bank.Current().Askable())
	c.tell("%s: %s, %s, %s, %s\n", snap.Course.Title, plural(t.Chapters, "chapter"), plural(t.Lessons, "lesson"), plural(t.Sections, "section"), plural(questions, "question"))
	var lines [][2]string
	if web.HasPlayground(cfg.PublicURL()) { // it is for whoever sits at this machine
		lines = append(lines, [2]string{"Playground", at + "/"})
	}
	lines = append(lines, [][2]string{{"Course", at + "/read/"}, {"API", at + "/v1/courses"}, {"Health", at + "/readyz"}}...)
	if m := cfg.Getenv(config.MetricsAddr); m != "" {
		lines = append(lines, [2]string{"Metrics", "http://" + reachable(m) + "/metrics"})
	}
	lines = append(lines, [2]string{"Terminal", "lectern chat" + contentFlag(cfg)})
	for i, l := range lines {
		branch := "├─"
		if i == len(lines)-1 {
			branch = "└─"
		}
		c.tell("%s %-11s %s\n", branch, l[0], l[1])
	}
}

func contentFlag(cfg *config.Config) string {
	dir := cfg.ContentShown()
	if dir == "" {
		return ""
	}
	if strings.ContainsAny(dir, " '\"$") {
		dir = "'" + strings.ReplaceAll(dir, "'", `'\''`) + "'"
	}
	return " --content " + dir
}

// reachable turns the address of a listener into one that can be opened on this machine.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

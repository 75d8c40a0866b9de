// Package config merges the program's settings from flags, the environment, .env, lectern.yaml
// and defaults, in this order of precedence, remembers where each came from, and never shows a
// secret. It is the only package beside cmd that reads the environment.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/joho/godotenv"

	"lectern/internal/fault"
)

// Config is the merged settings.
type Config struct {
	settings []Setting
	values   map[string]value
	unknown  []string
}

type value struct{ text, origin string }

// Sources are where settings may come from; zero fields are left out.
type Sources struct {
	Flags  map[string]string                 // by key (LECTERN_…), as given on the command line
	Lookup func(key string) (string, bool)   // the environment; os.LookupEnv when nil
	Names  func() []string                   // what the environment holds, as os.Environ, which it is when Lookup is nil
	Read   func(path string) ([]byte, error) // os.ReadFile when nil
	Dir    string                            // where .env and lectern.yaml are looked for; the working directory when empty
	File   string                            // a settings file other than lectern.yaml; must exist
}

// Load merges the settings. The error lists everything that is wrong, one sentence per line,
// and the Config is usable for looking at even then.
func Load(src Sources) (*Config, error) {
	if src.Lookup == nil {
		src.Lookup, src.Names = os.LookupEnv, os.Environ
	}
	if src.Read == nil {
		src.Read = os.ReadFile
	}
	c := &Config{settings: Settings(), values: make(map[string]value)}
	env, err := readDotenv(src)
	file, name, yamlErr := readYAML(src, c.settings)
	errs := []error{err, yamlErr}
	for _, s := range c.settings {
		v, err := pick(src, s, env, file, name)
		errs = append(errs, err)
		if s.allowed != nil { // HTTP is http, also to who reads it
			v.text = strings.ToLower(v.text)
		}
		c.values[s.Key] = v
	}
	c.unknown = strange(c.settings, src, env)
	return c, errors.Join(append(errs, c.validate()...)...)
}

// strange lists the names in the environment and in .env that look like settings and are none:
// a slip of the finger would otherwise go unnoticed.
func strange(known []Setting, src Sources, dotenv map[string]string) []string {
	names := slices.Collect(maps.Keys(dotenv))
	if src.Names != nil {
		for _, pair := range src.Names() {
			if name, text, _ := strings.Cut(pair, "="); text != "" { // an empty one counts as not set
				names = append(names, name)
			}
		}
	}
	var out []string
	for _, n := range names {
		is := func(s Setting) bool { return n == s.Key || n == s.Key+"_FILE" }
		if strings.HasPrefix(n, prefix) && !slices.ContainsFunc(known, is) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Unknown lists variables that are spelled like settings, and which nothing reads.
func (c *Config) Unknown() []string { return c.unknown }

// pick takes a setting from the highest layer that has it.
func pick(src Sources, s Setting, dotenv, file map[string]string, fileName string) (value, error) {
	if v, ok := src.Flags[s.Key]; ok {
		return value{v, "--" + s.Flag()}, nil
	}
	if v, ok := src.Lookup(s.Key); ok && v != "" {
		return value{v, "environment"}, nil
	}
	if path, ok := src.Lookup(s.Key + "_FILE"); ok && path != "" {
		return fromFile(src, s, path, s.Key+"_FILE")
	}
	if v := dotenv[s.Key]; v != "" {
		return value{v, ".env"}, nil
	}
	if path := dotenv[s.Key+"_FILE"]; path != "" {
		return fromFile(src, s, path, ".env "+s.Key+"_FILE")
	}
	if v, ok := file[s.Line()]; ok {
		if s.Path && v != "" && !filepath.IsAbs(v) && !strings.Contains(v, "://") {
			v = filepath.Join(filepath.Dir(fileName), v)
		}
		return value{v, filepath.Base(fileName)}, nil
	}
	if path, ok := file[s.Line()+"_file"]; ok {
		return fromFile(src, s, path, filepath.Base(fileName)+" "+s.Line()+"_file")
	}
	return value{s.Default, "default"}, nil
}

func fromFile(src Sources, s Setting, path, origin string) (value, error) {
	data, err := src.Read(path)
	if err != nil {
		return value{s.Default, "default"}, fault.Wrap(err, fault.Invalid, origin+" names a file that cannot be read: "+path+".", "Check the path and its permissions.")
	}
	return value{strings.TrimRight(string(data), "\r\n"), origin}, nil
}

func readDotenv(src Sources) (map[string]string, error) {
	data, err := src.Read(filepath.Join(src.Dir, ".env"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "The file .env is there but cannot be read.", "Check its permissions.")
	}
	m, err := godotenv.UnmarshalBytes(data)
	if err != nil {
		// The parser's message quotes the line, which may hold a secret: it is not passed on.
		return nil, fault.New(fault.Invalid, "The file .env cannot be understood.", "Write one NAME=value per line, with quotation marks around values that hold blanks.")
	}
	return m, nil
}

// Getenv gives the merged value of a setting, empty when unset: what adapters read.
func (c *Config) Getenv(key string) string { return c.values[key].text }

// Secret gives a setting that must not be printed.
func (c *Config) Secret(key string) Secret { return NewSecret(c.values[key].text) }

// Level is how much is logged.
func (c *Config) Level() slog.Level {
	var l slog.Level
	if err := l.UnmarshalText([]byte(c.values[LogLevel].text)); err != nil {
		return slog.LevelInfo
	}
	return l
}

// PublicURL is the address seen from outside without a trailing slash, or empty.
func (c *Config) PublicURL() string { return strings.TrimRight(c.values[PublicURL].text, "/") }

// minPull keeps a repository's host from taking us for an attack.
const minPull = 10 * time.Second

// PullEvery is how often a course in a repository is asked for.
func (c *Config) PullEvery() time.Duration {
	d, err := time.ParseDuration(c.values[Pull].text)
	if err != nil {
		return 5 * time.Minute // Load has complained
	}
	return max(d, minPull)
}

// ContentShown is where the course is kept without what signs in there.
func (c *Config) ContentShown() string {
	text := c.values[Content].text
	if !strings.HasPrefix(text, "git+") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil {
		return Masked
	}
	u.User = nil
	return u.String()
}

// Shown is a setting as `lectern config show` prints it.
type Shown struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Origin string `json:"origin"`
	Help   string `json:"help"`
}

// Show lists the settings, secrets masked.
func (c *Config) Show() []Shown {
	out := make([]Shown, 0, len(c.settings))
	for _, s := range c.settings {
		v := c.values[s.Key]
		text := v.text
		switch {
		case s.Key == Store:
			text = storeShown(text)
		case s.Secret && text != "":
			text = Masked
		case s.Key == Content:
			text = c.ContentShown()
		}
		out = append(out, Shown{s.Key, text, v.origin, s.Help})
	}
	return out
}

// storeShown is where the store is, without who signs in there and what an address asks for.
func storeShown(text string) string {
	if strings.HasPrefix(text, "sqlite:") {
		return text
	}
	if u, err := url.Parse(text); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host + u.Path
	}
	return Masked
}

func (c *Config) validate() []error {
	var errs []error
	bad := func(key, sentence, remedy string) {
		errs = append(errs, fault.New(fault.Invalid, key+" ("+c.values[key].origin+") "+sentence, remedy))
	}
	for _, s := range c.settings {
		if v := c.values[s.Key].text; s.allowed != nil && !slices.Contains(s.allowed, v) {
			bad(s.Key, fmt.Sprintf("is %q.", v), "Use "+strings.Join(s.allowed, " or ")+".")
		}
	}
	for _, key := range []string{Addr, MetricsAddr} {
		v := c.values[key].text
		if key == MetricsAddr && v == "" {
			continue
		}
		if _, _, err := net.SplitHostPort(v); err != nil {
			bad(key, fmt.Sprintf("is %q, which is no address to listen on.", v), "Write host:port, for example 127.0.0.1:8080.")
		}
	}
	for _, key := range []string{PublicURL, "LECTERN_DISCORD_API_URL", "LECTERN_SLACK_API_URL", DraftURL} {
		v := c.values[key].text
		if u, err := url.Parse(v); v != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			bad(key, "is no web address.", "Write it with its scheme, for example https://bot.example.")
		}
	}
	if d, err := time.ParseDuration(c.values[Pull].text); err != nil || d < minPull {
		bad(Pull, fmt.Sprintf("is %q.", c.values[Pull].text), "Write a time of 10s or more, for example 5m.")
	}
	if scheme, _, ok := strings.Cut(c.values[Store].text, ":"); !ok || !slices.Contains(storeSchemes(), scheme) {
		bad(Store, "names no store that is known.", "Use "+strings.Join(storeSchemes(), ":…, ")+":….")
	}
	if v := c.values[HookSecret].text; v != "" && len(v) < 16 {
		bad(HookSecret, "is too short to protect anything.", "Use at least 16 random characters, here and where the webhook is set up.")
	}
	if v := c.values[SecretKey].text; v != "" && len(v) < 16 {
		bad(SecretKey, "is too short to protect anything.", "Use at least 16 random characters, or leave it unset to have one made.")
	}
	return errs
}

func storeSchemes() []string {
	return []string{"sqlite", "redis", "rediss", "redis+sentinel", "redis+cluster"}
}

// StorePath is the file of the embedded store; empty for any other store.
func (c *Config) StorePath() string {
	path, ok := strings.CutPrefix(c.values[Store].text, "sqlite:")
	if !ok {
		return ""
	}
	return cmp.Or(path, "lectern.db")
}

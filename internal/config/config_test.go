package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lectern/internal/config"
)

// layers is a set of places that settings come from.
type layers struct {
	flags, env, files map[string]string
}

func load(l layers) (*config.Config, error) {
	return config.Load(config.Sources{
		Flags:  l.flags,
		Lookup: func(k string) (string, bool) { v, ok := l.env[k]; return v, ok },
		Read: func(p string) ([]byte, error) {
			if v, ok := l.files[p]; ok {
				return []byte(v), nil
			}
			return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
		},
	})
}

func origin(c *config.Config, key string) (value, from string) {
	for _, s := range c.Show() {
		if s.Key == key {
			return s.Value, s.Origin
		}
	}
	return "", ""
}

func TestTheHighestLayerWins(t *testing.T) {
	all := layers{
		flags: map[string]string{config.Addr: "127.0.0.1:1"},
		env:   map[string]string{config.Addr: "127.0.0.1:2", config.Addr + "_FILE": "addr"},
		files: map[string]string{
			"addr": "127.0.0.1:3\n", ".env": "LECTERN_ADDR=127.0.0.1:4\n", "lectern.yaml": "addr: 127.0.0.1:5\n",
		},
	}
	steps := []struct{ port, from string }{
		{"1", "--addr"},
		{"2", "environment"},
		{"3", "LECTERN_ADDR_FILE"},
		{"4", ".env"},
		{"5", "lectern.yaml"},
		{"8080", "default"},
	}
	remove := []func(){
		func() { all.flags = nil },
		func() { delete(all.env, config.Addr) },
		func() { delete(all.env, config.Addr+"_FILE") },
		func() { delete(all.files, ".env") },
		func() { delete(all.files, "lectern.yaml") },
		func() {},
	}
	for i, want := range steps {
		c, err := load(all)
		if err != nil {
			t.Fatal(err)
		}
		value, from := origin(c, config.Addr)
		if value != "127.0.0.1:"+want.port || from != want.from || c.Getenv(config.Addr) != value {
			t.Errorf("step %d: %s from %s, want port %s from %s", i, value, from, want.port, want.from)
		}
		remove[i]()
	}
}

func TestYAMLSpellings(t *testing.T) {
	for _, text := range []string{
		"public_url: https://bot.example/\ndiscord_token: abc\n",
		"public-url: https://bot.example/\ndiscord:\n  token: abc\n",
		"public_url: https://bot.example/\ndiscord:\n  token_file: /run/token\n",
	} {
		c, err := load(layers{files: map[string]string{"lectern.yaml": text, "/run/token": "abc\r\n"}})
		if err != nil {
			t.Fatal(err)
		}
		if c.Getenv("LECTERN_DISCORD_TOKEN") != "abc" || c.PublicURL() != "https://bot.example" {
			t.Errorf("%q: token %q, URL %q", text, c.Getenv("LECTERN_DISCORD_TOKEN"), c.PublicURL())
		}
	}
}

func TestPathsInYAMLAreRelativeToIt(t *testing.T) {
	c, err := config.Load(config.Sources{
		File: "etc/lectern.yaml", Lookup: func(string) (string, bool) { return "", false },
		Read: func(p string) ([]byte, error) {
			if p == "etc/lectern.yaml" {
				return []byte("content: course\n"), nil
			}
			return nil, fs.ErrNotExist
		},
	})
	if err != nil || c.Getenv(config.Content) != filepath.Join("etc", "course") {
		t.Errorf("content %q, %v", c.Getenv(config.Content), err)
	}
}

func TestMistakesAreSentencesAndShowNoSecret(t *testing.T) {
	const canary = "canary-secret-1b7e"
	for _, tt := range []struct {
		name string
		l    layers
		want string
	}{
		{"address", layers{env: map[string]string{config.Addr: "8080"}}, `LECTERN_ADDR (environment) is "8080", which is no address`},
		{"metrics address", layers{flags: map[string]string{config.MetricsAddr: "x"}}, "LECTERN_METRICS_ADDR (--metrics-addr)"},
		{"public URL", layers{env: map[string]string{config.PublicURL: "bot.example"}}, "is no web address"},
		{"ingress", layers{env: map[string]string{"LECTERN_DISCORD_INGRESS": "pigeon"}}, `is "pigeon"`},
		{"store", layers{env: map[string]string{config.Store: "mysql://u:" + canary + "@h/"}}, "names no store that is known"},
		{"pull", layers{env: map[string]string{config.Pull: "1s"}}, `LECTERN_PULL (environment) is "1s"`},
		{"hook secret", layers{env: map[string]string{config.HookSecret: "canary-secret"}}, "LECTERN_HOOK_SECRET (environment) is too short"},
		{"hook secret in a file", layers{env: map[string]string{config.HookSecret + "_FILE": "/run/hook"}, files: map[string]string{"/run/hook": "canary-secret"}}, "LECTERN_HOOK_SECRET (LECTERN_HOOK_SECRET_FILE) is too short"},
		{"secret", layers{env: map[string]string{config.SecretKey: "canary-secret"}}, "too short"},
		{"missing file", layers{env: map[string]string{"LECTERN_DISCORD_TOKEN_FILE": "/nosuch"}}, "LECTERN_DISCORD_TOKEN_FILE names a file that cannot be read: /nosuch"},
		{"dotenv", layers{files: map[string]string{".env": "LECTERN_DISCORD_TOKEN=\"" + canary + "\nX Y Z"}}, "The file .env cannot be understood"},
		{"unknown line", layers{files: map[string]string{"lectern.yaml": "addr: 127.0.0.1:1\ndiscord:\n  tokn: " + canary + "\n"}}, "lectern.yaml:3:3: there is no setting discord_tokn"},
		{"list", layers{files: map[string]string{"lectern.yaml": "addr: [1, 2]\n"}}, "lectern.yaml:1:1: addr must be a single value"},
		{"no map", layers{files: map[string]string{"lectern.yaml": "- " + canary + "\n"}}, "lectern.yaml:1: expected a setting"},
		{"not YAML", layers{files: map[string]string{"lectern.yaml": "a: b: c\n"}}, "is not YAML"},
		{"bomb", layers{files: map[string]string{"lectern.yaml": strings.Repeat("[", 60_000)}}, "is not YAML"},
		{"too large", layers{files: map[string]string{"lectern.yaml": strings.Repeat("# x\n", 20_000)}}, "larger than 64 kB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := load(tt.l)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "canary") || strings.Contains(fmt.Sprintf("%+v", c.Show()), "canary") {
				t.Errorf("a secret is shown: %v %+v", err, c.Show())
			}
		})
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	_, err := load(layers{env: map[string]string{config.Addr: "x", config.PublicURL: "y", "LECTERN_SLACK_INGRESS": "z"}})
	for _, want := range []string{config.Addr, config.PublicURL, "LECTERN_SLACK_INGRESS"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not mentioned in %v", want, err)
		}
	}
}

func TestNoWayOfPrintingShowsASecret(t *testing.T) {
	const canary = "canary-5d1c"
	s := config.NewSecret(canary)
	type holder struct {
		Token config.Secret
		Ptr   *config.Secret
		inner config.Secret
	}
	h := holder{s, &s, s}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10s", "%p"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", h)
		fmt.Fprintf(&out, verb+"\n", []config.Secret{s})
		fmt.Fprintf(&out, verb+"\n", map[string]config.Secret{"a": s})
	}
	for _, v := range []any{s, h, map[string]any{"a": h}} {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(data)
	}
	text, err := s.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	out.Write(text)
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		log := slog.New(h)
		log.Info("x", "secret", s, "nested", holder{s, &s, s}, "error", fmt.Errorf("with %v", s))
	}
	if strings.Contains(out.String(), "canary") || strings.Contains(out.String(), "63616e617279") {
		t.Errorf("the secret is shown:\n%s", out.String())
	}
	if s.Reveal() != canary || !s.Set() {
		t.Error("the secret is lost")
	}
	if none := (config.Secret{}); none.Set() || none.String() != "" {
		t.Error("no secret looks like one")
	}
}

func TestShowHidesPasswordsInAddresses(t *testing.T) {
	c, err := load(layers{env: map[string]string{config.Store: "redis://user:canary@host:6379/2"}})
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := origin(c, config.Store); v != "redis://host:6379/2" {
		t.Errorf("shown as %q", v)
	}
}

func TestKeysAreMadeOnceAndKeptPrivate(t *testing.T) {
	dir := t.TempDir()
	store := map[string]string{config.Store: "sqlite:" + filepath.Join(dir, "lectern.db")}
	keys := func() string {
		c, err := load(layers{env: store})
		if err != nil {
			t.Fatal(err)
		}
		k, saved, err := c.Keys()
		if err != nil || !saved || len(k) != 1 || len(k[0]) != 32 {
			t.Fatalf("%d keys, saved %v, %v", len(k), saved, err)
		}
		return string(k[0])
	}
	first := keys()
	if keys() != first {
		t.Error("another start has another key")
	}
	path := filepath.Join(dir, config.KeyFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left over: %v", entries)
	}
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, _ := load(layers{env: store})
	if _, _, err := c.Keys(); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged file gives %v", err)
	}
}

func TestKeysWithoutAPlaceToKeepThem(t *testing.T) {
	dir := t.TempDir()
	c, _ := load(layers{env: map[string]string{config.Store: "sqlite:" + filepath.Join(dir, "new", "folder", "lectern.db")}})
	k, saved, err := c.Keys()
	if err != nil || !saved || len(k) != 1 { // the store makes its folder only later
		t.Errorf("in a new folder %d keys, saved %v, %v", len(k), saved, err)
	}
	nowhere := filepath.Join(dir, "nowhere")
	if err := os.Symlink(filepath.Join(dir, "gone"), nowhere); err != nil {
		t.Fatal(err)
	}
	c, _ = load(layers{env: map[string]string{config.Store: "sqlite:" + filepath.Join(nowhere, "lectern.db")}})
	k, saved, err = c.Keys()
	if err != nil || saved || len(k) != 1 {
		t.Errorf("%d keys, saved %v, %v", len(k), saved, err)
	}
	c, _ = load(layers{env: map[string]string{config.SecretKey: "0123456789abcdef", config.FormerKey: "fedcba9876543210"}})
	k, saved, err = c.Keys()
	if err != nil || !saved || len(k) != 2 || string(k[0]) != "0123456789abcdef" || string(k[1]) != "fedcba9876543210" {
		t.Errorf("keys %q, saved %v, %v", k, saved, err)
	}
}

func TestASettingsFileThatWasNamedMustExist(t *testing.T) {
	_, err := config.Load(config.Sources{File: "nosuch.yaml", Lookup: func(string) (string, bool) { return "", false }, Dir: t.TempDir()})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestATokenInTheAddressOfACourseIsNotShown(t *testing.T) {
	for _, content := range []string{"git+https://canary@host/maps@main", "git+https://user:canary@host/maps@main", "git+https://us er:canary@host/%zz"} {
		c, err := load(layers{files: map[string]string{"lectern.yaml": "content: " + content + "\n"}})
		if err != nil || c.Getenv(config.Content) != content {
			t.Fatalf("%q, %v", c.Getenv(config.Content), err)
		}
		if shown := fmt.Sprint(c.Show()); strings.Contains(shown, "canary") || c.ContentShown() == "" {
			t.Errorf("%s is shown as %q", content, c.ContentShown())
		}
	}
}

func TestASlipInTheNameOfASettingIsNoticed(t *testing.T) {
	c, err := config.Load(config.Sources{
		Lookup: func(string) (string, bool) { return "", false },
		Names: func() []string {
			return []string{"PATH=/bin", "LECTERN_ADDR=x", "LECTERN_STORE_FILE=y", "LECTERN_DISCORD_TOKN=secret", "LECTERN_EMPTY="}
		},
		Read: func(p string) ([]byte, error) {
			if p == ".env" {
				return []byte("LECTERN_ZERO=1\nLECTERN_CONTNET=./course\nOTHER=1\n"), nil
			}
			return nil, &fs.PathError{Op: "open", Path: p, Err: fs.ErrNotExist}
		},
	})
	if want := []string{"LECTERN_CONTNET", "LECTERN_DISCORD_TOKN", "LECTERN_ZERO"}; err != nil || !slices.Equal(c.Unknown(), want) {
		t.Errorf("noticed %q, want %q: %v", c.Unknown(), want, err)
	}
}

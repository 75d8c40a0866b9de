package config_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lectern/internal/config"
)

// TestWhereTheLineIsDrawn has, for each setting that is checked, values on both sides of the line.
func TestWhereTheLineIsDrawn(t *testing.T) {
	for _, tt := range []struct {
		key       string
		good, bad []string
	}{
		{config.Addr, []string{":8080", "127.0.0.1:0", "[::1]:80"}, []string{"8080", "::1"}},
		{config.MetricsAddr, []string{"", ":9090"}, []string{"9090"}},
		{config.PublicURL, []string{"", "https://bot.example", "http://localhost:8080/lectern/"}, []string{"bot.example", "ftp://bot.example", "https://", "https://a b", "//bot.example"}},
		{"LECTERN_DISCORD_API_URL", []string{"http://127.0.0.1:1/api"}, []string{"localhost"}},
		{"LECTERN_SLACK_API_URL", []string{"http://127.0.0.1:1/api/"}, []string{"localhost"}},
		{config.DraftURL, []string{"", "http://127.0.0.1:11434/v1"}, []string{"localhost:11434"}},
		{config.Pull, []string{"10s", "24h"}, []string{"9.999s", "5", "-1m", "often"}},
		{config.Store, []string{"sqlite:", "redis://h", "rediss://h", "redis+sentinel://h", "redis+cluster://h"}, []string{"lectern.db", "sqlite", "Redis", "file:x"}},
		{config.HookSecret, []string{"", strings.Repeat("x", 16)}, []string{strings.Repeat("x", 15)}},
		{config.SecretKey, []string{"", strings.Repeat("x", 16)}, []string{strings.Repeat("x", 15)}},
		{config.LogLevel, []string{"debug", "WARN"}, []string{"verbose"}},
	} {
		for _, v := range tt.good {
			if _, err := load(layers{flags: map[string]string{tt.key: v}}); err != nil {
				t.Errorf("%s=%q is refused: %v", tt.key, v, err)
			}
		}
		for _, v := range tt.bad {
			_, err := load(layers{flags: map[string]string{tt.key: v}})
			if err == nil || !strings.HasPrefix(err.Error(), tt.key+" (--") || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s=%q is refused with %v", tt.key, v, err)
			}
		}
	}
}

func TestValuesAreReadAsWhatTheyAre(t *testing.T) {
	for _, tt := range []struct {
		env   map[string]string
		pull  time.Duration
		level slog.Level
		path  string
		url   string
	}{
		{nil, 5 * time.Minute, slog.LevelInfo, "lectern.db", ""},
		{map[string]string{config.Pull: "90s", config.LogLevel: "Debug", config.Store: "sqlite:/data/x.db", config.PublicURL: "https://bot.example//"}, 90 * time.Second, slog.LevelDebug, "/data/x.db", "https://bot.example"},
		{map[string]string{config.Pull: "1s", config.LogLevel: "error", config.Store: "redis://h"}, 10 * time.Second, slog.LevelError, "", ""},
		{map[string]string{config.Pull: "often", config.LogLevel: "loud", config.Store: "sqlite:"}, 5 * time.Minute, slog.LevelInfo, "lectern.db", ""},
	} {
		c, _ := load(layers{env: tt.env}) // usable even where something is wrong
		if c.PullEvery() != tt.pull || c.Level() != tt.level || c.StorePath() != tt.path || c.PublicURL() != tt.url {
			t.Errorf("%v: pulled every %s, level %s, store %q, at %q", tt.env, c.PullEvery(), c.Level(), c.StorePath(), c.PublicURL())
		}
	}
	// Adapters compare with the words in lower case.
	c, err := load(layers{env: map[string]string{"LECTERN_SLACK_INGRESS": "HTTP"}})
	if err != nil || c.Getenv("LECTERN_SLACK_INGRESS") != "http" {
		t.Errorf("the ingress is %q, %v", c.Getenv("LECTERN_SLACK_INGRESS"), err)
	}
	if c.Secret(config.SecretKey).Set() || fmt.Sprint(c.Secret(config.Addr)) != config.Masked {
		t.Error("what is a secret follows from its value, not from who asks for it")
	}
}

func TestAnEmptyVariableCountsAsNotSet(t *testing.T) {
	l := layers{
		env:   map[string]string{config.Addr: "", config.Addr + "_FILE": ""},
		files: map[string]string{".env": "LECTERN_ADDR=\nLECTERN_ADDR_FILE=\n", "lectern.yaml": "addr: 127.0.0.1:5\nmetrics_addr:\n", "addr": "127.0.0.1:4"},
	}
	c, err := load(l)
	if v, from := origin(c, config.Addr); err != nil || v != "127.0.0.1:5" || from != "lectern.yaml" {
		t.Errorf("%s from %s, %v", v, from, err)
	}
	if v, from := origin(c, config.MetricsAddr); v != "" || from != "lectern.yaml" {
		t.Errorf("a line without a value gives %q from %s", v, from)
	}
	l.files[".env"] = "LECTERN_ADDR_FILE=addr\n"
	c, err = load(l)
	if v, from := origin(c, config.Addr); err != nil || v != "127.0.0.1:4" || from != ".env LECTERN_ADDR_FILE" {
		t.Errorf("%s from %s, %v", v, from, err)
	}
}

func TestOnlyAFolderIsRelativeToTheSettingsFile(t *testing.T) {
	for written, want := range map[string]string{
		"content: course":                   filepath.Join("etc", "course"),
		"content: /srv/course":              "/srv/course",
		"content: git+https://host/maps@v1": "git+https://host/maps@v1",
		"content: ''":                       "",
		"reader: plain":                     "",
	} {
		c, err := config.Load(config.Sources{
			File: "etc/lectern.yaml", Lookup: func(string) (string, bool) { return "", false },
			Read: func(p string) ([]byte, error) {
				if p == "etc/lectern.yaml" {
					return []byte(written), nil
				}
				return nil, fs.ErrNotExist
			},
		})
		if err != nil || c.Getenv(config.Content) != want {
			t.Errorf("%s: content %q, %v", written, c.Getenv(config.Content), err)
		}
		if got := c.Getenv(config.Reader); strings.HasPrefix(written, "reader") && got != "plain" {
			t.Errorf("the kind of course became %q", got)
		}
	}
}

func TestTheSettingsFile(t *testing.T) {
	full := "addr: 127.0.0.1:5\n#" + strings.Repeat("x", 64<<10)
	for _, tt := range []struct{ name, text, want string }{
		{"is empty", "", ""},
		{"holds comments alone", "# nothing\n", ""},
		{"is as large as it may be", full[:64<<10], ""},
		{"is a byte larger", full[:64<<10+1], "larger than 64 kB"},
		{"says something twice", "addr: 127.0.0.1:1\naddr: 127.0.0.1:2\n", "lectern.yaml:2:1: addr is there a second time."},
		{"says it in two spellings", "discord_token: abc\ndiscord:\n  token: def\n", "lectern.yaml:3:3: discord_token is there a second time."},
		{"has two mistakes", "adr: 1\npul: 2\n", "adr.\nlectern.yaml:2:1: there is no setting pul."},
	} {
		_, err := load(layers{files: map[string]string{"lectern.yaml": tt.text}})
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("a file that %s: %v", tt.name, err)
		}
	}
}

// TestEverySecretIsHidden goes by what settings are called, so that a new one is not forgotten.
func TestEverySecretIsHidden(t *testing.T) {
	const canary = "https://canary-canary-canary.example/x" // even what looks like an address
	env := map[string]string{}
	for _, s := range config.Settings() {
		named := strings.Contains(s.Key, "TOKEN") || strings.Contains(s.Key, "SECRET") || strings.HasSuffix(s.Key, "_KEY") && !strings.Contains(s.Key, "PUBLIC")
		if named {
			env[s.Key] = canary
		}
		if s.Secret != (named || s.Key == config.Store) {
			t.Errorf("%s is a secret: %v", s.Key, s.Secret)
		}
	}
	c, err := load(layers{env: env})
	if err != nil || len(env) < 9 {
		t.Fatalf("%d secrets, %v", len(env), err)
	}
	for _, s := range c.Show() {
		if want := env[s.Key]; strings.Contains(s.Value, "canary") || want != "" && s.Value != config.Masked {
			t.Errorf("%s is shown as %q", s.Key, s.Value)
		}
		if c.Getenv(s.Key) != env[s.Key] && env[s.Key] != "" {
			t.Errorf("%s is lost", s.Key)
		}
	}
	none, err := load(layers{})
	if v, _ := origin(none, config.SecretKey); err != nil || v != "" {
		t.Errorf("a secret that is not set is shown as %q", v)
	}
}

func TestAddressesAreShownWithoutWhoSignsIn(t *testing.T) {
	for _, tt := range []struct{ key, value, shown string }{
		{config.Store, "sqlite:/data/lectern.db", "sqlite:/data/lectern.db"},
		{config.Store, "redis+sentinel://u:canary@h:26379/main/2?password=canary", "redis+sentinel://h:26379/main/2"},
		{config.Store, "redis:canary", config.Masked},
		{config.Store, "redis://u:canary@h:x", config.Masked},
		{config.Content, "./100%/course", "./100%/course"},
		{config.Content, "git+https://canary@host/maps@main", "git+https://host/maps@main"},
	} {
		c, _ := load(layers{env: map[string]string{tt.key: tt.value}})
		if v, _ := origin(c, tt.key); v != tt.shown {
			t.Errorf("%s is shown as %q, want %q", tt.value, v, tt.shown)
		}
	}
}

func TestAHiddenValueSaysThatItIsThere(t *testing.T) {
	s := config.NewSecret("x")
	for _, verb := range []string{"%v", "%s", "%+v"} {
		if got := fmt.Sprintf(verb, s); got != config.Masked {
			t.Errorf("%s prints %q", verb, got)
		}
	}
	if got := fmt.Sprintf("%v", config.NewSecret("")); got != "" {
		t.Errorf("nothing prints as %q", got)
	}
}

func TestAnUnreadableFileIsNoMissingOne(t *testing.T) {
	_, err := config.Load(config.Sources{
		Lookup: func(string) (string, bool) { return "", false },
		Read:   func(string) ([]byte, error) { return nil, fs.ErrPermission },
	})
	for _, want := range []string{"The file .env is there but cannot be read.", "The settings file lectern.yaml cannot be read."} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing from %v", want, err)
		}
	}
}

func TestTheRealEnvironmentIsReadWhenNoneIsGiven(t *testing.T) {
	t.Setenv(config.Addr, "127.0.0.1:7")
	t.Setenv("LECTERN_ADRR", "127.0.0.1:8")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lectern.yaml"), []byte("pull: 1m"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(config.Sources{Dir: dir})
	if err != nil || c.Getenv(config.Addr) != "127.0.0.1:7" || c.PullEvery() != time.Minute || !strings.Contains(fmt.Sprint(c.Unknown()), "LECTERN_ADRR") {
		t.Errorf("address %s, pulled every %s, unknown %v: %v", c.Getenv(config.Addr), c.PullEvery(), c.Unknown(), err)
	}
}

func keysBeside(t *testing.T, dir string) ([]byte, bool, error) {
	t.Helper()
	c, err := load(layers{env: map[string]string{config.Store: "sqlite:" + filepath.Join(dir, "lectern.db")}})
	if err != nil {
		t.Fatal(err)
	}
	keys, saved, err := c.Keys()
	if err != nil {
		return nil, saved, err
	}
	return keys[0], saved, nil
}

func TestReplicasThatStartTogetherShareOneKey(t *testing.T) {
	var former []byte
	for range 10 {
		c, err := load(layers{env: map[string]string{config.Store: "sqlite:" + filepath.Join(t.TempDir(), "lectern.db")}})
		if err != nil {
			t.Fatal(err)
		}
		keys, start := make([][]byte, 8), make(chan struct{})
		var all sync.WaitGroup
		for i := range keys {
			all.Go(func() {
				<-start
				k, saved, err := c.Keys()
				if err != nil || !saved {
					t.Errorf("saved %v, %v", saved, err)
					return
				}
				keys[i] = k[0]
			})
		}
		close(start)
		all.Wait()
		for _, k := range keys {
			if !bytes.Equal(k, keys[0]) {
				t.Fatal("two replicas have different keys: buttons of one mean nothing to the other")
			}
		}
		if bytes.Equal(former, keys[0]) || bytes.Equal(keys[0], make([]byte, 32)) {
			t.Fatal("the key is no secret: another bot has it too")
		}
		former = keys[0]
	}
}

func TestAKeyThatIsThereIsNeverReplaced(t *testing.T) {
	whole := base64.RawStdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))
	for _, tt := range []struct {
		name, text string
		good       bool
	}{
		{"with blanks around it", " " + whole + "\r\n", true},
		{"longer than ours", whole[:40] + whole[:40], true},
		{"cut short", whole[:40], false},
		{"overwritten at its end", whole + whole + "!", false},
		{"emptied", "", false},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, config.KeyFile)
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		key, saved, err := keysBeside(t, dir)
		if tt.good && (err != nil || !saved || key[0] != 7) || !tt.good && (err == nil || saved || !strings.Contains(err.Error(), path+" is damaged")) {
			t.Errorf("a key %s: saved %v, %v", tt.name, saved, err)
		}
		if after, err := os.ReadFile(path); err != nil || string(after) != tt.text {
			t.Errorf("a key %s became %q, %v", tt.name, after, err)
		}
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, config.KeyFile), 0o700); err != nil {
		t.Fatal(err)
	}
	if key, saved, err := keysBeside(t, dir); err == nil || saved || key != nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where the key cannot be read, saved %v, %v", saved, err)
	}
}

package bot_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

func secret(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func tokens(t testing.TB, secrets ...[]byte) *bot.Tokens {
	t.Helper()
	tk, err := bot.NewTokens(secrets...)
	if err != nil {
		t.Fatal(err)
	}
	return tk
}

func TestTokensRoundTrip(t *testing.T) {
	tk := tokens(t, secret(1))
	word := rapid.StringMatching(`[A-Za-z0-9_~-]{0,10}`)
	rapid.Check(t, func(t *rapid.T) {
		action := rapid.StringMatching(`[a-z0-9]{1,8}`).Draw(t, "action")
		args := rapid.SliceOfN(word, 0, 3).Draw(t, "args")
		tok := tk.Seal(action, args...)
		if len(tok) > chat.MaxToken {
			t.Fatalf("%d bytes", len(tok))
		}
		if strings.Trim(string(tok), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-") != "" {
			t.Fatalf("a character that not every platform takes: %q", tok)
		}
		if again := tk.Seal(action, args...); again != tok {
			t.Fatalf("sealed twice, two tokens: %q, %q", tok, again)
		}
		gotAction, gotArgs, err := tk.Open(tok)
		if err != nil || gotAction != action || !slices.Equal(gotArgs, args) {
			t.Fatalf("got %q %q (%v), want %q %q", gotAction, gotArgs, err, action, args)
		}
	})
}

func TestTokensRefuseWhatWasNotSealedHere(t *testing.T) {
	tk := tokens(t, secret(1))
	good := tk.Seal("o", "abcdefghijkl", "3")
	forged := map[string]chat.Token{
		"empty":              "",
		"no code":            "o.abcdefghijkl.3",
		"only a code":        good[len(good)-22:],
		"another argument":   chat.Token(strings.Replace(string(good), ".3.", ".4.", 1)),
		"another action":     chat.Token("s" + string(good[1:])),
		"cut":                good[:len(good)-1],
		"longer":             good + "A",
		"far too long":       chat.Token(strings.Repeat("a", 10_000)),
		"another key":        tokens(t, secret(2)).Seal("o", "abcdefghijkl", "3"),
		"moved separator":    chat.Token(strings.Replace(string(good), "o.a", "oa.", 1)),
		"no base64":          good[:len(good)-22] + "!!!!!!!!!!!!!!!!!!!!!!",
		"line break in code": good[:len(good)-1] + "\n",
	}
	// The last letter of 22 carries four bits too many: other letters spell the same bytes.
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		if other := good[:len(good)-1] + chat.Token(c); other != good {
			forged["last letter "+string(c)] = other
		}
	}
	for name, tok := range forged {
		_, _, err := tk.Open(tok)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %q was opened (%v)", name, tok, err)
		}
	}
}

func TestTokensOpenWithAFormerSecret(t *testing.T) {
	old, both, later := tokens(t, secret(1)), tokens(t, secret(2), secret(1)), tokens(t, secret(2))
	was := old.Seal("o", "x")
	if _, _, err := both.Open(was); err != nil {
		t.Errorf("with the former secret beside the new one: %v", err)
	}
	if _, _, err := later.Open(was); err == nil {
		t.Error("a token of a secret that is not known any more was opened")
	}
	if _, _, err := later.Open(both.Seal("o", "x")); err != nil {
		t.Errorf("the new secret does not seal: %v", err)
	}
}

func TestTokensNeedASecret(t *testing.T) {
	if _, err := bot.NewTokens(); err == nil {
		t.Error("no secret was accepted")
	}
	if _, err := bot.NewTokens([]byte("short")); !fault.Is(err, fault.Invalid) {
		t.Errorf("a short secret gives %v", err)
	}
}

func TestSealPanicsOnAMistakeInACommand(t *testing.T) {
	tk := tokens(t, secret(1))
	for name, seal := range map[string]func(){
		"no action":       func() { tk.Seal("") },
		"a dot":           func() { tk.Seal("o", "a.b") },
		"a blank":         func() { tk.Seal("o", "a b") },
		"a dotted action": func() { tk.Seal("a.b") },
		"too long":        func() { tk.Seal("o", strings.Repeat("x", bot.MaxPayload-1)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it was sealed", name)
				}
			}()
			seal()
		}()
	}
	if got := len(tk.Seal("o", strings.Repeat("x", bot.MaxPayload-2))); got != chat.MaxToken {
		t.Errorf("the longest token has %d bytes, want %d", got, chat.MaxToken)
	}
}

func TestTokensAreSafeForConcurrentUse(t *testing.T) {
	tk := tokens(t, secret(1), secret(2))
	want := tk.Seal("o", "abc")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				if tk.Seal("o", "abc") != want {
					t.Error("a token differs")
				}
				if _, _, err := tk.Open(want); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

func FuzzOpen(f *testing.F) {
	tk := tokens(f, secret(1), secret(2))
	f.Add(string(tk.Seal("o", "abcdefghijkl")))
	f.Add("o.abc.AAAAAAAAAAAAAAAAAAAAAA")
	f.Add("")
	f.Fuzz(func(t *testing.T, s string) {
		action, args, err := tk.Open(chat.Token(s))
		if err != nil {
			return
		}
		// What opens was sealed: with the first key, or spelled the same with the second.
		first, second := tk.Seal(action, args...), tokens(t, secret(2)).Seal(action, args...)
		if s != string(first) && s != string(second) {
			t.Errorf("%q opened but was never sealed", s)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	tk := tokens(b, secret(1))
	b.ReportAllocs()
	for b.Loop() {
		tk.Seal("p", "abcdefghijkl", "12")
	}
}

func BenchmarkOpen(b *testing.B) {
	tk := tokens(b, secret(1))
	tok := tk.Seal("p", "abcdefghijkl", "12")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := tk.Open(tok); err != nil {
			b.Fatal(err)
		}
	}
}

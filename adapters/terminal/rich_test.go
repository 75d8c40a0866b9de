package terminal //nolint:testpackage // the model of the rich mode is not for others

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"lectern/adapters/adaptertest"
)

func typed(m tea.Model, text string) tea.Model {
	for _, r := range text {
		m, _ = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return m
}

func pressed(m tea.Model, code rune) tea.Model {
	m, _ = m.Update(tea.KeyPressMsg{Code: code})
	return m
}

func TestTheRichModeCompletesAndSends(t *testing.T) {
	a := New(Options{Width: 80})
	var m tea.Model = newModel(t.Context(), a, adaptertest.Script())
	m = typed(m, "/car")
	if got := m.(model).offers; len(got) != 1 || got[0].Value != "/card " {
		t.Fatalf("offers %v", got)
	}
	if !strings.Contains(m.View().Content, "/card") {
		t.Errorf("the offer is not shown: %q", m.View().Content)
	}
	m = pressed(m, tea.KeyTab)
	if got := m.(model).line.Value(); got != "/card " {
		t.Errorf("after Tab: %q", got)
	}
	m = pressed(m, tea.KeyEnter)
	if len(a.shown) == 0 {
		t.Error("the command was not sent")
	}
	m = pressed(m, tea.KeyUp)
	if got := m.(model).line.Value(); got != "/card" {
		t.Errorf("the line before: %q", got)
	}
	m = pressed(m, tea.KeyDown)
	m = typed(m, "/hostile rea")
	if got := m.(model).offers; len(got) != 1 || got[0].Value != "/hostile rea" {
		t.Errorf("offers for an argument %v", got)
	}
	m = pressed(m, tea.KeyDown)
	if got := m.(model).at; got != 0 {
		t.Errorf("marked offer %d", got)
	}
	m = pressed(m, tea.KeyEscape)
	if len(m.(model).offers) != 0 {
		t.Error("Escape does not close the offers")
	}
	m, _ = m.Update(tea.WindowSizeMsg{Width: 40, Height: 20})
	if a.painter().width != 40 {
		t.Errorf("width %d", a.painter().width)
	}
	if _, cmd := m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}); cmd == nil {
		t.Error("Ctrl+C does not leave")
	}
}

func value(m tea.Model) string { return m.(model).line.Value() }

// TestTheArrowsGoThroughWhatWasSaid: what is being typed meanwhile is not lost.
func TestTheArrowsGoThroughWhatWasSaid(t *testing.T) {
	var m tea.Model = newModel(t.Context(), New(Options{Width: 80}), adaptertest.Script())
	m = typed(m, "hello")
	for _, key := range []rune{tea.KeyUp, tea.KeyDown} {
		if m = pressed(m, key); value(m) != "hello" {
			t.Errorf("where nothing was said yet, the line becomes %q", value(m))
		}
	}
	m = pressed(m, tea.KeyEnter)
	if m = pressed(m, tea.KeyEnter); value(m) != "" || len(m.(model).past) != 1 {
		t.Errorf("after sending, the line is %q; said were %q", value(m), m.(model).past)
	}
	m = pressed(typed(m, "world"), tea.KeyEnter)
	m = typed(m, "dra")
	for i, step := range []struct {
		key  rune
		want string
	}{{tea.KeyUp, "world"}, {tea.KeyUp, "hello"}, {tea.KeyUp, "hello"}, {tea.KeyDown, "world"}, {tea.KeyDown, "dra"}, {tea.KeyDown, "dra"}, {tea.KeyUp, "world"}} {
		if m = pressed(m, step.key); value(m) != step.want {
			t.Errorf("step %d: %q, want %q", i, value(m), step.want)
		}
	}
	m = typed(m, "s")
	if value(m) != "worlds" {
		t.Errorf("typed at the end, not %q", value(m))
	}
}

// TestTheArrowsGoRoundTheOffers: while there are some, they are what the arrows choose.
func TestTheArrowsGoRoundTheOffers(t *testing.T) {
	var m tea.Model = newModel(t.Context(), New(Options{Width: 30}), adaptertest.Script())
	m = typed(m, "/")
	n := len(m.(model).offers)
	if n < 3 {
		t.Fatalf("%d offers for every command", n)
	}
	for i, step := range []struct {
		key  rune
		want int
	}{{tea.KeyUp, n - 1}, {tea.KeyDown, 0}, {tea.KeyDown, 1}, {tea.KeyUp, 0}, {tea.KeyUp, n - 1}} {
		if m = pressed(m, step.key); m.(model).at != step.want {
			t.Errorf("step %d: offer %d is marked, want %d", i, m.(model).at, step.want)
		}
	}
	lines := strings.Split(m.View().Content, "\n")
	if len(lines) != n+1 || !strings.HasPrefix(lines[n], "> /") || !strings.HasPrefix(lines[1], "  /") {
		t.Errorf("shown as %q", lines)
	}
	for _, line := range lines[1:] {
		if w := len([]rune(line)); w > 30 {
			t.Errorf("an offer of %d columns: %q", w, line)
		}
	}
	want := m.(model).offers[n-1].Value
	if m = pressed(m, tea.KeyEnter); value(m) != want || m.(model).at != -1 {
		t.Errorf("Enter takes the offer: %q, want %q", value(m), want)
	}
	m = pressed(typed(newModel(t.Context(), New(Options{Width: 80}), adaptertest.Script()), "/"), tea.KeyTab)
	if !strings.HasPrefix(value(m), "/") || len(value(m)) < 3 {
		t.Errorf("Tab takes the first: %q", value(m))
	}
	if m = pressed(typed(newModel(t.Context(), New(Options{Width: 80}), adaptertest.Script()), "words"), tea.KeyTab); value(m) != "words" {
		t.Errorf("Tab without offers: %q", value(m))
	}
}

func TestTheLineIsLeftEmptyAtTheEnd(t *testing.T) {
	m := typed(newModel(t.Context(), New(Options{Width: 80}), adaptertest.Script()), "/quit")
	m, cmd := m.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if cmd == nil || m.View().Content != "" {
		t.Errorf("/quit leaves %q", m.View().Content)
	}
	for _, key := range []rune{'c', 'd'} {
		var other tea.Model = newModel(t.Context(), New(Options{Width: 80}), adaptertest.Script())
		other, cmd = other.Update(tea.KeyPressMsg{Code: key, Mod: tea.ModCtrl})
		if cmd == nil || other.View().Content != "" {
			t.Errorf("Ctrl+%c leaves %q", key, other.View().Content)
		}
	}
}

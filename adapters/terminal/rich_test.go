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

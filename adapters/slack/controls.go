package slack

import (
	"strconv"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// actions sets the buttons of a row. Slack knows no disabled button, so those are left out.
func (m *message) actions(controls []chat.Control) {
	n := 0
	for _, c := range controls {
		if n == maxActions {
			break
		}
		before, ids := len(m.blocks), m.ids
		if n == 0 {
			m.block(`{"type":"actions","elements":[`)
		} else {
			m.blocks = append(m.blocks, ',')
		}
		set := false
		switch c := c.(type) {
		case chat.Button:
			set = !c.Disabled && m.button(c)
		case chat.LinkButton:
			set = m.linkButton(c)
		case chat.Menu:
		}
		if !set {
			m.blocks, m.ids = m.blocks[:before], ids
			continue
		}
		n++
	}
	if n > 0 {
		m.blocks = append(m.blocks, `]}`...)
	}
}

// actionID gives each element of a message an id of its own.
func (m *message) actionID(b []byte, kind string) []byte {
	b = append(b, `,"action_id":"`...)
	b = append(b, kind...)
	b = strconv.AppendInt(b, int64(m.ids), 10)
	m.ids++
	return append(b, '"')
}

func (m *message) button(c chat.Button) bool {
	b := m.blocks
	b = append(b, `{"type":"button","text":`...)
	b = appendPlain(b, orDash(wire.Cut(plain(c.Label), maxButtonText)))
	b = append(b, `,"value":`...)
	b = wire.AppendString(b, string(c.Token))
	b = m.actionID(b, "b")
	if c.Hint != "" {
		b = append(b, `,"accessibility_label":`...)
		b = wire.AppendString(b, wire.Cut(plain(c.Hint), maxAccessibility))
	}
	switch c.Style {
	case chat.Primary:
		b = append(b, `,"style":"primary"`...)
	case chat.Danger:
		b = append(b, `,"style":"danger"`...)
	case chat.Secondary:
	}
	b = append(b, '}')
	m.blocks = b
	return true
}

func (m *message) linkButton(c chat.LinkButton) bool {
	to := address(c.URL)
	if to == "" {
		return false
	}
	b := m.blocks
	b = append(b, `{"type":"button","text":`...)
	b = appendPlain(b, orDash(wire.Cut(plain(c.Label), maxButtonText)))
	b = append(b, `,"url":`...)
	b = wire.AppendString(b, to)
	b = m.actionID(b, "l")
	b = append(b, '}')
	m.blocks = b
	return true
}

func (m *message) menu(label string, options []chat.Option) {
	before, ids, n := len(m.blocks), m.ids, 0
	m.block(`{"type":"actions","elements":[{"type":"static_select","placeholder":`)
	m.plainText(orDash(wire.Cut(plain(label), maxPlaceholder)))
	b := append(m.actionID(m.blocks, "m"), `,"options":[`...)
	for _, o := range options {
		if o.Token == "" || n == maxMenu {
			continue
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = append(b, `{"text":`...)
		b = appendPlain(b, orDash(wire.Cut(plain(o.Label), maxOptionText)))
		b = append(b, `,"value":`...)
		b = wire.AppendString(b, string(o.Token))
		if d := wire.Cut(plain(o.Description), maxOptionText); d != "" {
			b = append(b, `,"description":`...)
			b = appendPlain(b, d)
		}
		b = append(b, '}')
	}
	if n == 0 {
		m.blocks, m.ids = m.blocks[:before], ids
		return
	}
	b = append(b, `]}]}`...)
	m.blocks = b
}

// controls sets runs of buttons on rows, each menu on a row of its own.
func (m *message) controls(controls []chat.Control) {
	var run []chat.Control
	for _, c := range controls {
		menu, ok := c.(chat.Menu)
		if !ok {
			run = append(run, c)
			continue
		}
		m.actions(run)
		run = nil
		m.menu(menu.Label, menu.Options)
	}
	m.actions(run)
}

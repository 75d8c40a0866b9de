package discord

import (
	"strconv"
	"unicode/utf8"

	"lectern/adapters/wire"
)

// The bytes of a message are put together by hand: a request on the hot path copies what was
// prepared when the course was loaded and writes the rest, without reflection. Fields that
// are empty are left out, because a strict reading of the published schema refuses nulls.

// message is what is sent, in whatever kind of request.
type message struct {
	content    string
	embeds     []embed
	rows       []row
	notify     string // the id of a role that content mentions
	private    bool   // seen by the person who asked alone
	suppressed bool   // no link previews
	files      []upload
	edited     bool // it takes the place of another, whose files it does not keep
}

// embed is a box of prose. ready, when set, is its whole JSON.
type embed struct {
	ready       []byte
	title       string
	url         string
	description string
	quoted      []byte // the description inside a JSON string, when it was rendered so
	quotedSize  int    // and its code points
	color       int
	fields      []field
	image       string
	imageAlt    string // of an image that is sent with the message
	footer      string
	size        int // characters that count towards maxEmbedSum; kept beside ready
}

type field struct {
	name, value string
	inline      bool
}

// row is a line of buttons, or one menu. ready, when set, is its whole JSON.
type row struct {
	ready   []byte
	buttons []button
	menu    *menu
}

type button struct {
	style    int
	label    string
	customID string
	url      string
	disabled bool
}

// The styles of a button (Component Reference).
const (
	stylePrimary   = 1
	styleSecondary = 2
	styleDanger    = 4
	styleLink      = 5
)

type menu struct {
	customID    string
	placeholder string
	options     []option
}

type option struct{ label, value, description string }

// Flags of a message (Message Resource).
const (
	flagSuppressEmbeds = 1 << 2
	flagEphemeral      = 1 << 6
)

// appendMessage writes the fields of m, without the braces around them.
func (m *message) appendFields(b []byte) []byte {
	if m.content != "" {
		b = append(b, `"content":`...)
		b = wire.AppendString(b, m.content)
		b = append(b, ',')
	}
	if len(m.embeds) > 0 {
		b = append(b, `"embeds":[`...)
		for i := range m.embeds {
			if i > 0 {
				b = append(b, ',')
			}
			b = m.embeds[i].append(b)
		}
		b = append(b, `],`...)
	}
	b = append(b, `"components":[`...)
	for i := range m.rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = m.rows[i].append(b)
	}
	b = append(b, `],"allowed_mentions":{"parse":[]`...)
	if m.notify != "" {
		b = append(b, `,"roles":[`...)
		b = wire.AppendString(b, m.notify)
		b = append(b, ']')
	}
	b = append(b, '}')
	b = m.appendAttachments(b)
	flags := 0
	if m.private {
		flags |= flagEphemeral
	}
	if m.suppressed {
		flags |= flagSuppressEmbeds
	}
	if flags != 0 {
		b = append(b, `,"flags":`...)
		b = strconv.AppendInt(b, int64(flags), 10)
	}
	return b
}

// room is about how many bytes the message takes, so that it is written in one piece.
func (m *message) room() int {
	n := 512 + len(m.content)
	for i := range m.embeds {
		n += len(m.embeds[i].ready) + len(m.embeds[i].description) + len(m.embeds[i].title)
	}
	for i := range m.rows {
		n += m.rows[i].room()
	}
	return n
}

func (r *row) room() int {
	n := len(r.ready) + 192*len(r.buttons)
	if r.menu != nil {
		n += 256*len(r.menu.options) + 128
	}
	return n
}

// json is the body of a message by itself.
func (m *message) json() []byte {
	b := append(make([]byte, 0, 4096), '{')
	return append(m.appendFields(b), '}')
}

func (e *embed) append(b []byte) []byte {
	if e.ready != nil {
		return append(b, e.ready...)
	}
	b = append(b, '{')
	start := len(b)
	text := func(name, value string) {
		if value == "" {
			return
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, name...)
		b = append(b, `":`...)
		b = wire.AppendString(b, value)
	}
	text("title", e.title)
	text("url", e.url)
	text("description", e.description)
	comma := func() {
		if len(b) > start {
			b = append(b, ',')
		}
	}
	if e.quoted != nil {
		comma()
		b = append(b, `"description":"`...)
		b = append(b, e.quoted...)
		b = append(b, '"')
	}
	if e.color != 0 {
		comma()
		b = append(b, `"color":`...)
		b = strconv.AppendInt(b, int64(e.color), 10)
	}
	if len(e.fields) > 0 {
		comma()
		b = e.appendFields(b)
	}
	if e.image != "" {
		comma()
		b = e.appendImage(b)
	}
	if e.footer != "" {
		comma()
		b = append(b, `"footer":{"text":`...)
		b = wire.AppendString(b, e.footer)
		b = append(b, '}')
	}
	return append(b, '}')
}

func (e *embed) appendFields(b []byte) []byte {
	b = append(b, `"fields":[`...)
	for i, f := range e.fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"name":`...)
		b = wire.AppendString(b, f.name)
		b = append(b, `,"value":`...)
		b = wire.AppendString(b, f.value)
		b = append(b, `,"inline":`...)
		b = strconv.AppendBool(b, f.inline)
		b = append(b, '}')
	}
	return append(b, ']')
}

func (e *embed) appendImage(b []byte) []byte {
	b = append(b, `"image":{"url":`...)
	b = wire.AppendString(b, e.image)
	if e.imageAlt != "" {
		b = append(b, `,"description":`...)
		b = wire.AppendString(b, e.imageAlt)
	}
	return append(b, '}')
}

// length counts what the platform counts towards the sum of all embeds.
func (e *embed) length() int {
	if e.ready != nil {
		return e.size
	}
	n := utf8.RuneCountInString(e.title) + utf8.RuneCountInString(e.description) + e.quotedSize + utf8.RuneCountInString(e.footer)
	for _, f := range e.fields {
		n += utf8.RuneCountInString(f.name) + utf8.RuneCountInString(f.value)
	}
	return n
}

func (r *row) append(b []byte) []byte {
	if r.ready != nil {
		return append(b, r.ready...)
	}
	b = append(b, `{"type":1,"components":[`...)
	for i := range r.buttons {
		if i > 0 {
			b = append(b, ',')
		}
		b = r.buttons[i].append(b)
	}
	if r.menu != nil {
		b = r.menu.append(b)
	}
	return append(b, `]}`...)
}

func (t *button) append(b []byte) []byte {
	b = append(b, `{"type":2,"style":`...)
	b = strconv.AppendInt(b, int64(t.style), 10)
	b = append(b, `,"label":`...)
	b = wire.AppendString(b, t.label)
	if t.url != "" {
		b = append(b, `,"url":`...)
		b = wire.AppendString(b, t.url)
	} else {
		b = append(b, `,"custom_id":`...)
		b = wire.AppendString(b, t.customID)
	}
	if t.disabled {
		b = append(b, `,"disabled":true`...)
	}
	return append(b, '}')
}

func (m *menu) append(b []byte) []byte {
	b = append(b, `{"type":3,"custom_id":`...)
	b = wire.AppendString(b, m.customID)
	if m.placeholder != "" {
		b = append(b, `,"placeholder":`...)
		b = wire.AppendString(b, m.placeholder)
	}
	b = append(b, `,"options":[`...)
	for i, o := range m.options {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"label":`...)
		b = wire.AppendString(b, o.label)
		b = append(b, `,"value":`...)
		b = wire.AppendString(b, o.value)
		if o.description != "" {
			b = append(b, `,"description":`...)
			b = wire.AppendString(b, o.description)
		}
		b = append(b, '}')
	}
	return append(b, `]}`...)
}

package slack

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// renderer turns views into messages. It is immutable and shared.
type renderer struct {
	public string // the bot's address seen from outside, or empty
}

func (r renderer) prose() *prose {
	return &prose{media: func(src string) string { return chat.MediaURL(r.public, src) }}
}

// message is what is sent, in whatever kind of request.
type message struct {
	text   string // the whole meaning in words: notifications and screen readers use it
	quoted []byte // text as JSON, when it is prepared
	blocks []byte // a list of blocks without its brackets
	ready  []byte // blocks that were prepared; they stand before blocks
	above  []byte // and blocks that stand before those
	ids    int    // action ids given out so far
}

// Payload gives the JSON of the message a reply becomes, exactly as it would be sent; of a
// form, the view that opens it. public is the bot's address seen from outside, for pictures; it may be empty.
func Payload(reply chat.Reply, public string) ([]byte, error) {
	if f, ok := reply.View.(chat.Form); ok {
		return renderer{public: public}.view(f, origin{}), nil
	}
	m := renderer{public: public}.message(reply.View)
	return m.append(nil, reply), nil
}

// Presses gives the token behind an element that was pressed: the value of a button, or of
// the option chosen in a menu. ok is false when the element is not one of ours.
func Presses(_, value string) (token chat.Token, ok bool) {
	return chat.Token(value), value != "" && len(value) <= chat.MaxToken
}

// append writes the body of a response to a command or of a message to a response_url.
func (m *message) append(b []byte, r chat.Reply) []byte {
	b = slices.Grow(b, len(m.above)+len(m.ready)+len(m.blocks)+len(m.quoted)+len(m.text)+256)
	b = append(b, '{')
	switch {
	case r.Replace:
		b = append(b, `"replace_original":true,`...)
	case r.Audience == chat.Room:
		b = append(b, `"response_type":"in_channel",`...)
	default:
		b = append(b, `"response_type":"ephemeral",`...)
	}
	return append(m.appendFields(b), unfurling+"}"...)
}

// appendIn does the same for an answer in a thread, which a response_url does not know by itself.
func (m *message) appendIn(b []byte, r chat.Reply, thread string) []byte {
	b = m.append(b, r)
	if thread == "" || r.Replace {
		return b
	}
	b = wire.AppendString(append(b[:len(b)-1], `,"thread_ts":`...), thread)
	return append(b, '}')
}

func (m *message) appendFields(b []byte) []byte {
	b = append(b, `"text":`...)
	if m.quoted != nil {
		b = append(b, m.quoted...)
	} else {
		b = wire.AppendString(b, m.text)
	}
	b = append(b, `,"blocks":[`...)
	comma := false
	for _, part := range [...][]byte{m.above, m.ready, m.blocks} {
		if len(part) == 0 {
			continue
		}
		if comma {
			b = append(b, ',')
		}
		b, comma = append(b, part...), true
	}
	return append(b, ']')
}

// unfurling keeps Slack from adding previews of addresses; chat.update and chat.postEphemeral,
// which add none, do not know it.
const unfurling = `,"unfurl_links":false,"unfurl_media":false`

// block begins a new block.
func (m *message) block(json ...string) {
	if len(m.blocks) > 0 {
		m.blocks = append(m.blocks, ',')
	}
	for _, s := range json {
		m.blocks = append(m.blocks, s...)
	}
}

func (m *message) raw(blocks []byte) {
	if len(blocks) == 0 {
		return
	}
	m.block()
	m.blocks = append(m.blocks, blocks...)
}

func (m *message) plainText(s string) { m.blocks = appendPlain(m.blocks, s) }

func appendPlain(b []byte, s string) []byte {
	b = append(b, `{"type":"plain_text","text":`...)
	b = wire.AppendString(b, s)
	return append(b, `,"emoji":false}`...)
}

func (m *message) header(title string) {
	if title = wire.Cut(plain(title), maxHeader); title == "" {
		return
	}
	m.block(`{"type":"header","text":`)
	m.plainText(title)
	m.blocks = append(m.blocks, '}')
}

func (m *message) context(text string) {
	if text = wire.Cut(plain(text), maxFieldText); text == "" {
		return
	}
	m.block(`{"type":"context","elements":[`)
	m.plainText(text)
	m.blocks = append(m.blocks, `]}`...)
}

// message shows a view in the form Slack does best.
func (r renderer) message(v chat.View) message {
	switch v := v.(type) {
	case chat.Excerpt:
		pages := r.pages(v, r.prose())
		return compose(v, pages[min(max(v.Page, 0), len(pages)-1)])
	case chat.Matches:
		return r.matches(v)
	case chat.Bulletin:
		m := r.card(v.Card())
		if id := v.NotifyOn(Platform); isID(id) {
			m.notify(id)
		}
		return m
	case nil:
		return r.card(chat.Card{})
	}
	return r.card(v.Card())
}

// notify puts the mention of a user group above all else: a piece of rich text, which is the
// only form in which the bot ever notifies anybody.
func (m *message) notify(group string) {
	m.above = append(append([]byte(`{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"usergroup","usergroup_id":"`), group...), `"}]}]}`...)
}

// isID tells whether s can be an id of Slack's: capital letters and digits.
func isID(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// matches lists candidates with their place in the course.
func (r renderer) matches(v chat.Matches) message {
	p := r.prose()
	var body []doc.Block
	if v.Lead != "" {
		body = append(body, doc.Para(v.Lead))
	}
	l := doc.List{Ordered: true, Start: 1}
	var options []chat.Option
	for i, it := range v.Items {
		where := strings.Join(it.Crumbs, chat.Separator)
		spans := []doc.Span{doc.Bold(it.Title)}
		if where != "" {
			spans = append(spans, doc.LineBreak{}, doc.Plain(where))
		}
		if len(it.Snippet) > 0 {
			spans = append(spans, doc.LineBreak{}, doc.Emphasis{Spans: it.Snippet})
		}
		item := doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: spans}}}
		if p.cost(doc.List{Ordered: true, Items: append(l.Items, item)}) > pageSize {
			break
		}
		l.Items = append(l.Items, item)
		options = append(options, chat.Option{Label: strconv.Itoa(i+1) + ". " + it.Title, Description: where, Token: it.Token})
	}
	if len(l.Items) > 0 {
		body = append(body, l)
	}
	m := message{text: fallback(v.Title, v.Tips, body)}
	m.header(v.Title)
	m.raw(p.blocks(body))
	m.menu(v.Words.T("Choose a passage"), options)
	if v.More != nil {
		m.actions([]chat.Control{*v.More})
	}
	m.context(v.Tips)
	return m
}

// toneWord says a card's tone in words; colour never carries it.
func toneWord(t chat.Tone) string {
	switch t {
	case chat.Good:
		return "✓ "
	case chat.Warning:
		return "⚠ "
	case chat.Problem:
		return "✗ "
	case chat.Neutral:
	}
	return ""
}

// card shows any view: prose, facts and controls. Its files are only drawn: what is sent goes
// through withFiles.
func (r renderer) card(c chat.Card) message {
	if len(c.Files) > 0 {
		return r.withFiles(c, preview(c.Files))
	}
	return r.show(c, func(*message) {})
}

// show sets a card; amid adds what stands between its prose and its controls.
func (r renderer) show(c chat.Card, amid func(*message)) message {
	p := r.prose()
	body := c.Body
	if len(c.Facts) > 0 {
		l := doc.List{}
		for _, f := range c.Facts {
			l.Items = append(l.Items, doc.Item{Blocks: []doc.Block{doc.Paragraph{Spans: append([]doc.Span{doc.Bold(f.Label), doc.Plain(": ")}, f.Shown()...)}}})
		}
		body = append(append([]doc.Block(nil), body...), l)
	}
	if len(body) == 0 && plain(c.Title) == "" {
		body = []doc.Block{doc.Para(c.Words.T("There is nothing to show."))}
	}
	parts := doc.Fit(body, pageSize+1500, p.cost)
	shown := body
	if len(parts) > 0 {
		shown = parts[0]
		if len(parts) > 1 {
			shown = append(append([]doc.Block(nil), shown...), doc.Para(c.Words.T("… shortened.")))
		}
	}
	m := message{text: fallback(c.Title, c.Footer, shown)}
	if utf8.RuneCountInString(m.text) == 0 {
		m.text = c.Words.T("There is nothing to show.")
	}
	if plain(c.Title) != "" {
		m.header(toneWord(c.Tone) + c.Title)
	}
	m.raw(p.blocks(shown))
	amid(&m)
	m.controls(c.Controls)
	m.context(c.Footer)
	return m
}

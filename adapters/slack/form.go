package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
)

// A form is a modal that views.open shows. Slack takes it within three seconds of the press or
// command only, and sends it back without the place it was opened in, so the place travels in
// it.

const (
	maxModalTitle    = 24
	maxInputLabel    = 48 // of 2000; what a phone shows on one line
	maxInputHint     = 150
	maxInputLength   = 3000
	maxPrivate       = 3000
	elementFile      = "file_input"
	responseLifetime = 30 * time.Minute // of a response_url (Handling user interaction)
)

// origin is where a form was opened.
type origin struct {
	Channel  string `json:"c"`
	Thread   string `json:"t,omitempty"`
	Response string `json:"r,omitempty"`
	At       int64  `json:"at"` // Unix seconds
}

// form opens a form over the message that was pressed. A form that cannot be opened any more
// is told to the person.
func (a *Adapter) form(ctx context.Context, f chat.Form, trigger string, in *interaction) {
	view := a.render.view(f, origin{Channel: in.Channel.ID, Thread: in.Container.Thread, Response: in.ResponseURL, At: time.Now().Unix()})
	body := wire.AppendString([]byte(`{"trigger_id":`), trigger)
	body = append(append(append(body, `,"view":`...), view...), '}')
	err := a.web.call(ctx, in.Team.ID, "views.open", body, nil)
	if err == nil {
		return
	}
	a.log.Warn("form not opened", "error", err)
	if in.ResponseURL != "" {
		a.follow(ctx, in.ResponseURL, chat.Reply{View: chat.In(f.Words, a.unopened(ctx, in.Team.ID, f))}, asked{})
	}
}

// view writes a form as a modal.
func (r renderer) view(f chat.Form, from origin) []byte {
	b := []byte(`{"type":"modal","callback_id":`)
	b = wire.AppendString(b, string(f.Token))
	if private, err := json.Marshal(from); err == nil && len(private) <= maxPrivate {
		b = wire.AppendString(append(b, `,"private_metadata":`...), string(private))
	}
	b = appendPlain(append(b, `,"title":`...), orDash(wire.Cut(plain(f.Title), maxModalTitle)))
	submit := f.Submit
	if submit == "" {
		submit = f.Words.T("Send")
	}
	b = appendPlain(append(b, `,"submit":`...), wire.Cut(plain(submit), maxModalTitle))
	b = appendPlain(append(b, `,"close":`...), wire.Cut(f.Words.T("Cancel"), maxModalTitle))
	b = append(b, `,"blocks":[`...)
	p := r.prose()
	p.form = true
	if lead := p.blocks(f.Lead); len(lead) > 0 {
		b = append(append(b, lead...), ',')
	}
	for i, field := range f.Fields {
		if i == chat.MaxFields {
			break
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = appendInput(b, field)
	}
	return append(b, `]}`...)
}

func appendInput(b []byte, f chat.Field) []byte {
	b = append(b, `{"type":"input","block_id":`...)
	b = wire.AppendString(b, f.Name)
	b = fmt.Appendf(b, `,"optional":%t,"label":`, f.Optional)
	b = appendPlain(b, orDash(wire.Cut(plain(f.Label), maxInputLabel)))
	if f.File {
		b = wire.AppendString(append(b, `,"element":{"type":"`+elementFile+`","action_id":`...), f.Name)
		return append(b, `,"max_files":1}}`...) // of any kind: learning platforms call the same file by different endings
	}
	b = append(b, `,"element":{"type":"plain_text_input","action_id":`...)
	b = wire.AppendString(b, f.Name)
	if f.Long {
		b = append(b, `,"multiline":true`...)
	}
	most := maxInputLength
	if f.Max > 0 {
		most = min(f.Max, maxInputLength)
	}
	b = fmt.Appendf(b, `,"max_length":%d`, most)
	if hint := wire.Cut(plain(f.Hint), maxInputHint); hint != "" {
		b = appendPlain(append(b, `,"placeholder":`...), hint)
	}
	if f.Value != "" && utf8.RuneCountInString(f.Value) <= most {
		b = wire.AppendString(append(b, `,"initial_value":`...), chat.Printable(f.Value))
	}
	return append(b, `}}`...)
}

// opened brings back where a form was opened.
func (in *interaction) opened(now time.Time) {
	var from origin
	if json.Unmarshal([]byte(in.View.Private), &from) != nil {
		return // a form of an older version: the reply finds its own way
	}
	in.Channel.ID, in.Container.Thread = from.Channel, from.Thread
	if now.Sub(time.Unix(from.At, 0)) < responseLifetime {
		in.ResponseURL = from.Response
	}
}

// origin makes of a command what a form needs to know of where it was given.
func (c *command) origin() *interaction {
	in := &interaction{ResponseURL: c.ResponseURL, TriggerID: c.TriggerID}
	in.Team.ID, in.Channel.ID = c.Team, c.Channel
	return in
}

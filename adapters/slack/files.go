package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// A file reaches Slack in three steps: an address is asked for, the bytes are sent there, and
// the upload is completed (files.getUploadURLExternal, files.completeUploadExternal).
//
// A picture is completed without a channel, so that nobody finds it but by the message whose
// image block shows it; Slack works on it for a moment before a block may name it. Any other
// file has to be shared somewhere, and a message that one person sees cannot hold one: what is
// for one person goes into their direct messages with the app, what is for the room into the
// room, and what belongs to a post into its thread. The message says where it is.

// outgoing is a file on its way.
type outgoing struct {
	file   chat.File
	name   string
	id     string  // Slack's, once it is uploaded
	apart  bool    // shared as a file of its own, not shown in the message
	where  placing // where it is to be found
	shared bool
	failed error
}

// placing is where a file is that a message tells of.
type placing int

const (
	withIt placing = iota
	inDirect
	inChannel
	inThread
)

// found says where a file is to be found.
func (o *outgoing) found(w *chat.Words) string {
	name, size := chat.Arg{Name: "File", Value: o.name}, chat.Arg{Name: "Size", Value: o.file.Size()}
	switch o.where {
	case inDirect:
		return w.T("{{.File}} ({{.Size}}) is in your direct messages with this app.", name, size)
	case inChannel:
		return w.T("{{.File}} ({{.Size}}) follows in this channel.", name, size)
	case inThread:
		return w.T("{{.File}} ({{.Size}}) is in the thread of this message.", name, size)
	case withIt:
	}
	return w.T("{{.File}} ({{.Size}}) comes with this message.", name, size)
}

// asked is who is answered, and where.
type asked struct {
	who chat.Person
	at  chat.Place
}

// planned are the files of a card before anything is sent.
func planned(files []chat.File, where placing) []*outgoing {
	names := chat.FileNames(files)
	out := make([]*outgoing, len(files))
	for i, f := range files {
		o := &outgoing{file: f, name: names[i], apart: !f.Picture(), where: where}
		switch {
		case len(f.Data) == 0:
			o.failed = errEmpty
		case len(f.Data) > maxFileBytes:
			o.failed = errTooLarge
		case i >= maxFiles:
			o.failed = errTooMany
		}
		out[i] = o
	}
	return out
}

var (
	errEmpty    = errors.New("empty")
	errTooLarge = errors.New("too large")
	errTooMany  = errors.New("too many")
)

// why tells a person what became of a file that could not be sent, and what would help.
func why(err error, w *chat.Words) string {
	switch {
	case errors.Is(err, errEmpty):
		return w.T("It is empty.")
	case errors.Is(err, errTooLarge):
		return w.T("Slack takes files of up to {{.Size}}.", chat.Arg{Name: "Size", Value: chat.Size(maxFileBytes)})
	case errors.Is(err, errTooMany):
		return w.T("Only {{.Files}} files go with one message.", chat.Arg{Name: "Files", Value: strconv.Itoa(maxFiles)})
	}
	if said, ok := errors.AsType[*apiError](err); ok {
		switch said.code {
		case "missing_scope":
			return w.T("The app needs the scope files:write; install it anew with its present manifest.")
		case "storage_limit_reached":
			return w.T("The workspace has no room for more files.")
		case "file_upload_size_restricted", "file_uploads_disabled", "file_uploads_except_images_disabled", "blocked_file_type", "restricted_action":
			return w.T("The workspace does not allow it.")
		case "not_in_channel", "channel_not_found":
			return w.T("The app is not in this channel; invite it with /invite.")
		}
	}
	return w.T("Slack did not take it. Try again later.")
}

// withFiles shows a card whose files are on their way.
func (r renderer) withFiles(c chat.Card, files []*outgoing) message {
	var told []doc.Block
	var pictures []*outgoing
	for _, o := range files {
		switch {
		case o.failed != nil:
			told = append(told, doc.Para(wire.Cut(o.file.Unsent(c.Words, why(o.failed, c.Words)), maxTold/len(files))))
		case o.apart:
			text := o.found(c.Words)
			if o.file.Picture() && o.file.Alt != "" {
				text += " " + c.Words.T("It shows: {{.Alt}}", chat.Arg{Name: "Alt", Value: o.file.Alt})
			}
			told = append(told, doc.Para(wire.Cut(text, maxTold/len(files))))
		default:
			pictures = append(pictures, o)
		}
	}
	m := r.show(c, func(m *message) {
		for _, o := range pictures {
			m.picture(o, maxTold/len(files))
		}
		m.raw(r.prose().blocks(told))
	})
	words := doc.BlockText(told)
	for _, o := range pictures {
		words = strings.TrimSpace(words + "\n" + o.file.Alt)
	}
	if words != "" {
		m.quoted, m.text = nil, wire.Cut(m.text, maxText-10-utf8.RuneCountInString(wire.Cut(escape(words), maxText/2))-1)+"\n"+wire.Cut(escape(words), maxText/2)
	}
	return m
}

// picture shows an uploaded picture.
func (m *message) picture(o *outgoing, most int) {
	alt := wire.Cut(plain(o.file.Alt), min(most, maxAltText))
	if alt == "" {
		alt = o.name
	}
	m.block(`{"type":"image","slack_file":{"id":`)
	m.blocks = wire.AppendString(m.blocks, o.id)
	m.blocks = append(m.blocks, `},"alt_text":`...)
	m.blocks = wire.AppendString(m.blocks, alt)
	m.blocks = append(m.blocks, '}')
}

// preview names files as Slack would, for a payload that is drawn and not sent.
func preview(files []chat.File) []*outgoing {
	out := planned(files, withIt)
	for i, o := range out {
		o.id = fmt.Sprintf("F%08d", i)
	}
	return out
}

// upload takes the first two steps for all files, and the third for pictures.
func (a *Adapter) upload(ctx context.Context, team string, files []*outgoing) {
	for _, o := range files {
		if o.failed != nil {
			continue
		}
		if o.id, o.failed = a.web.upload(ctx, team, o); o.failed == nil && !o.apart {
			o.failed = a.web.complete(ctx, team, o, chat.Place{Tenant: team})
		}
		if o.failed != nil {
			a.log.Warn("file not uploaded", "error", o.failed)
		}
	}
}

// settling is how long Slack gets to look at a picture before a message that shows it is sent,
// and sent again. The scope files:read would tell when it is ready, but workspaces that
// installed the app earlier lack it. A response_url takes five messages; these and one without pictures are four.
func settling() []time.Duration {
	return []time.Duration{400 * time.Millisecond, 1200 * time.Millisecond, 2500 * time.Millisecond}
}

// patiently sends a message, and again while Slack is not ready to show its pictures.
func (a *Adapter) patiently(ctx context.Context, files []*outgoing, send func() error) error {
	if !slices.ContainsFunc(files, func(o *outgoing) bool { return !o.apart && o.failed == nil }) {
		return send()
	}
	var err error
	for _, d := range settling() {
		t := time.NewTimer(d)
		select {
		case <-t.C:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
		if err = send(); !refusedBlocks(err) {
			return err
		}
	}
	return err
}

func refusedBlocks(err error) bool {
	said, ok := errors.AsType[*apiError](err)
	return ok && said.code == invalidBlocks
}

// share takes the third step for a file that stands apart.
func (a *Adapter) share(ctx context.Context, o *outgoing, to chat.Place, where placing) {
	if o.failed = a.web.complete(ctx, to.Tenant, o, to); o.failed != nil {
		a.log.Warn("file not shared", "error", o.failed)
		return
	}
	o.shared, o.where = true, where
}

// waiting are the files that have to be shared yet.
func waiting(files []*outgoing) []*outgoing {
	var out []*outgoing
	for _, o := range files {
		if o.apart && !o.shared && o.failed == nil {
			out = append(out, o)
		}
	}
	return out
}

// answerWithFiles gives an answer and what comes with it. send is tried again without pictures
// when Slack does not show them there; they go where other files go then.
func (a *Adapter) answerWithFiles(ctx context.Context, r chat.Reply, by asked, send func(*message) error) error {
	c := r.View.Card()
	files := planned(c.Files, inDirect)
	a.upload(ctx, by.who.Tenant, files)
	a.hand(ctx, r, by, files)
	m := a.render.withFiles(c, files)
	err := a.patiently(ctx, files, func() error { return send(&m) })
	if !a.unshown(ctx, by.who.Tenant, files, err) {
		return err
	}
	a.hand(ctx, r, by, files)
	m = a.render.withFiles(c, files)
	return send(&m)
}

// hand shares files with the room of a public answer. What is for one person, and what the
// room does not take because the app is no member, goes to the person who asked.
func (a *Adapter) hand(ctx context.Context, r chat.Reply, by asked, files []*outgoing) {
	if r.Audience == chat.Room && !r.Replace {
		for _, o := range waiting(files) {
			if a.share(ctx, o, by.at, inChannel); o.failed != nil {
				o.failed = nil // a refused upload can be completed elsewhere
			}
		}
	}
	rest := waiting(files)
	if len(rest) == 0 {
		return
	}
	channel, err := a.web.direct(ctx, by.who)
	for _, o := range rest {
		if o.failed = err; err == nil {
			a.share(ctx, o, chat.Place{Platform: Platform, Tenant: by.who.Tenant, Channel: channel}, inDirect)
		}
	}
}

// unshown tells whether a message was refused for its pictures, and uploads those anew as
// files that stand apart: an upload that was completed cannot be shared any more.
func (a *Adapter) unshown(ctx context.Context, team string, files []*outgoing, err error) bool {
	if !refusedBlocks(err) {
		return false
	}
	var again []*outgoing
	for _, o := range files {
		if !o.apart && o.failed == nil {
			o.apart = true
			again = append(again, o)
		}
	}
	if len(again) == 0 {
		return false
	}
	a.log.Warn("pictures not shown; they go as files", "error", err)
	a.upload(ctx, team, again)
	return true
}

// postWithFiles posts a card, or edits the message at with it, and shares in the message's
// thread what the message itself cannot hold.
func (a *Adapter) postWithFiles(ctx context.Context, to chat.Place, c chat.Card, send func(*message) (ts string, err error)) (string, error) {
	files := planned(c.Files, inThread)
	a.upload(ctx, to.Tenant, files)
	m := a.render.withFiles(c, files)
	ts := ""
	err := a.patiently(ctx, files, func() (err error) {
		ts, err = send(&m)
		return err
	})
	if a.unshown(ctx, to.Tenant, files, err) {
		m = a.render.withFiles(c, files)
		ts, err = send(&m)
	}
	rest := waiting(files)
	if err != nil || len(rest) == 0 {
		return ts, err
	}
	in := to
	if in.Thread == "" {
		in.Thread = ts
	}
	lost := false
	for _, o := range rest {
		a.share(ctx, o, in, inThread)
		lost = lost || o.failed != nil
	}
	if !lost {
		return ts, nil
	}
	m = a.render.withFiles(c, files) // it says by now what could not be shared
	if err := a.web.update(ctx, chat.Ref{Place: to, Message: ts}, &m); err != nil {
		a.log.Warn("message not corrected", "error", err)
	}
	return ts, nil // the post itself stands
}

// upload takes the first two steps for a file.
func (w *web) upload(ctx context.Context, team string, o *outgoing) (id string, err error) {
	args := url.Values{"filename": {o.name}, "length": {strconv.Itoa(len(o.file.Data))}}
	if alt := wire.Cut(plain(o.file.Alt), maxFileAlt); alt != "" && o.file.Picture() {
		args.Set("alt_txt", alt)
	}
	var made struct {
		URL string `json:"upload_url"`
		ID  string `json:"file_id"`
	}
	if err := w.read(ctx, team, "files.getUploadURLExternal", args, &made); err != nil {
		return "", err
	}
	if !isFile(made.ID) {
		return "", fmt.Errorf("files.getUploadURLExternal: %q is no file", made.ID)
	}
	if err := w.ours(made.URL, func(host string) bool { return host == "slack.com" || strings.HasSuffix(host, ".slack.com") }); err != nil {
		return "", err
	}
	turn := unpaced()
	for range attempts {
		if err := turn.wait(ctx); err != nil {
			return "", err
		}
		status, header, _, err := w.sendBy(ctx, w.slow, made.URL, "", "application/octet-stream", o.file.Data)
		switch {
		case err != nil:
			return "", err
		case status == http.StatusTooManyRequests:
			d, err := w.asked("upload", header)
			if err != nil {
				return "", err
			}
			turn.hold(d)
		case status != http.StatusOK:
			return "", fmt.Errorf("upload: Slack answered %d", status)
		default:
			return made.ID, nil
		}
	}
	return "", errors.New("upload: Slack asks to slow down")
}

// complete takes the third step: without a channel the file is the app's own, and only shown
// where a message names it.
func (w *web) complete(ctx context.Context, team string, o *outgoing, to chat.Place) error {
	b := append([]byte(`{"files":[{"id":`), quote(o.id)...)
	b = append(append(append(b, `,"title":`...), quote(o.name)...), `}]`...)
	if to.Channel != "" {
		if err := w.gates.channel(to.Channel).wait(ctx); err != nil {
			return err
		}
		b = append(append(b, `,"channel_id":`...), quote(to.Channel)...)
	}
	if to.Thread != "" {
		b = append(append(b, `,"thread_ts":`...), quote(to.Thread)...)
	}
	return w.call(ctx, team, "files.completeUploadExternal", append(b, '}'), nil)
}

func quote(s string) []byte { return wire.AppendString(nil, s) }

// isFile tells whether s is the id of a file.
func isFile(s string) bool { return len(s) >= 9 && s[0] == 'F' && isID(s) }

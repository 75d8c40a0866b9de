package discord

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/fault"
)

// upload is a file as it is sent: under a name that Discord keeps as it is.
type upload struct {
	name, kind, alt string
	data            []byte
}

// admit chooses the files that Discord takes. told is what the message says of the others.
func admit(files []chat.File, w *chat.Words) (sent []upload, told string) {
	if len(files) == 0 {
		return nil, ""
	}
	var refused []string
	total := 0
	names := chat.FileNames(files)
	for i, f := range files {
		switch {
		case len(f.Data) == 0:
			refused = append(refused, f.Unsent(w, w.T("It is empty.")))
		case len(f.Data) > maxFileBytes:
			refused = append(refused, f.Unsent(w, w.T("Discord takes files of up to {{.Size}}.", chat.Arg{Name: "Size", Value: chat.Size(maxFileBytes)})))
		case len(sent) == maxFiles || total+len(f.Data) > maxUploadBytes:
			refused = append(refused, f.Unsent(w, w.T("Discord takes {{.Files}} files and {{.Size}} with one message.", chat.Arg{Name: "Files", Value: strconv.Itoa(maxFiles)}, chat.Arg{Name: "Size", Value: chat.Size(maxUploadBytes)})))
		default:
			total += len(f.Data)
			sent = append(sent, upload{name: names[i], kind: mediaType(f.Type), alt: wire.Cut(plain(f.Alt), maxAlt), data: f.Data})
		}
	}
	return sent, notSent(refused)
}

// notSent is the part of a message that tells of files it does not carry. It stands above the
// message, where an embed's limits cannot cut it off.
func notSent(sentences []string) string {
	return wire.Cut(escaped(strings.Join(sentences, "\n")), maxContent)
}

// mediaType keeps a media type that is one: it goes into a header.
func mediaType(s string) string {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && !strings.ContainsRune("/.+-", rune(c)) {
			return "application/octet-stream"
		}
	}
	if strings.Count(s, "/") != 1 || s[0] == '/' || s[len(s)-1] == '/' {
		return "application/octet-stream"
	}
	return s
}

// attach puts the files of a card onto its message; the first picture is shown in its box.
func (m *message) attach(files []chat.File, w *chat.Words) {
	m.files, m.content = admit(files, w)
	e := &m.embeds[0]
	for _, f := range m.files {
		if e.image == "" && (chat.File{Type: f.kind}).Picture() {
			e.image, e.imageAlt = attachmentScheme+f.name, f.alt
		}
	}
}

// attachmentScheme begins the address of a file that is sent with the message (Message
// Resource, “Uploading Files”).
const attachmentScheme = "attachment://"

// appendAttachments lists the files. Of a message that is edited the list is always written:
// what is not on it is taken away, and one that is missing would keep the old files.
func (m *message) appendAttachments(b []byte) []byte {
	if len(m.files) == 0 && !m.edited {
		return b
	}
	b = append(b, `,"attachments":[`...)
	for i, f := range m.files {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"id":"`...)
		b = strconv.AppendInt(b, int64(i), 10)
		b = append(b, `","filename":`...)
		b = wire.AppendString(b, f.name)
		if f.alt != "" {
			b = append(b, `,"description":`...)
			b = wire.AppendString(b, f.alt)
		}
		b = append(b, '}')
	}
	return append(b, ']')
}

// multipartBody puts a payload and the files it lists into one body.
func multipartBody(payload []byte, files []upload) (body []byte, kind string, err error) {
	room := len(payload) + 1024
	for _, f := range files {
		room += len(f.data) + 512
	}
	out := bytes.NewBuffer(make([]byte, 0, room))
	w := multipart.NewWriter(out)
	part := func(disposition, kind string, data []byte) {
		if err != nil {
			return
		}
		p, e := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {kind}})
		if e == nil {
			_, e = p.Write(data)
		}
		err = e
	}
	part(`form-data; name="payload_json"`, "application/json", payload)
	for i, f := range files {
		part(fmt.Sprintf(`form-data; name="files[%d]"; filename="%s"`, i, f.name), f.kind, f.data) // a name holds no quotation mark
	}
	if e := w.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, "", fmt.Errorf("put files into a request: %w", err)
	}
	return out.Bytes(), w.FormDataContentType(), nil
}

// errRefused marks an answer that says for certain that nothing was done.
var errRefused = errors.New("refused")

// unwelcome tells whether a message may be let in without its files: it was refused, and not
// because its place is gone.
func unwelcome(m *message, err error) bool {
	return err != nil && len(m.files) > 0 && errors.Is(err, errRefused) && !fault.Is(err, fault.Missing)
}

// bare is the message of a view without its files, which says that and why.
func (a *Adapter) bare(v chat.View, err error) message {
	c := v.Card()
	w := c.Words
	why := w.T("Discord refused it.")
	switch {
	case errors.Is(err, errTooLarge):
		why = w.T("It is larger than this server takes.")
	case fault.Is(err, fault.Forbidden):
		why = w.T("The bot needs the permission Attach Files here.")
	}
	var told []string
	for _, f := range c.Files {
		told = append(told, f.Unsent(w, why))
	}
	c.Files = nil
	m := a.render.message(c)
	m.content = notSent(told)
	return m
}

// errTooLarge marks a request that was refused for its size.
var errTooLarge = errors.New("too large")

// withFiles sends a message, and once more without its files when Discord does not take those.
func (a *Adapter) withFiles(v chat.View, m message, send func(*message) error) error {
	err := send(&m)
	if !unwelcome(&m, err) {
		return err
	}
	a.log.Warn("files refused; the message goes without them", "error", err)
	again := a.bare(v, err)
	again.private, again.edited, again.notify = m.private, m.edited, m.notify
	return send(&again)
}

// deliver answers an interaction by a request of our own: the body of an answer to Discord's
// request breaks off above some 150 KB. What takes long to upload is announced first.
func (a *Adapter) deliver(ctx context.Context, in *interaction, r chat.Reply) error {
	m := a.message(r.View)
	m.private, m.edited = r.Audience == chat.Asker && !r.Replace, r.Replace
	total := 0
	for _, f := range m.files {
		total += len(f.data)
	}
	if total <= promptBytes {
		return a.withFiles(r.View, m, func(m *message) error {
			return a.rest.callback(ctx, in.id, in.token, m.callback(nil, r.Replace), m.files)
		})
	}
	if err := a.rest.callback(ctx, in.id, in.token, announced(r), nil); err != nil {
		return err
	}
	m.edited = true
	return a.withFiles(r.View, m, func(m *message) error { return a.replaceOriginal(ctx, in, m) })
}

// announced is the acknowledgement that fits a reply: of a message that follows, which keeps
// its audience, or of one that will be replaced.
func announced(r chat.Reply) []byte {
	switch {
	case r.Replace:
		return []byte(`{"type":6}`)
	case r.Audience == chat.Room:
		return []byte(`{"type":5}`)
	}
	return []byte(`{"type":5,"data":{"flags":64}}`)
}

// uploadClient waits as long as a large file may take on a slow line.
func uploadClient() *http.Client { return &http.Client{Timeout: uploadTimeout} }

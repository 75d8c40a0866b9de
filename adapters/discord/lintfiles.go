package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strconv"
	"strings"
)

// wireAttachment is an entry of a message's list of files: one that is sent with it has the
// number of its part as id, one that stands there already the id it was given.
type wireAttachment struct {
	ID          string  `json:"id"`
	Name        string  `json:"filename"`
	Description *string `json:"description"`
}

// attachments checks the list of files and gives the names a picture may refer to.
func (l *linter) attachments(path string, files []wireAttachment) map[string]bool {
	if len(files) > maxFiles {
		l.add(path+".attachments", "must be at most %d, are %d", maxFiles, len(files))
	}
	ids, names := map[string]bool{}, map[string]bool{}
	for i, f := range files {
		p := fmt.Sprintf("%s.attachments[%d]", path, i)
		if !isID(f.ID) {
			l.add(p+".id", "must be the number of a part, or the id of a file that is there: %q", f.ID)
		}
		if ids[f.ID] {
			l.add(p+".id", "must be unique: %q", f.ID)
		}
		ids[f.ID] = true
		if f.Description != nil {
			l.text(p+".description", *f.Description, 0, maxAlt)
		}
		if len(f.ID) > 1 && f.Name == "" {
			continue // kept
		}
		l.text(p+".filename", f.Name, 1, maxFileName)
		if strings.Trim(f.Name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != "" {
			l.add(p+".filename", "must be of letters, digits, dot, dash and underscore, which Discord keeps as they are: %q", f.Name)
		}
		if names[f.Name] {
			l.add(p+".filename", "must be unique: %q", f.Name)
		}
		names[f.Name] = true
	}
	return names
}

func (l *linter) picture(path, url string, attached map[string]bool) {
	name, sent := strings.CutPrefix(url, attachmentScheme)
	switch {
	case sent && !attached[name]:
		l.add(path+".image.url", "must name a file that is attached: %q", name)
	case sent, url == "", strings.HasPrefix(url, "https://"), strings.HasPrefix(url, "http://"):
	default:
		l.add(path+".image.url", "must be an address")
	}
}

// Upload is a file as it stands in a request.
type Upload struct {
	ID, Name, Type string
	Description    string
	Data           []byte
}

// LintUpload checks a request that may carry files, and takes it apart: its payload, which is
// then checked as any other, and its files. A body of JSON has none.
func LintUpload(kind Kind, contentType string, body []byte) (payload []byte, files []Upload, problems []Problem) {
	l := &linter{}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/form-data" {
		if media != "application/json" {
			l.add("Content-Type", "must be application/json or multipart/form-data, is %q", contentType)
		}
		l.listed(kind, body, nil)
		return body, nil, l.problems
	}
	if len(body) > maxUploadBytes {
		l.add("$", "must have at most %d bytes, has %d", maxUploadBytes, len(body))
	}
	r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err == io.EOF { //nolint:errorlint // the reader gives it bare
			break
		}
		if err != nil {
			l.add("$", "must be parts of a form: %v", err)
			break
		}
		data, err := io.ReadAll(p)
		if err != nil {
			l.add("$", "must be whole: %v", err)
			break
		}
		if p.FormName() == "payload_json" {
			if payload != nil {
				l.add("payload_json", "must be there once")
			}
			payload = data
			continue
		}
		files = append(files, l.part(p, data))
	}
	if payload == nil {
		l.add("payload_json", "must be there")
		return nil, files, l.problems
	}
	l.listed(kind, payload, files)
	return payload, files, l.problems
}

func (l *linter) part(p *multipart.Part, data []byte) Upload {
	u := Upload{Name: p.FileName(), Type: p.Header.Get("Content-Type"), Data: data}
	number, ok := strings.CutPrefix(p.FormName(), "files[")
	number, closed := strings.CutSuffix(number, "]")
	if n, err := strconv.Atoi(number); !ok || !closed || err != nil || n < 0 || n >= maxFiles || strconv.Itoa(n) != number {
		l.add(p.FormName(), "must be called files[0] to files[%d]", maxFiles-1)
	}
	u.ID = number
	if u.Name == "" {
		l.add(p.FormName(), "must have a file name")
	}
	if media, _, err := mime.ParseMediaType(u.Type); err != nil || !strings.Contains(media, "/") {
		l.add(p.FormName(), "must have a media type, has %q", u.Type)
	}
	if len(data) == 0 || len(data) > maxFileBytes {
		l.add(p.FormName(), "must have 1 to %d bytes, has %d", maxFileBytes, len(data))
	}
	return u
}

// listed compares the parts with the message's list of them, and takes over the descriptions.
func (l *linter) listed(kind Kind, payload []byte, files []Upload) {
	var m wireMessage
	switch kind {
	case LintMessage:
		_ = json.Unmarshal(payload, &m) // Lint tells what is wrong with it
	case LintCallback:
		var c struct {
			Data json.RawMessage `json:"data"`
		}
		if json.Unmarshal(payload, &c) == nil && c.Data != nil {
			_ = json.Unmarshal(c.Data, &m)
		}
	case LintCommands:
	}
	byID := map[string]wireAttachment{}
	for _, f := range m.Files {
		byID[f.ID] = f
	}
	sent := map[string]bool{}
	for i, u := range files {
		if sent[u.ID] {
			l.add("files["+u.ID+"]", "must be there once")
		}
		sent[u.ID] = true
		f, ok := byID[u.ID]
		if !ok || f.Name != u.Name {
			l.add("files["+u.ID+"]", "must be listed under the same name: %q, listed %q", u.Name, f.Name)
		}
		if f.Description != nil {
			files[i].Description = *f.Description
		}
	}
	for _, f := range m.Files {
		if len(f.ID) == 1 && !sent[f.ID] {
			l.add("attachments", "must list no file that is not sent: %q", f.ID)
		}
	}
}

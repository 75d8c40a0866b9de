package web

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"lectern/internal/chat"
)

// maxKept bounds the files that one browser's conversation holds, in bytes; those of the
// oldest messages go first, and their links say so.
const maxKept = 8 << 20

// keptFile is a file of a message under the name it is sent by.
type keptFile struct {
	chat.File
	name string
}

func keep(files []chat.File) []keptFile {
	names := chat.FileNames(files)
	out := make([]keptFile, len(files))
	for i, f := range files {
		out[i] = keptFile{f, names[i]}
	}
	return out
}

// trim forgets the bytes of old files. Whoever calls it holds the session's lock.
func (s *session) trim() {
	total := 0
	for i := len(s.entries) - 1; i >= 0; i-- {
		files := s.entries[i].Files
		for j := range files {
			if total += len(files[j].Data); total > maxKept {
				// Entries are shared between browsers, so the list is made anew.
				files = append([]keptFile(nil), files...)
				for k := j; k < len(files); k++ {
					files[k].Data = nil
				}
				s.entries[i].Files = files
				break
			}
		}
	}
}

// file serves a file of the browser's own conversation. A picture may be shown in the page;
// everything else is only ever saved, whatever it claims to be.
func (a *Adapter) file() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		number, err := strconv.Atoi(r.PathValue("entry"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		for _, e := range a.sessions.of(w, r).list() {
			if e.Number != number {
				continue
			}
			for _, f := range e.Files {
				if f.name == r.PathValue("name") && len(f.Data) > 0 {
					f.serve(w)
					return
				}
			}
		}
		http.Error(w, a.words(r).T("This file is not kept any more. Give the command again."), http.StatusNotFound)
	})
}

func (f keptFile) serve(w http.ResponseWriter) {
	kind, how := "application/octet-stream", "attachment"
	if f.Picture() {
		kind, how = f.Type, "inline"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": f.name}))
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(f.Data) // a browser that is gone needs no file
}

// path is where a file of an entry is served.
func (e entry) path(name string) string { return "/files/" + strconv.Itoa(e.Number) + "/" + name }

// attached finds what an address in a payload stands for: a file that is sent with the
// message, by its name on Discord and by its number in a payload drawn for Slack.
func (e entry) attached(discordURL, slackID string) string {
	if name, ok := strings.CutPrefix(discordURL, "attachment://"); ok {
		return e.path(name)
	}
	for i, f := range e.Files {
		if slackID != "" && slackID == fmt.Sprintf("F%08d", i) {
			return e.path(f.name)
		}
	}
	return discordURL
}

// files lists what can be saved.
func (m *markup) files(e entry) {
	for _, f := range e.Files {
		if f.Picture() {
			continue
		}
		m.WriteString(`<p class="file"><a download href="`)
		m.text(e.path(f.name))
		m.WriteString(`">`)
		m.text(m.w.T("Save {{.Name}}", chat.Arg{Name: "Name", Value: f.name}))
		m.WriteString(`</a> (`)
		m.text(f.Size())
		m.WriteString(`)</p>`)
	}
}

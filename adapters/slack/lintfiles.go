package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// wireFile names an uploaded picture in an image block (Slack file object).
type wireFile struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

func (l *linter) file(path string, b *wireBlock) {
	if b.ImageURL != "" {
		l.add(path+".image_url", "must not stand beside slack_file")
	}
	switch f := b.File; {
	case f.ID != "" && f.URL != "":
		l.add(path+".slack_file", "must have an id or a url, not both")
	case f.URL == "" && !isFile(f.ID):
		l.add(path+".slack_file.id", "must be F and at least eight capital letters or digits, is %q", f.ID)
	case f.URL != "" && !strings.HasPrefix(f.URL, "https://"):
		l.add(path+".slack_file.url", "must be an address")
	}
	l.altText(path, b)
}

// LintUpload checks the arguments of files.getUploadURLExternal.
func LintUpload(args url.Values) []Problem {
	l := &linter{}
	name := args.Get("filename")
	l.text("filename", name, 1, 255)
	if strings.ContainsAny(name, "/\\\x00\r\n") {
		l.add("filename", "must hold no path: %q", name)
	}
	if n, err := strconv.Atoi(args.Get("length")); err != nil || n < 1 || n > maxFileBytes {
		l.add("length", "must be 1 to %d bytes, is %q", maxFileBytes, args.Get("length"))
	}
	if n := utf8.RuneCountInString(args.Get("alt_txt")); n > maxFileAlt {
		l.add("alt_txt", "must have at most %d characters, has %d", maxFileAlt, n)
	}
	return l.problems
}

// LintComplete checks the body of files.completeUploadExternal.
func LintComplete(body []byte) []Problem {
	l := &linter{}
	var m struct {
		Files []struct {
			ID    string `json:"id"`
			Title string `json:"title"`
		} `json:"files"`
		Channel string `json:"channel_id"`
		Thread  string `json:"thread_ts"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		l.add("$", "must be JSON of the right shape: %v", err)
		return l.problems
	}
	if len(m.Files) == 0 {
		l.add("$.files", "must not be empty")
	}
	for i, f := range m.Files {
		p := fmt.Sprintf("$.files[%d]", i)
		if !isFile(f.ID) {
			l.add(p+".id", "must be the id of a file, is %q", f.ID)
		}
		l.text(p+".title", f.Title, 0, 255)
	}
	if m.Channel != "" && !isID(m.Channel) {
		l.add("$.channel_id", "must be the id of a channel, is %q", m.Channel)
	}
	if m.Thread != "" && m.Channel == "" {
		l.add("$.thread_ts", "needs a channel")
	}
	return l.problems
}

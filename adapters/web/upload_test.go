package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"lectern/adapters/adaptertest"
)

// send sends a form in as a browser does: fields and files in parts.
func (b browser) send(file string, data []byte, fields ...string) (int, string) {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("field-file", file)
	if err != nil {
		b.t.Fatal(err)
	}
	_, _ = part.Write(data) // into memory
	if err := w.Close(); err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.http.Post(b.base+"/submit", w.FormDataContentType(), &body)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.read(resp)
}

// TestAFileIsGivenInThePlayground: both forms ask for it, and it arrives whole from either.
func TestAFileIsGivenInThePlayground(t *testing.T) {
	b := open(t, adaptertest.Script())
	for i, platform := range []string{"discord", "slack"} {
		number := string(rune('1' + i))
		_, page := b.post("/say", "line", "/take grades.csv")
		for _, part := range []string{`enctype="multipart/form-data"`, `<input type="file" id="` + platform + `-` + number + `-0" name="field-file" required>`, `<label for="` + platform + `-` + number + `-0">The file</label>`} {
			if !strings.Contains(page, part) {
				t.Errorf("%s is missing in the page", part)
			}
		}
		data := []byte("Na\xefve;1,5\r\n")
		status, page := b.send("grades.csv", data, "platform", platform, "entry", number, "id", "take.file", "field-note", "x")
		if status != http.StatusOK || !strings.Contains(words(page), "grades.csv said to be 11, is 11") {
			t.Errorf("%s: %d %s", platform, status, words(page))
		}
	}
	b.post("/say", "line", "/take")
	if _, page := b.send("", nil, "platform", "slack", "entry", "3", "id", "take.file"); !strings.Contains(page, `<input type="file"`) {
		t.Errorf("no file was chosen, and yet: %s", words(page))
	}
}

func TestAFormTooLargeIsRefusedInASentence(t *testing.T) {
	b := open(t, adaptertest.Script())
	b.post("/say", "line", "/take")
	status, page := b.send("grades.csv", bytes.Repeat([]byte("x"), 11<<20), "platform", "slack", "entry", "1", "id", "take.file")
	if status != http.StatusRequestEntityTooLarge || !strings.Contains(page, "up to 10.5 MB") {
		t.Errorf("%d %s", status, page)
	}
	resp, err := b.http.Post(b.base+"/submit", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nnonsense"))
	if err != nil {
		t.Fatal(err)
	}
	if status, page := b.read(resp); status != http.StatusBadRequest {
		t.Errorf("nonsense: %d %s", status, page)
	}
}

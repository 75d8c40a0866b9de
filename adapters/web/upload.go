package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// maxUpload is how many bytes of files are taken with a form: as many as Slack takes in one (Block
// Kit, “File input element”).
const maxUpload = 10 << 20

// uploads are the files that were sent with a form.
func uploads(r *http.Request) (list chat.Uploads) {
	if r.MultipartForm == nil {
		return nil
	}
	for name, files := range r.MultipartForm.File {
		field, ok := strings.CutPrefix(name, fieldPrefix)
		if !ok {
			continue
		}
		for _, f := range files {
			if f.Filename != "" { // what a browser sends where no file was chosen
				list = append(list, chat.Upload{Field: field, Name: f.Filename, Size: int(f.Size), Fetch: reader(f)})
			}
		}
	}
	return list
}

func reader(f *multipart.FileHeader) func(context.Context, int) ([]byte, error) {
	return func(_ context.Context, most int) ([]byte, error) {
		in, err := f.Open()
		if err != nil {
			return nil, fault.Wrap(err, fault.Busy, "The file cannot be read any more.", "Send it again.")
		}
		defer func() { _ = in.Close() }()
		data, err := io.ReadAll(io.LimitReader(in, int64(most)+1))
		if err != nil {
			return nil, fault.Wrap(err, fault.Busy, "The file cannot be read any more.", "Send it again.")
		}
		return data, nil
	}
}

// refuseForm tells why a form could not be read.
func (a *Adapter) refuseForm(w http.ResponseWriter, r *http.Request, err error) {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		http.Error(w, a.words(r).T("This file is too large: the playground takes up to {{.Size}}.", chat.Arg{Name: "Size", Value: chat.Size(maxUpload)}), http.StatusRequestEntityTooLarge)
		return
	}
	http.Error(w, a.words(r).T("That form is not one of the playground's."), http.StatusBadRequest)
}

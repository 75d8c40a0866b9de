package slack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// A file is given in a form: a command is a line of text on Slack. What comes with the form names
// the file; where it lies is asked of Slack (files.info), so that no address of an event is
// followed, and a file that the app may not see is told apart from one that is gone.

// scopeFiles lets the app ask for files, which Slack wants before a form may have a place for one
// (Block Kit, “File input element”).
const scopeFiles = "files:read"

// givenFile is a file as a form names it.
type givenFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int    `json:"size"`
}

// uploads are the files of a form; the bytes stay where they are.
func (in *interaction) uploads(fetch fetcher) (list chat.Uploads) {
	for _, block := range in.View.State.Values {
		for name, v := range block {
			for _, f := range v.Files {
				team, id := in.Team.ID, f.ID
				list = append(list, chat.Upload{Field: name, Name: f.Name, Size: f.Size, Fetch: func(ctx context.Context, most int) ([]byte, error) {
					return fetch(ctx, team, id, most)
				}})
			}
		}
	}
	return list
}

// fetcher gets a file of a workspace, up to one byte more than most.
type fetcher func(ctx context.Context, team, id string, most int) ([]byte, error)

// fetch gets a file. To whoever may not see one Slack gives a redirect to its page for signing in,
// which is not followed.
func (w *web) fetch(ctx context.Context, team, id string, most int) ([]byte, error) {
	var about struct {
		File struct {
			External bool   `json:"is_external"`
			Download string `json:"url_private_download"`
		} `json:"file"`
	}
	if err := w.read(ctx, team, "files.info", url.Values{"file": {id}}, &about); err != nil {
		return nil, unseen(err)
	}
	if about.File.External || about.File.Download == "" {
		return nil, fault.New(fault.Invalid, "This file does not lie on Slack itself.", "Upload the file from your computer.")
	}
	return w.download(ctx, team, about.File.Download, most)
}

// unseen tells a person why Slack says nothing of a file.
func unseen(err error) error {
	said, ok := errors.AsType[*apiError](err)
	switch {
	case ok && said.code == "missing_scope":
		return fault.Wrap(err, fault.Forbidden, "The app may not read files in this workspace.", "Whoever manages the workspace can install it anew with its present manifest, which asks for files:read.")
	case ok && (said.code == "file_not_found" || said.code == "file_deleted"):
		return fault.Wrap(err, fault.Missing, "Slack does not have this file any more.", "Give the command again, with the file.")
	}
	return err
}

// download gets the bytes from where Slack keeps them.
func (w *web) download(ctx context.Context, team, address string, most int) ([]byte, error) {
	if err := w.ours(address, func(host string) bool { return host == "files.slack.com" }); err != nil {
		return nil, fault.Wrap(err, fault.Forbidden, "This file does not come from Slack.", "Upload the file from your computer.")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, redact(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.token(ctx, team))
	resp, err := w.files.Do(req)
	if err != nil {
		return nil, redact(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fault.Wrap(fmt.Errorf("the address of a file answered %d", resp.StatusCode), fault.Busy, "Slack does not hand the file over.", "Try again in a minute.")
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, int64(most)+1))
	if err != nil {
		return nil, fault.Wrap(redact(err), fault.Busy, "The file broke off on its way from Slack.", "Try again in a minute.")
	}
	return data, nil
}

// asksForFile tells whether a form has a place for a file.
func asksForFile(f chat.Form) bool {
	return slices.ContainsFunc(f.Fields, func(f chat.Field) bool { return f.File })
}

// unopened tells a person why a form did not open. Slack does not say in words that the app may
// not ask for files, so its scopes are looked at.
func (a *Adapter) unopened(ctx context.Context, team string, f chat.Form) chat.View {
	if asksForFile(f) {
		if scopes, err := a.web.scopes(ctx, team); err == nil && !slices.Contains(scopes, scopeFiles) {
			return chat.Notice(chat.Warning, f.Title, f.Words.T("The app may not read files in this workspace."), f.Words.T("Whoever manages the workspace can install it anew with its present manifest, which asks for files:read."))
		}
	}
	return chat.Notice(chat.Warning, f.Title, f.Words.T("The form could not be opened: it took too long, or Slack was busy."), f.Words.T("Press the button again."))
}

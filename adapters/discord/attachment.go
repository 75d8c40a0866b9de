package discord

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/fault"
)

// attachment is a file that was given with a command or in a form. Discord has put it on its
// content network already; the event brings the address.
type attachment struct {
	name, url string
	size      int
}

// given is an attachment by the option or the input it was given for.
type given struct{ field, id string }

// readAttachments takes the files that came along (Interaction Object, Resolved Data).
func (in *interaction) readAttachments(s *scanner) error {
	return s.object(func(id []byte) error {
		key, at := string(id), attachment{}
		err := s.object(func(key []byte) error {
			switch string(key) {
			case "filename":
				return s.str(&at.name)
			case "url":
				return s.str(&at.url)
			case "size":
				return s.number(&at.size)
			}
			return s.skip(0)
		})
		if in.attachments == nil {
			in.attachments = map[string]attachment{}
		}
		in.attachments[key] = at
		return err
	})
}

// fetcher gets what an address leads to, up to one byte more than most.
type fetcher func(ctx context.Context, address string, most int) ([]byte, error)

// uploads are the files of an event; the bytes stay where they are.
func (in *interaction) uploads(fetch fetcher) (list chat.Uploads) {
	for _, g := range in.given {
		at, ok := in.attachments[g.id]
		if !ok {
			continue // named, and not sent along
		}
		list = append(list, chat.Upload{Field: g.field, Name: at.name, Size: at.size, Fetch: func(ctx context.Context, most int) ([]byte, error) {
			return fetch(ctx, at.url, most)
		}})
	}
	return list
}

// contentHosts are those of Discord's content network, from which attachments come (Reference,
// “CDN Formatting”; Message Resource, “Attachment Object”).
func contentHosts() []string { return []string{"cdn.discordapp.com", "media.discordapp.net"} }

// fetch gets an attachment, and no more of it than one byte beyond most. It carries no token: the
// address holds a signature of its own.
func (r *rest) fetch(ctx context.Context, address string, most int) ([]byte, error) {
	if err := r.content(address); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, redact(err)
	}
	req.Header.Set("User-Agent", userAgent)
	resp, err := r.files.Do(req)
	if err != nil {
		return nil, redact(err)
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusNotFound, resp.StatusCode == http.StatusForbidden, resp.StatusCode == http.StatusGone:
		return nil, fault.New(fault.Missing, "Discord does not have this file any more.", "Give the command again, with the file.")
	case resp.StatusCode != http.StatusOK:
		return nil, fault.Wrap(fmt.Errorf("the content network answered %d", resp.StatusCode), fault.Busy, "Discord does not hand the file over.", "Try again in a minute.")
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, int64(most)+1))
	if err != nil {
		return nil, fault.Wrap(redact(err), fault.Busy, "The file broke off on its way from Discord.", "Try again in a minute.")
	}
	return data, nil
}

// content checks that an address is one of Discord's content network, or of the server that
// stands in for Discord.
func (r *rest) content(address string) error {
	u, err := url.Parse(address)
	if err == nil && u.Scheme == "https" && u.User == nil {
		for _, host := range contentHosts() {
			if strings.EqualFold(u.Host, host) {
				return nil
			}
		}
	}
	if api, wrong := url.Parse(r.api); err == nil && wrong == nil && r.api != defaultAPI && u.Scheme == api.Scheme && u.Host == api.Host && u.User == nil {
		return nil
	}
	return fault.New(fault.Forbidden, "This file does not come from Discord.", "Attach it to the command itself.")
}

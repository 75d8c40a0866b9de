package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"lectern/adapters/wire"
	"lectern/internal/fault"
)

// nonce makes a message's repeat harmless: Discord gives the first message back.
func nonce(key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:maxNonce]
}

func (r *rest) create(ctx context.Context, channel string, m *message, nonce string) (id string, err error) {
	b := append(make([]byte, 0, 4096), '{')
	b = m.appendFields(b)
	if nonce != "" {
		b = append(b, `,"nonce":`...)
		b = wire.AppendString(b, nonce)
		b = append(b, `,"enforce_nonce":true`...)
	}
	b = append(b, '}')
	if err := sound(LintMessage, b); err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"id"`
	}
	rq := request{method: http.MethodPost, path: channelPath(channel) + "/messages", route: "create", major: channel, body: b, files: m.files, safe: nonce != ""}
	err = r.do(ctx, rq, &made)
	return made.ID, err
}

// sound holds a body against the platform's rules before it is sent: the error names the rule,
// where Discord would name a field at best. The names of fields are constants, which the tests
// have seen.
func sound(kind Kind, body []byte) error {
	if problems := lint(kind, body, false); len(problems) > 0 {
		return fmt.Errorf("%w: it breaks Discord's rules: %v", errRefused, problems)
	}
	return nil
}

func channelPath(id string) string { return "/channels/" + url.PathEscape(id) }

// edit changes a message. One in an archived thread cannot be changed: the thread is opened for
// it and left as it was, so that no list of threads brings it up.
func (r *rest) edit(ctx context.Context, channel, id string, m *message) error {
	rq := request{method: http.MethodPatch, path: channelPath(channel) + "/messages/" + url.PathEscape(id), route: "edit", major: channel, body: m.json(), files: m.files, safe: true}
	if err := sound(LintMessage, rq.body); err != nil {
		return err
	}
	err := r.do(ctx, rq, nil)
	if !errors.Is(err, errArchived) {
		return err
	}
	if err := r.archive(ctx, channel, false); err != nil {
		return err
	}
	err = r.do(ctx, rq, nil)
	if back := r.archive(ctx, channel, true); back != nil {
		r.log.Info("a thread stays open", "error", back)
	}
	return err
}

func (r *rest) archive(ctx context.Context, thread string, archived bool) error {
	b := strconv.AppendBool([]byte(`{"archived":`), archived)
	return r.do(ctx, request{method: http.MethodPatch, path: channelPath(thread), route: "archive", major: thread, body: append(b, '}'), safe: true}, nil)
}

func (r *rest) thread(ctx context.Context, channel, id, name string) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	b := wire.AppendString([]byte(`{"name":`), name)
	err := r.do(ctx, request{method: http.MethodPost, path: channelPath(channel) + "/messages/" + url.PathEscape(id) + "/threads", route: "thread", major: channel, body: append(b, '}')}, &made)
	if fault.Is(err, fault.Conflict) {
		return id, nil // it has one, which has the message's own id
	}
	return made.ID, err
}

func (r *rest) direct(ctx context.Context, user string) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	b := wire.AppendString([]byte(`{"recipient_id":`), user)
	err := r.do(ctx, request{method: http.MethodPost, path: "/users/@me/channels", route: "direct", body: append(b, '}'), safe: true}, &made)
	return made.ID, err
}

func (r *rest) callback(ctx context.Context, id, token string, body []byte, files []upload) error {
	return r.do(ctx, request{method: http.MethodPost, path: "/interactions/" + url.PathEscape(id) + "/" + url.PathEscape(token) + "/callback", route: "callback", major: token, body: body, files: files, free: true, anonymous: true}, nil)
}

func (r *rest) editOriginal(ctx context.Context, app, token string, m *message) error {
	rq := request{method: http.MethodPatch, path: "/webhooks/" + url.PathEscape(app) + "/" + url.PathEscape(token) + "/messages/@original", route: "original", major: token, body: m.json(), files: m.files, free: true, safe: true, anonymous: true}
	if err := sound(LintMessage, rq.body); err != nil {
		return err
	}
	return r.do(ctx, rq, nil)
}

// appInfo is what the application says of itself: its id, and for whom it can be installed, by
// the kinds that commands name too.
type appInfo struct {
	ID       string                     `json:"id"`
	Installs map[string]json.RawMessage `json:"integration_types_config"`
}

func (r *rest) application(ctx context.Context) (app appInfo, err error) {
	err = r.do(ctx, request{method: http.MethodGet, path: "/applications/@me", route: "application", safe: true}, &app)
	return app, err
}

func (r *rest) commands(ctx context.Context, app string) (json.RawMessage, error) {
	var list json.RawMessage
	err := r.do(ctx, request{method: http.MethodGet, path: "/applications/" + app + "/commands?with_localizations=true", route: "commands", safe: true}, &list)
	return list, err
}

func (r *rest) publish(ctx context.Context, app string, body []byte) error {
	return r.do(ctx, request{method: http.MethodPut, path: "/applications/" + app + "/commands", route: "publish", body: body, safe: true}, nil)
}

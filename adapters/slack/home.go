package slack

import (
	"context"
	"fmt"
	"time"

	"lectern/adapters/wire"
	"lectern/internal/chat"
	"lectern/internal/doc"
)

// homeAgain is how long a home page stands before opening it draws it anew.
const homeAgain = 20 * time.Second

// home draws somebody's own page of the app: the answers of the commands that are marked for
// it, one below the other. Slack tells every time it is opened.
func (a *Adapter) home(ctx context.Context, h chat.Handler, team, user string) {
	now := time.Now()
	key := fmt.Sprintf("home/%s/%s/%d", team, user, now.UnixNano()/int64(homeAgain))
	a.seen.once(key, func() outcome {
		// An owner sees what is an owner's at once: nobody waits for this page.
		who := a.describe(ctx, chat.Person{Platform: Platform, Tenant: team, ID: user}, toPress)
		at := chat.Place{Platform: Platform, Tenant: team}
		var whole chat.Card
		for _, s := range a.known() {
			if s.Home {
				r := h.Invoke(ctx, chat.Invocation{ID: key + "/" + s.Name, Command: s.Name, From: who, At: at, Received: now})
				below(&whole, r.View)
			}
		}
		if err := a.web.publish(ctx, who, a.render.home(whole)); err != nil {
			a.log.Warn("home page not drawn", "error", err)
		}
		return outcome{late: true}
	})
}

// below adds a view to a card.
func below(whole *chat.Card, v chat.View) {
	if v == nil {
		return
	}
	c := v.Card()
	if whole.Title == "" && len(whole.Body) == 0 {
		*whole = c
		whole.Files = nil
		return
	}
	if c.Title != "" {
		whole.Body = append(whole.Body, doc.Heading{Level: 2, Spans: []doc.Span{doc.Plain(c.Title)}})
	}
	whole.Body = append(whole.Body, c.Body...)
	whole.Facts = append(whole.Facts, c.Facts...)
	whole.Controls = append(whole.Controls, c.Controls...)
}

// home writes a card as a view.
func (r renderer) home(c chat.Card) []byte {
	m := r.card(c)
	b := append([]byte(`{"type":"home","blocks":[`), m.blocks...)
	return append(b, `]}`...)
}

func (w *web) publish(ctx context.Context, who chat.Person, view []byte) error {
	b := wire.AppendString([]byte(`{"user_id":`), who.ID)
	b = append(append(append(b, `,"view":`...), view...), '}')
	return w.call(ctx, who.Tenant, "views.publish", b, nil)
}

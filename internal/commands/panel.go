package commands

import (
	"context"
	"strconv"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// An answer of several parts is put together on a panel that only its student sees. What is
// chosen so far travels in the tokens, so that nothing needs to be kept.

// Marks of a panel without a choice: not shown yet, and shown.
const (
	untouched = "-"
	emptied   = "~"
)

func (s *Set) pressPanel(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	l, a, err := s.room.asked(ctx, r, args)
	if err != nil {
		return chat.Reply{}, err
	}
	if len(args) != 3 {
		return chat.Reply{}, damaged()
	}
	if !a.Closes.IsZero() && !l.now.Before(a.Closes) {
		return chat.Reply{}, late()
	}
	chosen := strings.Trim(args[2], untouched+emptied)
	if !tokenSafe(chosen) {
		return chat.Reply{}, damaged()
	}
	return chat.Reply{View: s.panel(a, chosen, r.Say), Replace: args[2] != untouched}, nil
}

// panel shows what is chosen so far and what can be chosen next.
func (s *Set) panel(a *quiz.Asked, chosen string, to *say.Speaker) chat.View {
	card := chat.Card{Title: to.T("Your answer"), Body: questionBody(a.Q, to)}
	seal := func(next string) chat.Token {
		if next == "" {
			next = emptied
		}
		return s.tokens.Seal(actPanel, string(a.Class), string(a.ID), next)
	}
	if chosen != "" {
		card.Body = append(card.Body, woven(to.T("So far: {{.Chosen}}", say.Args{"Chosen": slot("Chosen")}), slots{"Chosen": doc.Bold(soFar(a.Q, chosen))}))
	}
	complete := chosen != ""
	switch a.Q.Kind {
	case bank.Multi:
		for i, o := range a.Q.Options {
			text := bank.Letter(i) + ". " + doc.SpanText(o.Text)
			sign, hint := "☐ ", to.T("Choose {{.Option}}", say.Args{"Option": text})
			if strings.Contains(chosen, letter(i)) {
				sign, hint = "☑ ", to.T("Take back {{.Option}}", say.Args{"Option": text})
			}
			card.Controls = append(card.Controls, chat.Button{Label: short(sign+text, buttonText), Hint: hint, Token: seal(toggled(chosen, i))})
		}
	case bank.Order:
		complete = len(chosen) == len(a.Q.Options)
		for i, o := range a.Q.Options {
			if !strings.Contains(chosen, letter(i)) {
				label := strconv.Itoa(len(chosen)+1) + ": " + bank.Letter(i) + ". " + doc.SpanText(o.Text)
				card.Controls = append(card.Controls, chat.Button{Label: short(label, buttonText), Hint: to.T("Put next: {{.Option}}", say.Args{"Option": doc.SpanText(o.Text)}), Token: seal(chosen + letter(i))})
			}
		}
	case bank.Match:
		if complete = len(chosen) >= len(a.Q.Options); !complete {
			left := doc.SpanText(a.Q.Options[len(chosen)].Text)
			card.Body = append(card.Body, doc.Para(to.T("Which letter belongs to “{{.Item}}”?", say.Args{"Item": left})))
			for i, right := range a.Q.Rights {
				label := bank.Letter(i) + ". " + doc.SpanText(right)
				card.Controls = append(card.Controls, chat.Button{Label: short(label, buttonText), Hint: to.T("{{.Item}} belongs to {{.Option}}", say.Args{"Item": left, "Option": label}), Token: seal(chosen + letter(i))})
			}
		}
	case bank.Single, bank.Bool, bank.Short, bank.Numeric: // have no panel
	}
	if complete && a.Q.Check(chosen) == nil {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Send"), Style: chat.Primary, Hint: to.T("Send this answer"), Token: s.tokens.Seal(actSend, string(a.Class), string(a.ID), chosen)})
	}
	if chosen != "" && a.Q.Kind != bank.Multi {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Start again"), Token: seal("")})
	}
	return card
}

// soFar writes what is chosen: "A, C", or "1 → B, 2 → A".
func soFar(q bank.Pinned, chosen string) string {
	parts := make([]string, len(chosen))
	for i := range len(chosen) {
		parts[i] = bank.Letter(int(chosen[i]) - 'a')
		if q.Kind == bank.Match {
			parts[i] = strconv.Itoa(i+1) + " → " + parts[i]
		}
	}
	return strings.Join(parts, ", ")
}

// toggled adds an option to a choice or takes it back; letters stay in order.
func toggled(chosen string, i int) string {
	var b strings.Builder
	for k := range bank.MaxOptions {
		if l := letter(k); strings.Contains(chosen, l) != (k == i) {
			b.WriteString(l)
		}
	}
	return b.String()
}

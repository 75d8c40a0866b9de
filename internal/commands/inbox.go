package commands

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/inbox"
	"lectern/internal/say"
)

// What actInbox does.
const (
	inboxList = "list"
	inboxOpen = "open"
	inboxDone = "done"
)

// inboxRows is how many entries are listed: what a menu holds.
const inboxRows = 25

// inbox lists what students told staff, what waits first.
func (s *Set) inbox(ctx context.Context, c class.Class, to *say.Speaker) (chat.View, error) {
	list, err := s.room.inbox().All(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b inbox.Entry) int {
		if a.Done != b.Done {
			if a.Done {
				return 1
			}
			return -1
		}
		return b.At.Compare(a.At)
	})
	card := chat.Card{Title: to.T("Questions and reports"), Footer: to.T("Only you see this.")}
	if len(list) == 0 {
		card.Body = []doc.Block{doc.Para(to.T("Nobody has asked or reported anything."))}
		return card, nil
	}
	menu := chat.Menu{Label: to.T("Open one")}
	var rows []string
	for _, a := range list[:min(len(list), inboxRows)] {
		state := to.T("waiting")
		if a.Done {
			state = to.T("done")
		}
		rows = append(rows, state+": "+short(oneLine(a.Text), maxQuoted))
		menu.Options = append(menu.Options, chat.Option{Label: short(oneLine(a.Text), maxQuoted), Description: state + ", " + a.At.In(c.Zone()).Format("2006-01-02 15:04"), Token: s.tokens.Seal(actInbox, inboxOpen, a.ID)})
	}
	card.Body, card.Controls = []doc.Block{doc.Bullets(rows...)}, []chat.Control{menu}
	return card, nil
}

// askCard shows one entry to staff.
func (s *Set) askCard(c class.Class, a inbox.Entry, to *say.Speaker) chat.Card {
	card := chat.Card{Title: to.T("A student asks"), Footer: c.Name}
	if a.About != "" {
		card.Title = to.T("A student reports a mistake")
		card.Facts = append(card.Facts, chat.Fact{Label: to.T("About"), Value: a.About})
	}
	if a.Question != "" {
		card.Facts = append(card.Facts, chat.Fact{Label: to.T("Question in the bank"), Value: a.Question})
	}
	who := to.T("without a name")
	if a.Account != nil {
		who = orElse(a.Name, a.Account.ID)
	}
	card.Facts = append(card.Facts, chat.Fact{Label: to.T("From"), Value: who})
	card.Body = []doc.Block{doc.Quote{Blocks: paragraphs(a.Text)}}
	if a.Reply != "" {
		card.Body = append(card.Body, doc.Para(to.T("Answered: {{.Text}}", say.Args{"Text": a.Reply})))
	}
	if a.Account != nil {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Answer…"), Style: chat.Primary, Token: s.tokens.Seal(actReply, a.ID)})
	}
	if u := s.catalogue().snap.Course.ByRef(a.Unit); u != nil {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Read the passage"), Token: s.tokens.Seal(actRead, u.Ref, "0")})
	}
	if !a.Done {
		card.Controls = append(card.Controls, chat.Button{Label: to.T("Done"), Token: s.tokens.Seal(actInbox, inboxDone, a.ID)})
	}
	card.Controls = append(card.Controls, chat.Button{Label: to.T("All questions and reports"), Token: s.tokens.Seal(actInbox, inboxList, "-")})
	return card
}

// paragraphs makes prose of what somebody typed; none of it is read as markup.
func paragraphs(text string) []doc.Block {
	var out []doc.Block
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if part = oneLine(part); part != "" {
			out = append(out, doc.Para(part))
		}
	}
	return out
}

func (s *Set) entry(ctx context.Context, r bot.Request, id string) (class.Class, inbox.Entry, error) {
	c, err := s.room.Directory.Of(r.At)
	if err != nil {
		return c, inbox.Entry{}, err
	}
	a, err := s.room.inbox().Get(ctx, c.ID, id)
	return c, a, err
}

func (s *Set) pressInbox(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	if args[0] == inboxList {
		c, err := s.room.Directory.Of(r.At)
		if err != nil {
			return chat.Reply{}, err
		}
		v, err := s.inbox(ctx, c, r.Say)
		return chat.Reply{View: v, Replace: true}, err
	}
	c, a, err := s.entry(ctx, r, args[1])
	if err != nil {
		return chat.Reply{}, err
	}
	if args[0] == inboxDone && !a.Done {
		a.Done = true
		if err := s.room.inbox().Save(ctx, c.ID, a); err != nil {
			return chat.Reply{}, err
		}
		if err := s.room.log(ctx, c, r, say.T("put a student's question or report aside as done")); err != nil {
			return chat.Reply{}, err
		}
	}
	return chat.Reply{View: s.askCard(c, a, r.Say), Replace: true}, nil
}

func (s *Set) pressReply(ctx context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	_, a, err := s.entry(ctx, r, args[0])
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: chat.Form{
		Title: r.Say.T("Answer the student"), Token: s.tokens.Seal(actReply, a.ID), Submit: r.Say.T("Send"),
		Lead:   []doc.Block{doc.Quote{Blocks: paragraphs(a.Text)}},
		Fields: []chat.Field{{Name: fieldReply, Label: r.Say.T("Your answer"), Long: true, Max: maxAsk, Value: a.Reply}},
	}}, nil
}

// submitReply sends an answer to the student in private. It is kept first: a reply that cannot
// be delivered is not lost.
func (s *Set) submitReply(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	if len(args) != 1 {
		return chat.Reply{}, damaged()
	}
	c, a, err := s.entry(ctx, r, args[0])
	if err != nil {
		return chat.Reply{}, err
	}
	if a.Reply = strings.TrimSpace(fields.Get(fieldReply)); a.Reply == "" || a.Account == nil {
		return chat.Reply{}, fault.New(fault.Invalid, "There is nothing to send, or nobody to send it to.", "Write an answer; to who asked without a name, answer the whole class.")
	}
	a.Done = true
	if err := s.room.inbox().Save(ctx, c.ID, a); err != nil {
		return chat.Reply{}, err
	}
	a.Revision++
	if err := s.deliver(ctx, r, c, a); err != nil {
		return chat.Reply{}, errors.Join(err, s.room.log(ctx, c, r, say.T("wrote an answer to a student's question that could not be delivered")))
	}
	if err := s.room.log(ctx, c, r, say.T("answered a student's question")); err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.askCard(c, a, r.Say), Replace: true}, nil
}

// deliver sends an answer to the student in private.
func (s *Set) deliver(ctx context.Context, r bot.Request, c class.Class, a inbox.Entry) error {
	to := s.to(c)
	answer := chat.Card{Title: to.T("An answer from the staff"), Body: append([]doc.Block{doc.Quote{Blocks: paragraphs(a.Text)}}, paragraphs(a.Reply)...), Footer: c.Name}
	m, ok := s.room.Adapters(a.Account.Platform).(chat.Messenger)
	if !ok {
		return fault.New(fault.Missing, "The student cannot be written to in private: their platform is not configured.", "Your answer is kept; tell them in class.")
	}
	if _, err := m.Message(ctx, a.Account.Person(), answer, "reply-"+a.ID+"-"+r.Event); err != nil {
		return fault.Wrap(err, fault.Forbidden, "The student cannot be written to in private, perhaps because they do not accept messages.", "Your answer is kept; tell them in class.")
	}
	return nil
}

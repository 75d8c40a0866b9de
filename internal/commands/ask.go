package commands

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/inbox"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

func (r *Classroom) inbox() inbox.Book { return inbox.Book{Store: r.Store} }

// Kinds of Action of what students tell staff.
const (
	actReport  = "rp" // report a question or passage: the form
	actAskForm = "as" // ask staff: the form; the argument says under which name
	actInbox   = "ix" // staff: an entry, and what is done with it
	actReply   = "ir" // staff: the form of a reply
)

// Limits of what students tell staff.
const (
	maxAsk     = 1500 // characters of what is asked; a card holds it whole
	maxOpenAsk = 20   // not yet looked at, per student: a mischief maker is stopped, a class is not
)

// askCommand asks the staff something.
func (s *Set) askCommand() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Name: "ask", Description: "Ask the staff something in private, with or without your name",
			Args: []chat.Param{
				{Name: "question", Description: "What you would like to know", Required: true, Rest: true},
				{Name: "anonymous", Description: "Nobody learns who asked; no reply can reach you alone", Kind: chat.BoolParam},
			},
			Examples: []string{"/ask Is chapter 6 part of the exam?"},
		},
		Run: func(ctx context.Context, r bot.Request) (chat.Reply, error) {
			return s.takeAsk(ctx, r, inbox.Entry{Text: r.Args.Get("question")}, yes(r.Args.Get("anonymous")))
		},
		Actions: []bot.Action{
			{Name: actReport, Press: s.pressReport, Submit: s.submitReport},
			{Name: actInbox, Role: bot.Staff, Press: s.pressInbox},
			{Name: actReply, Role: bot.Staff, Press: s.pressReply, Submit: s.submitReply},
		},
	}
}

const (
	fieldWrong = "wrong"
	fieldReply = "reply"
)

// reportButton reports a question or a passage to staff.
func (s *Set) reportButton(to *say.Speaker, kind, id string) chat.Button {
	return chat.Button{Label: to.T("Report a mistake…"), Hint: to.T("Tell the staff what is wrong here"), Token: s.tokens.Seal(actReport, kind, id)}
}

// Kinds of what is reported.
const (
	reportPrompt = "p" // a question that was asked, by its prompt's id
	reportUnit   = "u" // a passage, by its Ref
)

func (s *Set) pressReport(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	to := r.Say
	return chat.Reply{View: chat.Form{
		Title: to.T("Report a mistake"), Token: s.tokens.Seal(actReport, args...), Submit: to.T("Send"),
		Lead:   []doc.Block{doc.Para(to.T("Your teachers see what you write and who you are, so that they can answer."))},
		Fields: []chat.Field{{Name: fieldWrong, Label: to.T("What is wrong?"), Long: true, Max: maxAsk}},
	}}, nil
}

func (s *Set) submitReport(ctx context.Context, r bot.Request, args []string, fields chat.Args) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	a := inbox.Entry{Text: fields.Get(fieldWrong)}
	switch args[0] {
	case reportUnit:
		u := s.catalogue().snap.Course.ByRef(args[1])
		if u == nil {
			return chat.Reply{View: s.shelf(r).gone(args[1], r.Say)}, nil
		}
		a.Unit, a.About = u.Ref, strings.Join(append(u.Crumbs(), heading(u, r.Say)), chat.Separator)
	case reportPrompt:
		q, err := s.room.Quiz.Asked(ctx, l.class.ID, quiz.PromptID(args[1]))
		if err != nil {
			return chat.Reply{}, err
		}
		a.Question, a.About = q.Question, short(oneLine(doc.BlockText(questionBody(q.Q, r.Say))), maxQuoted)
	default:
		return chat.Reply{}, damaged()
	}
	return s.takeAsk(ctx, r, a, false)
}

// takeAsk keeps what a student tells staff, and tells those of them who want to know.
func (s *Set) takeAsk(ctx context.Context, r bot.Request, a inbox.Entry, anonymous bool) (chat.Reply, error) {
	c, err := s.settled(ctx, r)
	if err != nil {
		return chat.Reply{}, err
	}
	l, err := s.room.learner(r)
	if err != nil {
		return chat.Reply{}, err
	}
	if a.Text = strings.TrimSpace(a.Text); a.Text == "" {
		return chat.Reply{}, fault.New(fault.Invalid, "Nothing was written.", "Write what you would like to tell the staff.")
	}
	a.Text, a.At = short(a.Text, maxAsk), r.Received.UTC().Truncate(time.Second)
	if !anonymous {
		name, _ := bot.Clean(r.From.Name)
		account := class.AccountOf(r.From)
		a.Student, a.Account, a.Name = l.student, &account, short(name, maxName)
	}
	list, err := s.room.inbox().All(ctx, c.ID)
	if err != nil {
		return chat.Reply{}, err
	}
	waiting := 0
	for _, other := range list {
		if !other.Done && other.Student == a.Student {
			waiting++
		}
	}
	if limit := maxOpenAsk; waiting >= limit && !anonymous || waiting >= 10*limit {
		return chat.Reply{}, fault.New(fault.Busy, "Your teachers have not looked at what you sent before.", "Wait until they have.")
	}
	// The id says nothing of the event, which would tell who asked anonymously.
	a.ID = class.Digest(12, "ask", r.Event, string(c.ID), string(s.room.Secret))
	if err := s.room.inbox().Save(ctx, c.ID, a); err != nil {
		return chat.Reply{}, err
	}
	s.tellStaff(ctx, c, "ask-"+a.ID, func(to *say.Speaker) chat.View { return s.askCard(c, a, to) })
	to := r.Say
	sentence := to.T("Your teachers will see it, and may answer you here in private.")
	if anonymous {
		sentence = to.T("Your teachers will see it without your name. Since nobody knows who asked, an answer can only be given to the whole class.")
	}
	return chat.Reply{View: chat.Notice(chat.Good, to.T("Sent"), sentence, "")}, nil
}

// tellStaff writes to the staff who want to be told and are staff still. Whoever cannot be
// reached finds it in /class inbox all the same.
func (s *Set) tellStaff(ctx context.Context, c class.Class, key string, view func(*say.Speaker) chat.View) {
	s.tell(ctx, c, c.Told, key, view)
}

// tell is tellStaff for some of the staff.
func (s *Set) tell(ctx context.Context, c class.Class, accounts []class.Account, key string, view func(*say.Speaker) chat.View) {
	for i, account := range accounts {
		who := account.Person()
		m, ok := s.room.Adapters(account.Platform).(chat.Messenger)
		if !ok {
			continue
		}
		if still, err := s.room.Still(ctx, c, account); !still {
			if s.room.Log != nil {
				s.room.Log.Warn("somebody who wanted to be told is not known as staff any more, and was told nothing", "class", string(c.ID), "platform", string(account.Platform), "error", err)
			}
			continue
		}
		if _, err := m.Message(ctx, who, view(s.to(c)), key+"-"+strconv.Itoa(i)); err != nil && s.room.Log != nil {
			s.room.Log.Warn("staff could not be told in private", "class", string(c.ID), "platform", string(account.Platform), "error", err)
		}
	}
}

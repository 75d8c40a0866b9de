package commands

import (
	"strconv"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/quiz"
)

// Kinds of Action of questions. A pick in a token is written as package bank writes it.
const (
	actPick   = "q"  // answer: class, prompt, pick
	actSend   = "qx" // answer from a panel: class, prompt, pick
	actSure   = "qs" // answer with confidence: class, prompt, pick, degree
	actPanel  = "qp" // put an answer together: class, prompt, what is chosen so far
	actType   = "qf" // answer in words: class, prompt
	actMine   = "qm" // what became of my answer: class, prompt
	actAnswer = "answer"
)

// buttonText is how much of an option stands on its button: the whole is in the text above.
// Discord shows about 38 characters of a button on a phone, Slack about 30.
const buttonText = 38

// questionBody is the question with its options, lettered. No part of it tells the right one.
func questionBody(q bank.Pinned) []doc.Block {
	body := append([]doc.Block(nil), q.Stem...)
	if q.Kind == bank.Bool {
		return body
	}
	var lines []doc.Span
	for i, o := range q.Options {
		if i > 0 {
			lines = append(lines, doc.LineBreak{})
		}
		lines = append(lines, doc.Bold(bank.Letter(i)+"."), doc.Plain(" "))
		lines = append(lines, o.Text...)
	}
	if q.Kind == bank.Match {
		lines = matchLines(q)
	}
	if len(lines) > 0 {
		body = append(body, doc.Paragraph{Spans: lines})
	}
	if how := instruction(q.Kind); how != "" {
		body = append(body, doc.Paragraph{Spans: []doc.Span{doc.Emphasis{Spans: []doc.Span{doc.Plain(how)}}}})
	}
	return body
}

// matchLines numbers the left sides and letters the right ones.
func matchLines(q bank.Pinned) []doc.Span {
	var lines []doc.Span
	for i, o := range q.Options {
		lines = append(lines, doc.Bold(strconv.Itoa(i+1)+"."), doc.Plain(" "))
		lines = append(append(lines, o.Text...), doc.LineBreak{})
	}
	for i, r := range q.Rights {
		lines = append(lines, doc.LineBreak{}, doc.Bold(bank.Letter(i)+"."), doc.Plain(" "))
		lines = append(lines, r...)
	}
	return lines
}

func instruction(k bank.Kind) string {
	switch k {
	case bank.Multi:
		return "Choose all that are right."
	case bank.Match:
		return "Find the letter that belongs to each number."
	case bank.Order:
		return "Put them into the right order."
	case bank.Numeric:
		return "Answer with a number."
	case bank.Short:
		return "Answer with a word or a name."
	case bank.Single, bank.Bool:
	}
	return ""
}

// answering is the controls of an open question.
func (s *Set) answering(a *quiz.Asked) []chat.Control {
	class, id := string(a.Class), string(a.ID)
	switch a.Q.Kind {
	case bank.Single, bank.Bool:
		var out []chat.Control
		for i, o := range a.Q.Options {
			label := doc.SpanText(o.Text)
			if a.Q.Kind == bank.Single {
				label = bank.Letter(i) + ". " + label
			}
			out = append(out, chat.Button{Label: short(label, buttonText), Hint: "Answer " + label, Token: s.tokens.Seal(actPick, class, id, letter(i))})
		}
		return out
	case bank.Multi, bank.Match, bank.Order:
		return []chat.Control{chat.Button{Label: "Answer", Style: chat.Primary, Hint: "Put your answer together, for you alone", Token: s.tokens.Seal(actPanel, class, id, untouched)}}
	case bank.Short, bank.Numeric:
		return []chat.Control{chat.Button{Label: "Answer", Style: chat.Primary, Hint: "Type your answer, for you alone", Token: s.tokens.Seal(actType, class, id)}}
	}
	return nil
}

func letter(i int) string { return string(rune('a' + i)) }

// Prompt implements daily.Views.
func (s *Set) Prompt(c class.Class, a *quiz.Asked) chat.View {
	card := chat.Card{Title: "Question of the day", Body: questionBody(a.Q), Controls: s.answering(a)}
	if t := s.topic(a.Q); t != "" {
		card.Title += ": " + t
	}
	if !a.Closes.IsZero() {
		card.Body = append(card.Body, doc.Paragraph{Spans: []doc.Span{
			doc.Plain("Answers are private, and the first one counts. Open until "), doc.Moment{At: a.Closes, Style: doc.MomentDateTime}, doc.Plain("."),
		}})
	}
	card.Footer = c.Name
	return card
}

// topic is the title of the chapter a question is about. The section would often give the
// answer away.
func (s *Set) topic(q bank.Pinned) string {
	if u := s.catalogue().snap.Course.ByID(q.Chapter); u != nil {
		return heading(u)
	}
	return ""
}

// Closed implements daily.Views.
func (s *Set) Closed(c class.Class, a *quiz.Asked, t quiz.Tally) chat.View {
	card := chat.Card{Title: "Question closed", Body: questionBody(a.Q), Footer: c.Name}
	if top := s.topic(a.Q); top != "" {
		card.Title += ": " + top
	}
	card.Body = append(card.Body, doc.Para(count(t.Answers, "answer")+". The right answer: "+a.Q.Describe(a.Q.Key())+"."))
	card.Controls = s.afterwards(a)
	return card
}

// Results implements daily.Views.
func (s *Set) Results(c class.Class, a *quiz.Asked, t quiz.Tally) chat.View {
	card := chat.Card{Title: "Results", Footer: c.Name, Controls: s.afterwards(a)}
	card.Body = append(card.Body, doc.Paragraph{Spans: []doc.Span{doc.Plain("The right answer: "), doc.Bold(a.Q.Describe(a.Q.Key())), doc.Plain(".")}})
	card.Body = append(card.Body, a.Q.Reasons(a.Q.Key())...)
	card.Body = append(card.Body, distribution(a.Q, t)...)
	return card
}

// afterwards is the controls of a question that is over: what became of my answer, and where
// to read about it.
func (s *Set) afterwards(a *quiz.Asked) []chat.Control {
	out := []chat.Control{chat.Button{Label: "My answer", Hint: "See what you answered, for you alone", Token: s.tokens.Seal(actMine, string(a.Class), string(a.ID))}}
	return append(out, s.reading(a.Q)...)
}

// reading is a button that opens the section a question is about.
func (s *Set) reading(q bank.Pinned) []chat.Control {
	c := s.catalogue()
	u := c.snap.Course.ByID(q.Unit)
	if u == nil || u.Planned {
		return nil
	}
	return []chat.Control{chat.Button{Label: "Read: " + short(heading(u), buttonText), Hint: "Read the passage, for you alone", Token: c.aside(u).Token}}
}

// distribution tells how a class answered, with a bar for the eye and the figures for
// everybody. The right options are marked by a sign, not by a colour.
func distribution(q bank.Pinned, t quiz.Tally) []doc.Block {
	if t.Answers == 0 {
		return []doc.Block{doc.Para("Nobody has answered.")}
	}
	out := []doc.Block{doc.Para(count(t.Answers, "answer") + ", " + strconv.Itoa(t.Share(t.Right)) + " % right.")}
	if lines := histogram(q, t, true); len(lines) > 0 {
		out = append(out, doc.Paragraph{Spans: lines})
	}
	return append(out, certainty(t)...)
}

// histogram is a line per option; with key, the right ones are marked.
func histogram(q bank.Pinned, t quiz.Tally, key bool) []doc.Span {
	switch q.Kind {
	case bank.Single, bank.Bool, bank.Multi:
	case bank.Short, bank.Numeric, bank.Match, bank.Order:
		return nil
	}
	var lines []doc.Span
	for i, o := range q.Options {
		if i > 0 {
			lines = append(lines, doc.LineBreak{})
		}
		share := t.Share(t.Picks[i])
		lines = append(lines, doc.CodeSpan{Text: bar(share)}, doc.Plain(" "+bank.Letter(i)+" "))
		text := short(doc.SpanText(o.Text), 60) + " – " + strconv.Itoa(t.Picks[i]) + " (" + strconv.Itoa(share) + " %)"
		if key && o.Correct {
			lines = append(lines, doc.Bold("✓ "+text))
		} else {
			lines = append(lines, doc.Plain(text))
		}
	}
	return lines
}

// bar draws a share of a hundred in ten steps.
func bar(share int) string {
	full := min((share+5)/10, 10)
	return strings.Repeat("█", full) + strings.Repeat("░", 10-full)
}

// certainty tells how many were sure and wrong, which is worth talking about.
func certainty(t quiz.Tally) []doc.Block {
	sure := t.Sure[quiz.Sure]
	if wrong := sure.Answers - sure.Right; sure.Answers > 0 {
		return []doc.Block{doc.Para(strconv.Itoa(wrong) + " of " + strconv.Itoa(sure.Answers) + " who were sure were wrong.")}
	}
	return nil
}

// points writes hundredths of a point without needless digits: 1, 0.5, 0.33.
func points(hundredths int) string {
	s := strconv.FormatFloat(float64(hundredths)/100, 'f', 2, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	if s == "1" {
		return "1 point"
	}
	return s + " points"
}

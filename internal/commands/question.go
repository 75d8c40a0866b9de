package commands

import (
	"strconv"
	"strings"

	"lectern/internal/bank"
	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/doc"
	"lectern/internal/quiz"
	"lectern/internal/say"
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
func questionBody(q bank.Pinned, to *say.Speaker) []doc.Block {
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
	if how := instruction(q.Kind, to); how != "" {
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

func instruction(k bank.Kind, to *say.Speaker) string {
	switch k {
	case bank.Multi:
		return to.T("Choose all that are right.")
	case bank.Match:
		return to.T("Find the letter that belongs to each number.")
	case bank.Order:
		return to.T("Put them into the right order.")
	case bank.Numeric:
		return to.T("Answer with a number.")
	case bank.Short:
		return to.T("Answer with a word or a name.")
	case bank.Single, bank.Bool:
	}
	return ""
}

// answering is the controls of an open question.
func (s *Set) answering(a *quiz.Asked, to *say.Speaker) []chat.Control {
	class, id := string(a.Class), string(a.ID)
	switch a.Q.Kind {
	case bank.Single, bank.Bool:
		var out []chat.Control
		for i := range a.Q.Options {
			label := optionText(a.Q, i, to)
			if a.Q.Kind == bank.Single {
				label = bank.Letter(i) + ". " + label
			}
			out = append(out, chat.Button{Label: short(label, buttonText), Hint: to.T("Answer {{.Option}}", say.Args{"Option": label}), Token: s.tokens.Seal(actPick, class, id, letter(i))})
		}
		return out
	case bank.Multi, bank.Match, bank.Order:
		return []chat.Control{chat.Button{Label: to.T("Answer"), Style: chat.Primary, Hint: to.T("Put your answer together, for you alone"), Token: s.tokens.Seal(actPanel, class, id, untouched)}}
	case bank.Short, bank.Numeric:
		return []chat.Control{chat.Button{Label: to.T("Answer"), Style: chat.Primary, Hint: to.T("Type your answer, for you alone"), Token: s.tokens.Seal(actType, class, id)}}
	}
	return nil
}

func letter(i int) string { return string(rune('a' + i)) }

// Prompt implements daily.Views.
func (s *Set) Prompt(c class.Class, a *quiz.Asked) chat.View {
	to := s.to(c)
	card := chat.Card{Title: to.T("Question of the day"), Body: questionBody(a.Q, to), Controls: s.answering(a, to)}
	if t := s.topic(a.Q, to); t != "" {
		card.Title += ": " + t
	}
	if !a.Closes.IsZero() {
		card.Body = append(card.Body, woven(to.T("Answers are private, and the first one counts. Open until {{.Time}}.", say.Args{"Time": slot("Time")}),
			slots{"Time": doc.Moment{At: a.Closes, Style: doc.MomentDateTime}}))
	}
	card.Footer = c.Name
	return chat.In(bot.WordsOf(to), card)
}

// topic is the title of the chapter a question is about. The section would often give the
// answer away.
func (s *Set) topic(q bank.Pinned, to *say.Speaker) string {
	if u := s.catalogue().snap.Course.ByID(q.Chapter); u != nil {
		return heading(u, to)
	}
	return ""
}

// Closed implements daily.Views.
func (s *Set) Closed(c class.Class, a *quiz.Asked, t quiz.Tally) chat.View {
	to := s.to(c)
	card := chat.Card{Title: to.T("Question closed"), Body: questionBody(a.Q, to), Footer: c.Name}
	if top := s.topic(a.Q, to); top != "" {
		card.Title += ": " + top
	}
	card.Body = append(card.Body, doc.Para(to.N(t.Answers, "{{.Count}} answer. The right answer: {{.Answer}}.", "{{.Count}} answers. The right answer: {{.Answer}}.", say.Args{"Answer": describe(a.Q, a.Q.Key(), to)})))
	card.Controls = s.afterwards(a, to)
	return chat.In(bot.WordsOf(to), card)
}

// Results implements daily.Views.
func (s *Set) Results(c class.Class, a *quiz.Asked, t quiz.Tally) chat.View {
	to := s.to(c)
	card := chat.Card{Title: to.T("Results"), Footer: c.Name, Controls: s.afterwards(a, to)}
	card.Body = append(card.Body, rightAnswer(a.Q, to))
	card.Body = append(card.Body, a.Q.Reasons(a.Q.Key())...)
	card.Body = append(card.Body, distribution(a.Q, t, to)...)
	return chat.In(bot.WordsOf(to), card)
}

// afterwards is the controls of a question that is over: what became of my answer, and where
// to read about it.
func (s *Set) afterwards(a *quiz.Asked, to *say.Speaker) []chat.Control {
	out := []chat.Control{chat.Button{Label: to.T("My answer"), Hint: to.T("See what you answered, for you alone"), Token: s.tokens.Seal(actMine, string(a.Class), string(a.ID))}}
	return append(out, s.reading(a.Q, to)...)
}

// reading is a button that opens the section a question is about.
func (s *Set) reading(q bank.Pinned, to *say.Speaker) []chat.Control {
	c := s.catalogue()
	u := c.snap.Course.ByID(q.Unit)
	if u == nil || u.Planned {
		return nil
	}
	return []chat.Control{chat.Button{Label: to.T("Read: {{.Title}}", say.Args{"Title": short(heading(u, to), buttonText)}), Hint: to.T("Read the passage, for you alone"), Token: c.aside(u, to).Token}}
}

// distribution tells how a class answered, with a bar for the eye and the figures for
// everybody. The right options are marked by a sign, not by a colour.
func distribution(q bank.Pinned, t quiz.Tally, to *say.Speaker) []doc.Block {
	if t.Answers == 0 {
		return []doc.Block{doc.Para(to.T("Nobody has answered."))}
	}
	out := []doc.Block{doc.Para(to.N(t.Answers, "{{.Count}} answer, {{.Share}} % right.", "{{.Count}} answers, {{.Share}} % right.", say.Args{"Share": t.Share(t.Right)}))}
	if lines := histogram(q, t, true, to); len(lines) > 0 {
		out = append(out, doc.Paragraph{Spans: lines})
	}
	return append(out, certainty(t, to)...)
}

// histogram is a line per option; with key, the right ones are marked.
func histogram(q bank.Pinned, t quiz.Tally, key bool, to *say.Speaker) []doc.Span {
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
		text := short(optionText(q, i, to), 60) + " – " + strconv.Itoa(t.Picks[i]) + " (" + strconv.Itoa(share) + " %)"
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
func certainty(t quiz.Tally, to *say.Speaker) []doc.Block {
	sure := t.Sure[quiz.Sure]
	if wrong := sure.Answers - sure.Right; sure.Answers > 0 {
		return []doc.Block{doc.Para(to.T("{{.Wrong}} of {{.Sure}} who were sure were wrong.", say.Args{"Wrong": wrong, "Sure": sure.Answers}))}
	}
	return nil
}

// points writes hundredths of a point: "1 point", "0.5 points".
func points(hundredths int, to *say.Speaker) string {
	if hundredths == 100 {
		return to.T("1 point")
	}
	return to.T("{{.Points}} points", say.Args{"Points": bare(hundredths, to)})
}

// optionText is an option in words. The two of a statement are ours, so they are said.
func optionText(q bank.Pinned, i int, to *say.Speaker) string {
	if q.Kind != bank.Bool {
		return doc.SpanText(q.Options[i].Text)
	}
	if i == 0 {
		return to.T("True")
	}
	return to.T("False")
}

// describe tells a pick in words: "B – Groupism".
func describe(q bank.Pinned, pick string, to *say.Speaker) string {
	if q.Kind == bank.Bool && q.Check(pick) == nil {
		return optionText(q, int(pick[0]-'a'), to)
	}
	return q.Describe(pick)
}

// rightAnswer names it.
func rightAnswer(q bank.Pinned, to *say.Speaker) doc.Block {
	return woven(to.T("The right answer: {{.Answer}}.", say.Args{"Answer": slot("Answer")}), slots{"Answer": doc.Bold(describe(q, q.Key(), to))})
}

package commands

import (
	"context"
	"strconv"

	"lectern/internal/bot"
	"lectern/internal/chat"
	"lectern/internal/course"
	"lectern/internal/doc"
	"lectern/internal/fault"
	"lectern/internal/say"
)

const (
	resultsPerPage = 6   // a title, its place and a snippet each: about one screen of a phone
	maxResults     = 60  // beyond ten pages other words help more than a further page
	snippetWidth   = 160 // characters: two lines on a phone
)

// search lists the passages that hold some words.
func (s *Set) search() bot.Command {
	return bot.Command{
		Spec: chat.Spec{
			Instant: true,
			Name:    "search", Description: "Find words anywhere in the course",
			Args:     []chat.Param{{Name: "words", Description: "What to look for in titles and text", Required: true, Rest: true}},
			Examples: []string{"/search balance of power", "/search waltz"},
		},
		Run:     s.runSearch,
		Actions: []bot.Action{{Name: actResults, Press: s.pressResults}},
	}
}

func (s *Set) runSearch(_ context.Context, r bot.Request) (chat.Reply, error) {
	words := r.Args.Get("words")
	if words == "" {
		return chat.Reply{}, fault.New(fault.Invalid, "No words were given.", "Name some, for example /search balance of power.")
	}
	return chat.Reply{View: s.shelf(r).results(words, 0, r.Say)}, nil
}

func (s *Set) pressResults(_ context.Context, r bot.Request, args []string) (chat.Reply, error) {
	if len(args) != 2 {
		return chat.Reply{}, damaged()
	}
	from, err := strconv.Atoi(args[1])
	if err != nil || from < 0 || from > maxResults {
		return chat.Reply{}, damaged()
	}
	words, err := s.phrases.recall(args[0])
	if err != nil {
		return chat.Reply{}, err
	}
	return chat.Reply{View: s.shelf(r).results(words, from, r.Say), Replace: true}, nil
}

// results is a page of what was found, the first one from zero.
func (c *catalogue) results(words string, from int, to *say.Speaker) chat.View {
	all := c.snap.Search(words, maxResults)
	if len(all) == 0 {
		return c.nothing(words, c.snap.Lookup(words).Suggestions, to)
	}
	from = min(from, (len(all)-1)/resultsPerPage*resultsPerPage)
	end := min(from+resultsPerPage, len(all))
	m := chat.Matches{Title: to.N(len(all), "{{.Count}} passage with “{{.Words}}”", "{{.Count}} passages with “{{.Words}}”", say.Args{"Words": quotable(words)})}
	if len(all) == maxResults {
		m.Tips = to.T("Add a word to narrow it down.")
	}
	if len(all) > resultsPerPage {
		m.Lead = to.T("Results {{.First}} to {{.Last}}, the best first.", say.Args{"First": from + 1, "Last": end})
		next, label := end, to.T("More results")
		if end == len(all) {
			next, label = 0, to.T("Back to the best results")
		}
		m.More = &chat.Button{Label: label, Token: c.set.tokens.Seal(actResults, c.set.phrases.keep(words, phraseRoom), strconv.Itoa(next))}
	}
	for _, hit := range all[from:end] {
		m.Items = append(m.Items, c.match(hit, words, to))
	}
	return m
}

func (c *catalogue) match(hit course.Match, words string, to *say.Speaker) chat.Match {
	u := hit.Unit
	m := chat.Match{Title: heading(u, to), Crumbs: u.Crumbs(), Token: c.aside(u, to).Token}
	if u.Planned {
		m.Snippet = []doc.Span{doc.Plain(to.T("coming soon"))}
		return m
	}
	for _, p := range c.snap.Snippet(hit, words, snippetWidth) {
		if p.Hit {
			m.Snippet = append(m.Snippet, doc.Bold(p.Text))
		} else {
			m.Snippet = append(m.Snippet, doc.Plain(p.Text))
		}
	}
	return m
}

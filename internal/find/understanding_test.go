package find_test

import (
	"testing"

	"lectern/internal/find"
)

// guild is a course of two chapters that has each thing a class may name a passage by: numbers,
// names with initials, slides, series, hints and lists of what else to read.
func guild() []find.Entry {
	return []find.Entry{
		{Title: "Week 3: Guilds", Parent: -1}, // 0
		{Title: "Masters and Apprentices", Level: 1, Parent: 0, Body: "A master took an apprentice. The Hall of Honest Weights kept the measures, and the Hall of Honest Weights fined whoever cheated."},
		{Title: "The Right to Brew", Level: 1, Parent: 0, Body: "Beer was brewed at home until the council forbade it."},
		{Title: "Further Reading on Guilds", Level: 1, Parent: 0, Body: "Anna Holt: The Honest Ounce, 1911. Anna Holt: More on the Honest Ounce."},
		{Title: "The Honest Measure", Level: 1, Parent: 0, Body: "Anna Holt wrote The Honest Ounce about false scales in the markets of the coast, and about the men who made them and those who bought from them year after year without a word of complaint."},
		{Title: "Week 4: Towns", Parent: -1}, // 5
		{Title: "Slides About Walls", Level: 1, Parent: 5, Body: "Palisade A palisade is a fence of stakes. Moat A moat is a ditch.", Names: []string{"Palisade", "Moat"}},
		{Title: "Why Fences Fell", Level: 1, Parent: 5, Body: "A palisade burns, a palisade rots, and no palisade stops a cannon."},
		{Title: "Try It - Gates", Level: 1, Parent: 5, Body: "Draw a gate."},
		{Title: "Try It - Towers", Level: 1, Parent: 5, Body: "Draw a tower."},
		{Title: "Try It - Bridges", Level: 1, Parent: 5, Body: "Draw a bridge."},
		{Title: "Counting Hearths", Level: 1, Parent: 5, Body: "How many people lived in a town?"}, // 11
		{Title: "Hint", Level: 2, Parent: 11, Body: "Multiply the chimneys by five."},
		{Title: "Guerrilla in the Hills", Level: 1, Parent: 5, Body: "Bands in the hills raided the warfare routes."},
	}
}

func TestUnderstanding(t *testing.T) {
	entries := guild()
	ix := find.New(entries)
	for _, c := range []struct{ name, query, want string }{
		{"a chapter by the number in its title", "week 4", "Week 4: Towns"},
		{"whatever the class calls a chapter", "chapter 4", "Week 4: Towns"},
		{"glued to its label", "ch3", "Week 3: Guilds"},
		{"in words", "week four", "Week 4: Towns"},
		{"a lesson of a chapter", "week 3 lesson 2", "The Right to Brew"},
		{"the other way round", "lesson 2 of week 3", "The Right to Brew"},
		{"a lesson that several chapters have", "lesson 1", "*"},
		{"a chapter that is not there", "chapter 9", "-"},
		{"initials of a name", "HHW", "Masters and Apprentices"},
		{"initials with the small words", "hohw", "Masters and Apprentices"},
		{"a small word as a figure", "R2B", "The Right to Brew"},
		{"initials nobody has", "QXW", "-"},
		{"a book is told about before it is listed", "the honest ounce", "The Honest Measure"},
		{"the list, when asked for", "further reading", "Further Reading on Guilds"},
		{"the title of a slide", "palisade", "Slides About Walls"},
		{"the titles of a series", "try it", "*"},
		{"one of a series", "try it towers", "Try It - Towers"},
		{"a hint belongs to its lesson", "multiply the chimneys", "Counting Hearths"},
		{"a hint, when asked for", "hint", "Hint"},
		{"only heard of", "gorilla warfare", "Guerrilla in the Hills"},
		{"which alone is no answer", "gorilla", "-"},
		{"the words of a question in another language", "was ist ein moat", "Slides About Walls"},
		{"a title inside a question", "what is the right to brew", "The Right to Brew"},
		{"a heading word the course lacks", "lecture on moats", "Slides About Walls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ix.Lookup(c.query)
			got := map[find.Outcome]string{find.Nothing: "-", find.Ambiguous: "*"}[r.Outcome]
			if r.Outcome == find.Found {
				got = entries[r.Best.Entry].Title
			}
			if got != c.want {
				t.Errorf("%q: want %s, got %s", c.query, c.want, told(entries, r))
			}
		})
	}
}

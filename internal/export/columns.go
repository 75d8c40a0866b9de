package export

import (
	"slices"

	"lectern/internal/class"
	"lectern/internal/course"
	"lectern/internal/fault"
)

// Column is one column of grades.
type Column struct {
	Title  string
	Of     int           // hundredths of a point, the same for everybody
	Grades []class.Grade // in the order of the Book's Students
}

// What a column of a gradebook stands for.
const (
	Whole      = "total"    // everything the class was asked
	ByChapter  = "chapters" // one for each chapter
	ByQuestion = "questions"
)

// Columns reckons grades by the class's grading, of the questions that are over and count: one
// column of everything, one for each chapter in the order of the course, or one for each
// question. title is what the column of everything is called.
func (b *Book) Columns(by, title string, c *course.Course) ([]Column, error) {
	var counted []int
	for i, q := range b.Questions {
		if q.Over && q.Counts {
			counted = append(counted, i)
		}
	}
	switch by {
	case Whole, "":
		return []Column{b.column(title, b.Class.Grading, counted)}, nil
	case ByQuestion:
		out := make([]Column, 0, len(counted))
		for _, i := range counted {
			q := b.Questions[i]
			out = append(out, b.column(q.Q.ID+" ("+q.On.String()+")", class.Grading{}, []int{i}))
		}
		return out, nil
	case ByChapter:
		return b.byChapter(counted, c), nil
	}
	return nil, fault.New(fault.Invalid, "Grades do not come by {{.What}}.", "Use total, chapters or questions.").With("What", by)
}

func (b *Book) byChapter(counted []int, c *course.Course) []Column {
	of := map[string][]int{}
	var order []string
	for _, ch := range c.Chapters {
		order = append(order, ch.ID)
	}
	for _, i := range counted {
		id := b.Questions[i].Q.Chapter
		if !slices.Contains(order, id) { // of a chapter that is gone
			order = append(order, id)
		}
		of[id] = append(of[id], i)
	}
	var out []Column
	for _, id := range order {
		if len(of[id]) == 0 {
			continue
		}
		title := id
		for _, ch := range c.Chapters {
			if ch.ID == id && ch.Title != "" {
				title = ch.Title
			}
		}
		if title == "" {
			title = "Other questions"
		}
		out = append(out, b.column(title, b.Class.Grading, of[id]))
	}
	return out
}

func (b *Book) column(title string, g class.Grading, questions []int) Column {
	c := Column{Title: title, Grades: make([]class.Grade, len(b.Students))}
	scores := make([]class.Score, len(questions))
	for s := range b.Students {
		for k, q := range questions {
			got := b.points[q*len(b.Students)+s]
			scores[k] = class.Score{Points: int(max(got, 0)), Of: b.Questions[q].Q.Points, Answered: got != none}
		}
		c.Grades[s] = g.Grade(scores)
		c.Of = c.Grades[s].Of
	}
	if len(b.Students) == 0 {
		for k, q := range questions {
			scores[k] = class.Score{Of: b.Questions[q].Q.Points}
		}
		c.Of = g.Grade(scores).Of
	}
	return c
}

package commands

import (
	"lectern/internal/chart"
	"lectern/internal/chat"
	"lectern/internal/class"
	"lectern/internal/quiz"
	"lectern/internal/say"
	"lectern/internal/standings"
)

// keptPictures is how many charts are kept drawn: the boards that a few classes look at, in
// their languages; some 40 KB each.
const keptPictures = 64

// boardBars are the rows of a board's picture: those that everybody sees, so that one picture
// serves the whole class. Who hides is not on it, not even for themselves; the text beside it
// tells them their own rank.
func boardBars(id quiz.ClassID, page standings.Page, profiles map[quiz.StudentID]class.Profile, to *say.Speaker) []chart.Bar {
	var bars []chart.Bar
	for _, row := range page.Top {
		p := profiles[row.Student]
		if p.Hidden {
			continue
		}
		if len(bars) == topRows {
			break
		}
		bars = append(bars, chart.Bar{Label: nameOf(id, row.Student, p), Value: float64(row.Points) / 100, Text: bare(row.Points, to)})
	}
	return bars
}

// boardPicture draws a board; nothing when there is nothing to compare. The board's text says
// the same, so a picture that cannot be drawn is left out.
func (s *Set) boardPicture(to *say.Speaker, title string, bars []chart.Bar) []chat.File {
	if len(bars) < 2 || bars[0].Value <= 0 {
		return nil
	}
	f, err := s.pictures.File("leaderboard.png", chart.Bars{Title: title, Unit: to.T("points"), Rows: bars}, to)
	if err != nil {
		return nil
	}
	return []chat.File{f}
}

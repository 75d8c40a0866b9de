package quiz

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"lectern/internal/bank"
	"lectern/internal/chat"
	"lectern/internal/schedule"
)

// CourseBoard counts everything of a class.
const CourseBoard Board = "course"

// ChapterBoard counts the questions about a chapter, by its unit's id.
func ChapterBoard(chapter string) Board { return Board("chapter:" + chapter) }

// WeekBoard counts the week of a date, by its ISO name ("2026-W48").
func WeekBoard(d schedule.Date) Board {
	year, week := time.Unix(int64(d.Number())*86_400, 0).UTC().ISOWeek()
	return Board(fmt.Sprintf("week:%d-W%02d", year, week))
}

// RoundBoard counts a live round.
func RoundBoard(id RoundID) Board { return Board("round:" + string(id)) }

// OfRound tells whether the board is that of a live round.
func (b Board) OfRound() bool { return strings.HasPrefix(string(b), "round:") }

// PlaceBoard counts what was answered in one place.
func PlaceBoard(p chat.Place) Board {
	return Board("place:" + string(p.Platform) + ":" + p.Tenant + ":" + p.Channel)
}

// BoardsOf are where the points of a question asked on a date count.
func BoardsOf(it *bank.Item, d schedule.Date) []Board {
	boards := []Board{CourseBoard, WeekBoard(d)}
	if it.Chapter != nil {
		boards = append(boards, ChapterBoard(it.Chapter.ID))
	}
	return boards
}

// Seed derives the seed of a prompt's order of options (bank.Pin) from a secret: without it,
// knowing this program and the bank tells nobody where the right answer stands.
func Seed(secret []byte, c ClassID, id PromptID) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("lectern order of options\x00" + string(c) + "\x00" + string(id)))
	return mac.Sum(nil)
}

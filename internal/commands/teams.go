package commands

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/doc"
	"lectern/internal/quiz"
	"lectern/internal/say"
)

// teamMembers bounds how many students are looked at for the board of teams.
const teamMembers = 5000

// team is a row of the board of teams.
type team struct {
	name    string
	points  int // of all members
	members int
}

// teams ranks the teams that students have named in /settings by the mean of their members'
// points, so that a large team has no advantage.
func (s *Set) teams(ctx context.Context, l learner) (chat.View, error) {
	page, err := s.room.Store.Standings(ctx, l.class.ID, quiz.CourseBoard, teamMembers, l.student)
	if err != nil {
		return nil, err
	}
	ids := make([]quiz.StudentID, len(page.Top))
	for i, row := range page.Top {
		ids[i] = row.Student
	}
	profiles, err := s.room.Store.Profiles(ctx, l.class.ID, ids)
	if err != nil {
		return nil, err
	}
	byName := map[string]*team{}
	for _, row := range page.Top {
		name := profiles[row.Student].Team
		if name == "" {
			continue
		}
		t := byName[strings.ToLower(name)]
		if t == nil {
			t = &team{name: name}
			byName[strings.ToLower(name)] = t
		}
		t.points += row.Points
		t.members++
	}
	if len(byName) == 0 {
		return chat.Notice(chat.Neutral, l.say.T("No teams"), l.say.T("Nobody with points has named a team yet."), l.say.T("Name yours with /settings.")), nil
	}
	return chat.Card{Title: l.say.T("Leaderboard: teams"), Body: []doc.Block{teamTable(byName, l.say)}, Footer: l.say.T("Ranked by points per member. Name your team with /settings.")}, nil
}

func teamTable(byName map[string]*team, to *say.Speaker) doc.Table {
	var list []*team
	for _, t := range byName {
		list = append(list, t)
	}
	mean := func(t *team) int { return (t.points + t.members/2) / t.members }
	slices.SortFunc(list, func(a, b *team) int { return cmp.Or(cmp.Compare(mean(b), mean(a)), cmp.Compare(a.name, b.name)) })
	table := doc.Table{Align: []doc.Align{doc.AlignRight, doc.AlignLeft, doc.AlignRight, doc.AlignRight}, Header: []doc.Cell{cell(to.T("Rank")), cell(to.T("Team")), cell(to.T("Members")), cell(to.T("Points each"))}}
	rank := 0
	for i, t := range list {
		if i == topRows {
			break
		}
		if i == 0 || mean(t) != mean(list[i-1]) {
			rank = i + 1
		}
		table.Rows = append(table.Rows, []doc.Cell{cell(strconv.Itoa(rank)), cell(t.name), cell(strconv.Itoa(t.members)), cell(bare(mean(t), to))})
	}
	return table
}

// bare writes hundredths of a point without the word and without needless digits: 1, 0.5, 0.33.
func bare(hundredths int, to *say.Speaker) string {
	s := strconv.FormatFloat(float64(hundredths)/100, 'f', 2, 64)
	return to.Decimal(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

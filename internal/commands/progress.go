package commands

import (
	"strconv"

	"lectern/internal/practice"
)

// maxStrengths is how many objectives /me lists: what a student can take up today.
const maxStrengths = 5

func progressRows(chapters []practice.Chapter) []string {
	var rows []string
	for _, ch := range chapters {
		share := 0
		if ch.Of > 0 {
			share = 100 * ch.Known / ch.Of
		}
		rows = append(rows, chapterName(ch.Unit)+": "+strconv.Itoa(ch.Known)+" of "+strconv.Itoa(ch.Of)+" ("+strconv.Itoa(share)+" %)")
	}
	return rows
}

func strengthRows(objectives []practice.Objective) []string {
	var rows []string
	for _, o := range objectives[:min(len(objectives), maxStrengths)] {
		rows = append(rows, o.Name+": "+strconv.Itoa(int(100*o.Recall+0.5))+" % likely to know")
	}
	return rows
}

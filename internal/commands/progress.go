package commands

import (
	"lectern/internal/practice"
	"lectern/internal/say"
)

// maxStrengths is how many objectives /me lists: what a student can take up today.
const maxStrengths = 5

func progressRows(chapters []practice.Chapter, to *say.Speaker) []string {
	var rows []string
	for _, ch := range chapters {
		share := 0
		if ch.Of > 0 {
			share = 100 * ch.Known / ch.Of
		}
		rows = append(rows, to.T("{{.Chapter}}: {{.Known}} of {{.Total}} ({{.Share}} %)", say.Args{"Chapter": chapterName(ch.Unit, to), "Known": ch.Known, "Total": ch.Of, "Share": share}))
	}
	return rows
}

func strengthRows(objectives []practice.Objective, to *say.Speaker) []string {
	var rows []string
	for _, o := range objectives[:min(len(objectives), maxStrengths)] {
		rows = append(rows, to.T("{{.Objective}}: {{.Share}} % likely to know", say.Args{"Objective": o.Name, "Share": int(100*o.Recall + 0.5)}))
	}
	return rows
}

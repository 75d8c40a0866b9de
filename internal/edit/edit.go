// Package edit counts typing errors between two short texts: names of commands and zones, short
// answers. The lookup has a form of its own (see internal/find), which stops at a bound and
// keeps its memory.
package edit

// short is up to how many letters the rows need no memory of their own.
const short = 63

// Distance is the least number of letters to insert, delete, replace or exchange with their
// neighbour to turn a into b, no part being changed twice (optimal string alignment: G. Navarro,
// A guided tour to approximate string matching, ACM Computing Surveys 33(1), 2001). It looks at
// case, takes letters for runes and needs time for len(a) times len(b).
func Distance(a, b string) int {
	var room [2*short + 2]rune
	x, y := appendRunes(room[:0:short+1], a), appendRunes(room[short+1:short+1], b)
	var rows [3][short + 1]int
	before, last, row := rows[0][:], rows[1][:], rows[2][:]
	if len(y) > short {
		before, last, row = make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	}
	for j := range len(y) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

func appendRunes(list []rune, text string) []rune {
	for _, r := range text {
		list = append(list, r)
	}
	return list
}

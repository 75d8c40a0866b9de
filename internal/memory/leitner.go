package memory

// Box is a place in a Leitner box: the further, the longer the gap. The zero Box means never
// asked, and counts as the first.
type Box int

// lastBox is the last of the five boxes.
const lastBox Box = 5

// leitnerGaps are the gaps of the boxes in class days. They grow about twofold; how exactly
// they grow hardly matters (see the package doc).
var leitnerGaps = [lastBox]int{1, 3, 7, 14, 30}

// BoxOf replays grades in the order of the answers: a question begins in the first box, moves
// on when it was known, stays when it was guessed, and begins anew when it was not known.
func BoxOf(grades ...Grade) Box {
	if len(grades) == 0 {
		return 0
	}
	b := Box(1)
	for _, g := range grades {
		switch g.bounded() {
		case Again:
			b = 1
		case Good, Easy:
			b = min(b+1, lastBox)
		case Hard:
		}
	}
	return b
}

// Gap is the number of class days after which a question in the box is due again.
func (b Box) Gap() int { return leitnerGaps[min(max(b, 1), lastBox)-1] }

// Shares of right answers by which a whole class's answers to a post are graded: our own
// choice, for use in a Leitner box only. Below a half the question begins anew.
const (
	halfRight   = 1.0 / 2
	mostlyRight = 2.0 / 3
)

// GradeOfClass grades the answers of a class to one post, by the share that was right.
func GradeOfClass(right, answers int) Grade {
	share := float64(right) / float64(max(answers, 1))
	switch {
	case share >= mostlyRight:
		return Good
	case share >= halfRight:
		return Hard
	}
	return Again
}

package course_test

import (
	"testing"
)

func TestNumbersAreHeldAgainstWhatFollows(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"as announced", "## A\n\nThere are two kinds of maps:\n\n- old\n- new\n", ""},
		{"too many", "## A\n\nThere are two kinds of maps:\n\n- old\n- new\n- odd\n", "8:announced-count"},
		{"in a sentence after another", "## A\n\nFive came. Only three main kinds stayed:\n\n1. old\n2. new\n3. odd\n", ""},
		{"parts of a section", "## A\n\nIt rests on three key assumptions:\n\n### B\n\nb\n\n### C\n\nc\n", "8:announced-count"},
		{"in a lesson without headings", "It rests on three key assumptions:\n\n- b\n- c\n", "6:announced-count"},
		{"no colon, no promise", "## A\n\nTwo of them matter.\n\n- b\n- c\n- d\n", ""},
		{"a colon before code", "## A\n\nThese two steps are needed:\n\n```\nx\n```\n", ""},
		{"a number that counts nothing", "## A\n\nIn class two:\n\n- b\n", ""},
		{"another place of the lesson", "## A\n\nThe key assumptions include:\n\n- b\n- c\n- d\n\n## E\n\nIt rests on two key assumptions:\n\n### B\n\nb\n\n### C\n\nc\n", "16:counts-disagree"},
		{"another thing there", "## A\n\nThe key questions include:\n\n- b\n- c\n- d\n\n## E\n\nIt rests on two key assumptions:\n\n- b\n- c\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantFindings(t, loadChapter(t, inLesson(c.text)).findings, c.want, "announced-count", "counts-disagree")
		})
	}
}

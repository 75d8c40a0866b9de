package stats

import (
	"math"

	"lectern/internal/quiz"
	"lectern/internal/say"
)

// Whole rounds a percentage to what is shown; a minus before nothing is left out.
func Whole(v float64) int { return int(math.Round(v)) }

func unknown(n int, why say.Text) Figure { return Figure{N: n, Text: why} }

func figureRange(f Figure) say.Text {
	return say.N(f.N, "With {{.Count}} student it may really lie anywhere from {{.Low}} % to {{.High}} %.",
		"With {{.Count}} students it may really lie anywhere from {{.Low}} % to {{.High}} %.", say.Args{"Low": Whole(f.Low), "High": Whole(f.High)})
}

func tooFew(n int) say.Text {
	return say.T("Too few answers to say: {{.Some}}, and {{.Least}} are needed.", say.Args{"Some": n, "Least": MinShare})
}

func tooFewStudents(n int) say.Text {
	return say.T("Too few students to say: {{.Some}}.", say.Args{"Some": n})
}

func fewPairs(n int) say.Text {
	return say.N(n, "Too few answers to say: {{.Count}} student answered this and enough other questions, and {{.Least}} are needed.",
		"Too few answers to say: {{.Count}} students answered this and enough other questions, and {{.Least}} are needed.", say.Args{"Least": MinCorrelation})
}

func fewSure(n int) say.Text {
	return say.N(n, "Too few to say: {{.Count}} student was sure.", "Too few to say: {{.Count}} students were sure.")
}

func fewVoters(n int) say.Text {
	return say.N(n, "Too few to say: {{.Count}} student voted both times.", "Too few to say: {{.Count}} students voted both times.")
}

// facilityText words the bands of Moodle's documentation: 35 to 64 is about right, 5 and 95
// are extreme.
func facilityText(v float64) say.Text {
	a := say.Args{"Share": Whole(v)}
	switch {
	case v >= 95:
		return say.T("{{.Share}} % of the points were earned: extremely easy, so it hardly tells who knows more.", a)
	case v >= 65:
		return say.T("{{.Share}} % of the points were earned: rather easy.", a)
	case v >= 35:
		return say.T("{{.Share}} % of the points were earned: about right.", a)
	case v > 5:
		return say.T("{{.Share}} % of the points were earned: rather hard.", a)
	}
	return say.T("{{.Share}} % of the points were earned: extremely hard, so it hardly tells who knows more.", a)
}

func reachText(v float64) say.Text {
	return say.T("{{.Share}} % of the students the class had then answered.", say.Args{"Share": Whole(v)})
}

func discriminationText(v float64) say.Text {
	a := say.Args{"Value": Whole(v)}
	switch {
	case v >= 50:
		return say.T("{{.Value}} %: who does well elsewhere does well here. It tells students apart very well.", a)
	case v >= 30:
		return say.T("{{.Value}} %: it tells students apart adequately.", a)
	case v >= 20:
		return say.T("{{.Value}} %: it tells students apart a little.", a)
	case v >= 0:
		return say.T("{{.Value}} %: it hardly tells students apart. Worth a look.", a)
	}
	return say.T("{{.Value}} %: who does well elsewhere does worse here. Worth a look: the key or the wording may be wrong.", a)
}

func efficiencyText(v float64) say.Text {
	return say.T("It reaches {{.Value}} % of what a question this hard can do to tell students apart.", say.Args{"Value": Whole(v)})
}

func allAlike() say.Text {
	return say.T("Nothing to say: everybody did equally well here or in the other questions.")
}

func weight(v, nominal float64, n int) Figure {
	return Figure{Value: v, N: n, Known: true, Text: say.T("It makes {{.Value}} % of the differences between students in its chapter; by its points it would make {{.Nominal}} %.", say.Args{"Value": Whole(v), "Nominal": Whole(nominal)})}
}

func againstTheRest() say.Text {
	return say.T("Undefined: this question pulls against the others of its chapter. Worth a look.")
}

func noWeight(why string) say.Text {
	switch why {
	case fewQuestions:
		return say.T("Nothing to say: its chapter has too few questions that were asked.")
	case noSpread:
		return say.T("Nothing to say: students differ in too few questions of its chapter.")
	}
	return say.T("Too few answers to say: fewer than {{.Least}} students answered the same questions of its chapter.", say.Args{"Least": MinCorrelation})
}

// consistencyText words Moodle's bands: 75 is satisfactory, below 64 is not.
func consistencyText(v float64) say.Text {
	a := say.Args{"Value": Whole(v)}
	switch {
	case v >= 75:
		return say.T("{{.Value}} %: the questions go together, and their sum tells reliably who knows more.", a)
	case v >= 64:
		return say.T("{{.Value}} %: the sum of the questions tells roughly who knows more.", a)
	}
	return say.T("{{.Value}} %: the sum of the questions is no reliable mark. Use it for feedback rather than for grades.", a)
}

func noTest(why string) say.Text {
	switch why {
	case fewQuestions:
		return say.T("Nothing to say: at least {{.Least}} questions are needed that most of the class answered.", say.Args{"Least": minTest})
	case noSpread:
		return say.T("Nothing to say: students differ in too few of the questions.")
	}
	return say.T("Too few answers to say: {{.Least}} students who answered the same questions are needed.", say.Args{"Least": MinCorrelation})
}

func errorText(v float64) say.Text {
	return say.T("By chance alone a student's score may be off by about {{.Value}} percentage points.", say.Args{"Value": Whole(v)})
}

func noError() say.Text {
	return say.T("Nothing to say as long as the consistency is not known.")
}

func guessText(v float64) say.Text {
	return say.T("Pressing at random would earn {{.Value}} %.", say.Args{"Value": Whole(v)})
}

func noGuess() say.Text {
	return say.T("Pressing at random earns next to nothing here.")
}

func pickedText(n, of int) say.Text {
	return say.T("{{.Some}} of {{.All}} chose it.", say.Args{"Some": n, "All": of})
}

func restText(v float64) say.Text {
	return say.T("Those who chose it earn {{.Value}} % in other questions.", say.Args{"Value": Whole(v)})
}

func idle() say.Text { return say.T("Hardly anybody falls for it: it could be left out.") }

func drawsTheStrong() say.Text {
	return say.T("Worth a look: those who chose it do better elsewhere than those who were right.")
}

func sureWrongText(wrong, sure int) say.Text {
	return say.T("{{.Wrong}} of {{.Sure}} who were sure were not right.", say.Args{"Wrong": wrong, "Sure": sure})
}

func degreeText(sure quiz.Confidence, v float64) say.Text {
	a := say.Args{"Share": Whole(v)}
	switch sure {
	case quiz.Sure:
		return say.T("Answers given as sure were right in {{.Share}} of 100 cases.", a)
	case quiz.Likely:
		return say.T("Answers given as likely were right in {{.Share}} of 100 cases.", a)
	case quiz.Guess, quiz.NotAsked:
	}
	return say.T("Answers given as a guess were right in {{.Share}} of 100 cases.", a)
}

func nothingToGain() say.Text {
	return say.T("Nothing could be gained: everybody was right before the discussion.")
}

func gainText(r Revote) say.Text {
	a := say.Args{"Before": r.Before, "After": r.After, "Students": r.Students}
	switch {
	case r.After > r.Before:
		return say.T("Of {{.Students}} who voted twice, {{.Before}} were right before the discussion and {{.After}} after it.", a)
	case r.After < r.Before:
		return say.T("Of {{.Students}} who voted twice, only {{.After}} were right after the discussion, {{.Before}} before it: the discussion led astray.", a)
	}
	return say.T("Of {{.Students}} who voted twice, {{.Before}} were right before the discussion and as many after it.", a)
}

func preferred(option string, picked, right int) say.Text {
	return say.T("More students chose “{{.Option}}” ({{.Picked}}) than the right answer ({{.Right}}).", say.Args{"Option": option, "Picked": picked, "Right": right})
}

func likeGuessing() say.Text { return say.T("The class did no better than by pressing at random.") }

func confidentlyWrong(wrong, sure int) say.Text {
	return say.T("Confidently wrong: {{.Wrong}} of {{.Sure}} who were sure were not right.", say.Args{"Wrong": wrong, "Sure": sure})
}

func strongFail() say.Text {
	return say.T("Who does well elsewhere does worse here: the key or the wording may be wrong.")
}

func weakQuestion() say.Text {
	return say.T("It hardly tells apart who does well elsewhere and who does not.")
}

func tooEasy() say.Text { return say.T("Nearly everybody is right: it hardly tells who knows more.") }

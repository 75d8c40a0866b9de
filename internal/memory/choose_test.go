package memory_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lectern/internal/memory"
)

// recall sums up students who recall an item with the given probabilities.
func recall(rs ...float64) memory.Forgetting {
	var f memory.Forgetting
	for _, r := range rs {
		f.Add(r)
	}
	return f
}

func ids(items []memory.Item) []string {
	out := make([]string, len(items))
	for i, it := range items {
		out[i] = it.ID
	}
	return out
}

func TestForgettingAddsUpWhatIsMissing(t *testing.T) {
	f := recall(0.9, 1, 0.4, 0.65, math.NaN(), -2)
	if got, want := f.Shortfall(), 0.5+0.25+0.9; math.Abs(got-want) > 1e-9 || f.Students != 6 {
		t.Errorf("%v for %d students, want %v for 6", got, f.Students, want)
	}
}

// TestWhatIsChosen goes through what should speak for an item, one reason at a time.
func TestWhatIsChosen(t *testing.T) {
	const many = memory.Enough
	posted := func(id string, f memory.Forgetting) memory.Item {
		return memory.Item{ID: id, Chapter: id, Objective: "o", LastPosted: 10, Posted: 1, Forgetting: f}
	}
	fresh := func(id, chapter string, order int) memory.Item {
		return memory.Item{ID: id, Chapter: chapter, Objective: "o", Order: order, LastPosted: memory.Never}
	}
	boxed := func(id string, since int, b memory.Box) memory.Item {
		return memory.Item{ID: id, Chapter: "c", Objective: "o", LastPosted: since, Posted: 1, Box: b}
	}
	for _, c := range []struct {
		name  string
		items []memory.Item
		wish  memory.Wish
		want  []string
	}{
		{"the most forgotten", []memory.Item{posted("a", recall(0.8, 0.8)), posted("b", recall(0.5, 0.9)), posted("c", recall(0.9, 0.9))}, memory.Wish{N: 3, Answers: many}, []string{"b", "a", "c"}},
		{"what many forgot before what one forgot", []memory.Item{posted("a", recall(0.2)), posted("b", recall(0.7, 0.7, 0.7, 0.7))}, memory.Wish{N: 1, Answers: many, Students: 4}, []string{"b"}},
		{"new before well known", []memory.Item{posted("a", recall(0.8, 0.8)), fresh("n", "x", 1)}, memory.Wish{N: 1, Answers: many, Students: 2}, []string{"n"}},
		{"forgotten before new", []memory.Item{posted("a", recall(0.5, 0.5)), fresh("n", "x", 1)}, memory.Wish{N: 1, Answers: many, Students: 2}, []string{"a"}},
		{"new ones in reading order", []memory.Item{fresh("z", "x", 1), fresh("m", "x", 2), fresh("a", "x", 3)}, memory.Wish{N: 3, Answers: many}, []string{"z", "m", "a"}},
		{"chapters take turns", []memory.Item{fresh("a1", "a", 1), fresh("a2", "a", 2), fresh("b1", "b", 3), fresh("b2", "b", 4), fresh("c1", "c", 5)}, memory.Wish{N: 5}, []string{"a1", "b1", "c1", "a2", "b2"}},
		{"the objective least asked", []memory.Item{{ID: "a", Chapter: "a", Objective: "often", Order: 1, LastPosted: memory.Never}, {ID: "b", Chapter: "b", Objective: "seldom", Order: 2, LastPosted: memory.Never}}, memory.Wish{N: 1, Asked: map[string]int{"often": 5}}, []string{"b"}},
		{"not one objective twice", []memory.Item{{ID: "a", Chapter: "a", Objective: "1", Order: 1, LastPosted: memory.Never}, {ID: "b", Chapter: "b", Objective: "1", Order: 2, LastPosted: memory.Never}, {ID: "c", Chapter: "c", Objective: "2", Order: 3, LastPosted: memory.Never}}, memory.Wish{N: 2}, []string{"a", "c"}},
		{"the less worn", []memory.Item{{ID: "a", Chapter: "c", LastPosted: 10, Posted: 6, Forgetting: recall(0.7)}, {ID: "b", Chapter: "c", LastPosted: 10, Posted: 2, Forgetting: recall(0.7)}}, memory.Wish{N: 1, Answers: many}, []string{"b"}},
		{"thin: overdue before new", []memory.Item{boxed("a", 6, 2), fresh("n", "c", 1)}, memory.Wish{N: 1, Answers: many - 1}, []string{"a"}},
		{"thin: new before just due", []memory.Item{boxed("a", 3, 2), fresh("n", "c", 1)}, memory.Wish{N: 1}, []string{"n"}},
		{"thin: longest overdue", []memory.Item{boxed("a", 5, 2), boxed("b", 2, 1), boxed("c", 29, 5)}, memory.Wish{N: 3}, []string{"b", "a", "c"}},
		{"thin: what is not due comes last", []memory.Item{boxed("a", 2, 2), boxed("b", 1, 1), boxed("c", 19, 5)}, memory.Wish{N: 3}, []string{"b", "a", "c"}},
		{"thin: what is not due yields even to the worn", []memory.Item{boxed("a", 29, 5), {ID: "b", Chapter: "c", Objective: "o", LastPosted: 1, Posted: 10, Box: 1}}, memory.Wish{N: 1}, []string{"b"}},
		{"thin: forgetting does not count", []memory.Item{{ID: "a", Chapter: "c", LastPosted: 3, Posted: 1, Box: 5, Forgetting: recall(0)}, boxed("b", 3, 2)}, memory.Wish{N: 1}, []string{"b"}},
		{"fewer than wished", []memory.Item{fresh("a", "x", 1)}, memory.Wish{N: 3}, []string{"a"}},
		{"nothing wished", []memory.Item{fresh("a", "x", 1)}, memory.Wish{}, []string{}},
		{"nothing there", nil, memory.Wish{N: 3}, []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, ids(memory.Choose(c.items, c.wish))); d != "" {
				t.Error(d)
			}
		})
	}
}

func items() *rapid.Generator[[]memory.Item] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) memory.Item {
		n := rapid.IntRange(0, 30).Draw(t, "id")
		it := memory.Item{
			ID: fmt.Sprint("q", n), Chapter: fmt.Sprint(n % 4), Objective: rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, "objective"),
			Order: rapid.IntRange(0, 9).Draw(t, "order"), LastPosted: rapid.IntRange(-1, 9).Draw(t, "posted"),
			Posted: rapid.IntRange(0, 3).Draw(t, "times"), Box: memory.Box(rapid.IntRange(0, 5).Draw(t, "box")),
		}
		for _, r := range rapid.SliceOfN(rapid.SampledFrom([]float64{0.1, 0.3, 0.55, 0.7, 0.9, 1}), 0, 4).Draw(t, "recall") {
			it.Forgetting.Add(r)
		}
		return it
	}), 0, 25)
}

// TestChoosingIsFairAndRepeatable holds for any items, also with ids that come twice.
func TestChoosingIsFairAndRepeatable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := items().Draw(t, "items")
		w := memory.Wish{N: rapid.IntRange(-1, 30).Draw(t, "n"), Seed: rapid.Uint64().Draw(t, "seed"), Students: rapid.IntRange(0, 5).Draw(t, "students"), Answers: rapid.SampledFrom([]int{0, 1000}).Draw(t, "answers"), Asked: map[string]int{"a": 2, "b": 1}}
		before := slices.Clone(all)
		got := memory.Choose(all, w)
		if d := cmp.Diff(ids(got), ids(memory.Choose(rapid.Permutation(all).Draw(t, "order"), w))); d != "" {
			t.Fatalf("the order of the items shows: %s", d)
		}
		if d := cmp.Diff(ids(before), ids(all)); d != "" || len(w.Asked) != 2 || w.Asked["a"] != 2 {
			t.Fatalf("the input was changed: %s", d)
		}
		chosen, chapters, different := map[string]bool{}, map[string]int{}, map[string]bool{}
		for _, it := range all {
			different[it.ID] = true
		}
		for _, it := range got {
			if chosen[it.ID] {
				t.Fatalf("%s is chosen twice", it.ID)
			}
			chosen[it.ID] = true
			chapters[it.Chapter]++
		}
		if want := max(0, min(w.N, len(different))); len(got) != want {
			t.Fatalf("%d items are chosen, want %d", len(got), want)
		}
		for id := range different { // nothing is left in a chapter that had fewer turns
			i := slices.IndexFunc(all, func(it memory.Item) bool { return it.ID == id })
			for _, n := range chapters {
				if !chosen[id] && chapters[all[i].Chapter] < n-1 {
					t.Fatalf("chapter %s had %d turns, another %d", all[i].Chapter, chapters[all[i].Chapter], n)
				}
			}
		}
	})
}

// TestTiesFallEvenly lets ten equal questions be chosen on a thousand dates.
func TestTiesFallEvenly(t *testing.T) {
	var equal []memory.Item
	for i := range 10 {
		equal = append(equal, memory.Item{ID: fmt.Sprintf("ch6-r-%02d", i), LastPosted: 9, Posted: 1})
	}
	times := map[string]int{}
	for day := range 1000 {
		times[memory.Choose(equal, memory.Wish{N: 1, Seed: memory.Seed("security-studies", fmt.Sprint(day))})[0].ID]++
	}
	for _, it := range equal {
		if n := times[it.ID]; n < 60 || n > 140 { // 100 ± 4.2 standard deviations
			t.Errorf("%s is chosen %d times of 1000", it.ID, n)
		}
	}
	if memory.Seed("a", "b") == memory.Seed("ab", "") || memory.Seed("a", "b") == memory.Seed("b", "a") {
		t.Error("seeds do not tell class from date")
	}
	if got, want := memory.Seed("security-studies", "2026-11-24"), uint64(0xf1a37f8ac6c0a3ab); got != want {
		t.Errorf("the seed has changed to %#x: running classes would be asked something else", got)
	}
}

// chooses picks one of the items that may be asked.
type chooses func(items []memory.Item, w memory.Wish) memory.Item

// term plays a term with a class of thirty: four chapters, one released every ten class days, a
// question every class day. choose picks among what is released and was not posted within three
// class days. Term gives the mean probability of recall over all students and questions at the
// end, and the questions in the order in which they were first asked.
func term(questions int, choose chooses) (mean float64, firsts []memory.Item) {
	const students, days = 30, 70
	chapter := questions / 4
	rng := rand.New(rand.NewPCG(1, 2))
	states := make([][]memory.State, questions)
	outcomes := make([][]memory.Grade, questions)
	last, posted := make([]int, questions), make([]int, questions)
	for q := range states {
		states[q], last[q] = make([]memory.State, students), memory.Never
	}
	asked, answers := map[string]int{}, 0
	for day := range days {
		on := memory.Day(day/5*7 + day%5)
		var items []memory.Item
		for q := range states {
			if q/chapter*10 > day || last[q] >= 0 && day-last[q] <= 3 {
				continue
			}
			it := memory.Item{ID: fmt.Sprint("q", q), Chapter: fmt.Sprint(q / chapter), Objective: fmt.Sprint(q / 4), Order: q, LastPosted: memory.Never, Posted: posted[q], Box: memory.BoxOf(outcomes[q]...)}
			if last[q] >= 0 {
				it.LastPosted = day - last[q]
			}
			for _, s := range states[q] {
				if !s.New() {
					it.Forgetting.Add(memory.Retrievability(s, float64(on-s.Last)))
				}
			}
			items = append(items, it)
		}
		it := choose(items, memory.Wish{N: 1, Seed: memory.Seed("c", fmt.Sprint(day)), Students: students, Answers: answers, Asked: asked})
		q := it.Order
		if posted[q] == 0 {
			firsts = append(firsts, it)
		}
		asked[it.Objective]++
		posted[q]++
		last[q] = day
		right := 0
		for i := range students {
			p := 0.6 // on first sight
			if s := states[q][i]; !s.New() {
				p = memory.Retrievability(s, float64(on-s.Last))
			}
			known := rng.Float64() < p
			states[q][i] = states[q][i].Answered(on, memory.GradeOf(known, false))
			answers++
			if known {
				right++
			}
		}
		outcomes[q] = append(outcomes[q], memory.GradeOfClass(right, students))
	}
	end := memory.Day(days / 5 * 7)
	for _, of := range states {
		for _, s := range of {
			mean += memory.Retrievability(s, float64(end-s.Last)) / float64(students*questions)
		}
	}
	return mean, firsts
}

// TestATermIsBetterChosenThanByLot plays the same term with our choice, by lot, and with what
// many bots do: everything new first, then by lot. With 20 questions there is much to repeat,
// with 40 a little. Of 80 not all can be asked: who then asks new ones only knows a little
// more on average, but nothing has ever been repeated.
func TestATermIsBetterChosenThanByLot(t *testing.T) {
	for _, c := range []struct {
		questions, asked int
		byLot, newFirst  float64 // how much better the mean recall should be at least
	}{{20, 20, 0.08, 0.04}, {40, 40, 0.1, 0.01}, {80, 55, 0.05, -0.06}} {
		t.Run(fmt.Sprint(c.questions), func(t *testing.T) {
			ours, firsts := term(c.questions, func(items []memory.Item, w memory.Wish) memory.Item { return memory.Choose(items, w)[0] })
			rng := rand.New(rand.NewPCG(3, 4))
			byLot, _ := term(c.questions, func(items []memory.Item, _ memory.Wish) memory.Item { return items[rng.IntN(len(items))] })
			newFirst, _ := term(c.questions, func(items []memory.Item, _ memory.Wish) memory.Item {
				if i := slices.IndexFunc(items, func(it memory.Item) bool { return it.LastPosted == memory.Never }); i >= 0 {
					return items[i]
				}
				return items[rng.IntN(len(items))]
			})
			t.Logf("mean recall at the end: chosen %.3f, by lot %.3f, new first %.3f; %d asked", ours, byLot, newFirst, len(firsts))
			if ours < byLot+c.byLot || ours < newFirst+c.newFirst {
				t.Error("the choice is not better by what is wanted")
			}
			if len(firsts) < c.asked {
				t.Errorf("%d of %d questions were asked, want at least %d", len(firsts), c.questions, c.asked)
			}
			next := map[string]int{}
			for _, it := range firsts {
				if it.Order%(c.questions/4) != next[it.Chapter] {
					t.Errorf("%s came before its turn", it.ID)
				}
				next[it.Chapter]++
			}
		})
	}
}

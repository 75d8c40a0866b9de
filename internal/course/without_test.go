package course_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"lectern/internal/course"
	"lectern/internal/find"
)

func TestWithoutIsTheCourseAsIfThePartsWereNotThere(t *testing.T) {
	files := fstest.MapFS{
		"a.md": {Data: []byte("# Alpha\n\nFirst words.\n\n## Realism\n\nPower matters.\n\n## Liberalism\n\nRules matter.\n")},
		"b.md": {Data: []byte("# Beta\n\nSecond words about quantum.\n")},
	}
	c, findings, err := course.Load(t.Context(), files, course.Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole := course.NewSnapshot(c, findings)
	realism := whole.Lookup("realism").Best.Unit
	part := whole.Without([]string{realism.ID})
	if a := part.Lookup("realism"); a.Outcome == find.Found {
		t.Errorf("realism is found: %q", a.Best.Unit.Title)
	}
	if len(part.Complete("real", 10)) > 0 || len(part.Search("power", 10)) > 0 || part.Course.ByRef(realism.Ref) != nil {
		t.Error("what is kept back can be completed, searched or opened")
	}
	a := part.Lookup("liberalism")
	if a.Outcome != find.Found || a.Best.Unit.Ref != whole.Lookup("liberalism").Best.Unit.Ref {
		t.Error("what stays is not found, or has another reference")
	}
	for i, u := range part.Course.Units {
		if u.Index != i || u.Parent != nil && !slices.Contains(u.Parent.Children, u) {
			t.Errorf("%s is out of place", u.ID)
		}
	}
	if whole.Lookup("realism").Best.Unit != realism || realism.Parent.Hash == part.Course.ByID(realism.Parent.ID).Hash {
		t.Error("the whole course has changed, or the rest of the chapter claims to be all of it")
	}
	if whole.Without([]string{"nothing"}) != whole {
		t.Error("a copy is made although nothing is left out")
	}
}

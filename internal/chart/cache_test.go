package chart_test

import (
	"sync"
	"testing"

	"lectern/internal/chart"
)

func same(a, b []byte) bool { return len(a) > 0 && len(b) > 0 && &a[0] == &b[0] }

func TestOnePictureIsDrawnOnceForAll(t *testing.T) {
	c := chart.NewCache(4)
	pictures := make([][]byte, 8)
	var wg sync.WaitGroup
	for i := range pictures {
		wg.Go(func() {
			data, err := c.PNG(board())
			if err != nil {
				t.Error(err)
			}
			pictures[i] = data
		})
	}
	wg.Wait()
	for _, p := range pictures[1:] {
		if !same(p, pictures[0]) {
			t.Fatal("it was drawn more than once")
		}
	}
	other := board()
	other.Rows[0].Value++
	if p, err := c.PNG(other); err != nil || same(p, pictures[0]) {
		t.Errorf("another board shows the same picture (%v)", err)
	}
}

func TestTheCacheForgetsTheOldest(t *testing.T) {
	c := chart.NewCache(2)
	draw := func(points float64) []byte {
		t.Helper()
		data, err := c.PNG(chart.Bars{Title: "x", Rows: []chart.Bar{{Label: "a", Value: points}}})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	first, second := draw(1), draw(2)
	if !same(draw(1), first) { // now the second is the older
		t.Error("what is kept was drawn again")
	}
	draw(3)
	if !same(draw(1), first) {
		t.Error("what was used last is gone")
	}
	if same(draw(2), second) {
		t.Error("more is kept than agreed")
	}
}

func TestAFileOfAChart(t *testing.T) {
	f, err := chart.NewCache(1).File("board.png", board(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "board.png" || f.Type != "image/png" || len(f.Data) == 0 || f.Alt != board().Alt(nil) {
		t.Errorf("%+v", f)
	}
}

package course_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"lectern/internal/course"
)

// place is an origin whose versions a test puts there.
type place struct {
	mu      sync.Mutex
	version string
	text    string
	err     error
	asked   int
	read    int
}

func (p *place) put(version, text string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version, p.text, p.err = version, text, err
}

func (p *place) Fetch(_ context.Context, have string) (fs.FS, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked++
	if p.version == have && have != "" {
		return nil, have, nil
	}
	p.read++
	if p.err != nil {
		return nil, p.version, p.err
	}
	return fstest.MapFS{"chapters/chapter1.md": {Data: []byte(p.text)}, "note.txt": {Data: []byte(p.version)}}, p.version, nil
}

func note(t *testing.T, l *course.Library) string {
	t.Helper()
	data, err := fs.ReadFile(l.Files(), "note.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// counted reads a count while the Library may be asking.
func (p *place) counted(n *int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return *n
}

func TestACourseFollowsItsOrigin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &place{version: "1", text: chapterOne}
		var log strings.Builder
		l, err := course.Open(t.Context(), course.Source{Origin: p, Poll: time.Minute, Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- l.Run(ctx) }()
		legend := func() string { return l.Current().Course.ByID("chapter1/1/legend").Title }
		edited := strings.Replace(chapterOne, "## Legend\n\nThe legend", "## Legend\n\nA new legend", 1)
		first := l.Current()

		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if p.counted(&p.asked) < 5 || p.counted(&p.read) != 1 || l.Current() != first {
			t.Errorf("unchanged: asked %d times, read %d times", p.counted(&p.asked), p.counted(&p.read))
		}
		p.put("2", edited, nil)
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		good := l.Current()
		if good == first || note(t, l) != "2" || legend() != "Legend" {
			t.Errorf("the new version was not taken over: %q", note(t, l))
		}
		// A version whose text is the same may still have other pictures and questions.
		p.put("3", edited, nil)
		l.Pull()
		l.Pull()
		synctest.Wait()
		if l.Current() != good || note(t, l) != "3" {
			t.Errorf("the files are those of version %s", note(t, l))
		}
		// Broken: the last good version stays, files and all, and it is read once only.
		p.put("4", string([]byte{0xff, 0xfe, 'x'}), nil)
		read := p.counted(&p.read)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if l.Current() != good || note(t, l) != "3" || l.Rejected() == nil || p.counted(&p.read) != read+1 {
			t.Errorf("broken: files of version %s, read %d times, %+v", note(t, l), p.counted(&p.read)-read, l.Rejected())
		}
		// Not reached: asked again and again.
		p.put("", "", errors.New("not reached"))
		read = p.counted(&p.read)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if l.Current() != good || p.counted(&p.read) < read+5 || !strings.Contains(log.String(), "not reached") {
			t.Errorf("not reached: asked %d times\n%s", p.counted(&p.read)-read, log.String())
		}
		p.put("5", chapterOne, nil)
		l.Pull()
		synctest.Wait()
		if l.Current() == good || note(t, l) != "5" || l.Rejected() != nil {
			t.Errorf("mended: version %s, %+v", note(t, l), l.Rejected())
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestACourseThatCannotBeFetchedIsNotOpened(t *testing.T) {
	p := &place{err: errors.New("not reached")}
	if _, err := course.Open(t.Context(), course.Source{Origin: p}); err == nil || !strings.Contains(err.Error(), "not reached") {
		t.Errorf("got %v", err)
	}
}

package course

import (
	"context"
	"io/fs"
	"time"
)

// Origin is a place that holds a course as a whole, such as an archive or a repository. Each
// version of it is a file system of its own that never changes.
type Origin interface {
	// Fetch gives the newest version, or nil files when it is the one had. A version given
	// with an error is not asked for again until it has changed; none means: try again. The
	// error must not show how one signs in.
	Fetch(ctx context.Context, have string) (files fs.FS, version string, err error)
}

// Pull has Run ask the origin, or look at the folder, at once. It does not wait, and many calls while the origin is
// being asked make one more.
func (l *Library) Pull() {
	select {
	case l.pull <- struct{}{}:
	default:
	}
}

// follow asks the origin again and again until ctx ends.
func (l *Library) follow(ctx context.Context, every time.Duration) error {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		case <-l.pull:
		}
		l.reloadQuietly(ctx)
	}
}

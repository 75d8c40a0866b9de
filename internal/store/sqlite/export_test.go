package sqlite

import (
	"context"
	"fmt"
)

// Schema is the steps of the schema, for the test of a file that an earlier version wrote.
func Schema() []string { return schema() }

// Limit lets the file have so many pages and no more: SQLite then says what it says on a full
// disk.
func (s *Store) Limit(ctx context.Context, pages int) error {
	return s.do(ctx, func(ctx context.Context, w *writer) error {
		var n int
		return w.row(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil, []any{&n})
	})
}

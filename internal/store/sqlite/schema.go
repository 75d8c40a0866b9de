package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"lectern/internal/fault"
)

// schema lists the steps from an empty file to the present schema. A step is never changed
// once released; PRAGMA user_version counts the steps a file has had. Times are Unix
// milliseconds, points hundredths of a point.
func schema() []string { return []string{asking + settings + posting, records, emptying, reckoning} }

const asking = `
CREATE TABLE meta(
  key   TEXT PRIMARY KEY,
  value
) WITHOUT ROWID;

-- A question that was asked. pinned is the question as asked, in JSON.
CREATE TABLE prompts(
  class    TEXT NOT NULL,
  id       TEXT NOT NULL,
  kind     TEXT NOT NULL,            -- daily, live, practice
  question TEXT NOT NULL,            -- its id in the bank
  pinned   BLOB,
  opens    INTEGER NOT NULL,
  closes   INTEGER NOT NULL,         -- 0: open until it is closed
  changes  INTEGER NOT NULL,         -- how often an answer may be changed
  boards   TEXT NOT NULL,            -- JSON list of the boards its points count on
  state    TEXT NOT NULL,            -- open, closed
  PRIMARY KEY(class, id)
) WITHOUT ROWID;
CREATE INDEX prompts_open ON prompts(class, opens, id) WHERE state = 'open' AND kind <> 'practice';
CREATE INDEX prompts_listed ON prompts(class, opens DESC, id DESC) WHERE kind <> 'practice';

-- Where a prompt was posted.
CREATE TABLE placements(
  class TEXT NOT NULL, prompt TEXT NOT NULL, seq INTEGER NOT NULL,
  platform TEXT NOT NULL, tenant TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, message TEXT NOT NULL,
  PRIMARY KEY(class, prompt, seq),
  UNIQUE(class, prompt, platform, tenant, channel, thread, message)
) WITHOUT ROWID;

-- The answer that stands for a student.
CREATE TABLE answers(
  class      TEXT NOT NULL,
  prompt     TEXT NOT NULL,
  question   TEXT NOT NULL,          -- its id in the bank
  student    TEXT NOT NULL,
  pick       TEXT NOT NULL,
  correct    INTEGER NOT NULL,
  points     INTEGER NOT NULL,
  confidence TEXT NOT NULL,          -- guess, likely, sure, or empty
  at         INTEGER NOT NULL,
  platform   TEXT NOT NULL,
  revision   INTEGER NOT NULL,       -- 0 for the first pick
  event      TEXT NOT NULL,          -- the platform's id of the event that set it
  earlier    TEXT NOT NULL,          -- JSON list of the events before it
  PRIMARY KEY(class, prompt, student)
) WITHOUT ROWID;
CREATE INDEX answers_by_student ON answers(class, student, at DESC, prompt);

-- What a student has on a board.
CREATE TABLE scores(
  class   TEXT NOT NULL,
  board   TEXT NOT NULL,
  student TEXT NOT NULL,
  points  INTEGER NOT NULL,
  PRIMARY KEY(class, board, student)
) WITHOUT ROWID;
`

const settings = `
-- The settings of a class, in JSON.
CREATE TABLE classes(
  id       TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,         -- how often it was saved
  settings TEXT NOT NULL
) WITHOUT ROWID;

-- How a student chose to appear on boards, in JSON.
CREATE TABLE profiles(
  class   TEXT NOT NULL,
  student TEXT NOT NULL,
  profile TEXT NOT NULL,
  PRIMARY KEY(class, student)
) WITHOUT ROWID;

-- Live rounds, in JSON.
CREATE TABLE rounds(
  class    TEXT NOT NULL,
  id       TEXT NOT NULL,
  revision INTEGER NOT NULL,         -- how often it was saved
  phase    TEXT NOT NULL,            -- lobby, asking, paused, voted, revealed, over
  round    TEXT NOT NULL,
  PRIMARY KEY(class, id)
) WITHOUT ROWID;
CREATE INDEX rounds_open ON rounds(class, id) WHERE phase <> 'over';
`

const posting = `
-- Posts that must happen once.
CREATE TABLE ledger(
  class    TEXT NOT NULL,
  key      TEXT NOT NULL,
  stage    TEXT NOT NULL,            -- claimed, posted, confirmed
  owner    TEXT NOT NULL,
  until    INTEGER NOT NULL,         -- the claim runs out then
  attempts INTEGER NOT NULL,
  first    INTEGER NOT NULL,
  platform TEXT NOT NULL DEFAULT '', tenant TEXT NOT NULL DEFAULT '', channel TEXT NOT NULL DEFAULT '',
  thread   TEXT NOT NULL DEFAULT '', message TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(class, key)
) WITHOUT ROWID;
CREATE INDEX ledger_unfinished ON ledger(class, first, key) WHERE stage <> 'confirmed';
`

const records = `
-- What is few and small: announcements, the log of what staff did, codes. data is JSON.
CREATE TABLE records(
  class    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  id       TEXT NOT NULL,
  revision INTEGER NOT NULL,         -- how often it was saved
  data     TEXT NOT NULL,
  PRIMARY KEY(class, kind, id)
) WITHOUT ROWID;
`

const emptying = `
-- When a board was emptied: answers of an earlier epoch have no points on it any more. The epoch
-- of a class is the highest of its boards, 0 at first.
CREATE TABLE resets(
  class TEXT NOT NULL,
  board TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  PRIMARY KEY(class, board)
) WITHOUT ROWID;
ALTER TABLE answers ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0; -- the class's when it was kept
ALTER TABLE answers ADD COLUMN boards TEXT NOT NULL DEFAULT '';  -- JSON list of those it counts on beside the prompt's
`

const reckoning = `
-- What a student has on a board is reckoned from the answers, so that the two never disagree and
-- an answer is written in one place.
DROP TABLE scores;
CREATE VIEW scores AS
WITH counted(class, board, student, points, epoch) AS (
  SELECT a.class, b.value, a.student, a.points, a.epoch
    FROM answers a JOIN prompts p ON p.class = a.class AND p.id = a.prompt, json_each(p.boards) b
  UNION ALL
  SELECT a.class, b.value, a.student, a.points, a.epoch FROM answers a, json_each(a.boards) b WHERE a.boards <> ''
)
SELECT c.class AS class, c.board AS board, c.student AS student, sum(c.points) AS points
  FROM counted c LEFT JOIN resets r ON r.class = c.class AND r.board = c.board
  WHERE c.epoch >= coalesce(r.epoch, 0)
  GROUP BY c.class, c.board, c.student;
`

// migrate brings the file's schema up to date, one transaction per step.
func migrate(ctx context.Context, db *sql.DB) error {
	var have int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
		return fmt.Errorf("read the schema version: %w", err)
	}
	steps := schema()
	if have > len(steps) {
		return fault.New(fault.Invalid,
			fmt.Sprintf("The store was written by a newer Lectern (schema %d; this one knows %d).", have, len(steps)),
			"Use that version again, or restore a backup made by this one.")
	}
	for v := have; v < len(steps); v++ {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return fmt.Errorf("begin schema step %d: %w", v+1, err)
		}
		if _, err := tx.ExecContext(ctx, steps[v]+fmt.Sprintf("PRAGMA user_version = %d;", v+1)); err != nil {
			_ = tx.Rollback() // the step's own error says more
			return fmt.Errorf("schema step %d: %w", v+1, err)
		}
		if err := tx.Commit(); err != nil {
			return fmt.Errorf("commit schema step %d: %w", v+1, err)
		}
	}
	return nil
}

package redis

import (
	"lectern/internal/ledger"
	"lectern/internal/quiz"
	"lectern/internal/record"
)

// prefix begins every key; the class in braces is the hash tag that keeps all keys of a
// class on one node of a cluster.
const prefix = "lectern:"

// keys builds the key names of a class. No other place may.
//
//	prompt:ID    hash    data (JSON), state, closes (ms), changes, boards (how many)
//	placed:ID    zset    place and message (JSON) by the order they were noted
//	answers:ID   hash    student → answer (JSON)
//	of:STUDENT   zset    prompt by the time of the answer (ms)
//	open         zset    prompt by its opening time (ms)
//	prompts      zset    the same of all prompts that are listed, open or not
//	profiles     hash    student → profile (JSON)
//	round:ID     string  revision, bar, round (JSON); expires when it is over
//	rounds       set     rounds that are not over
//	board:BOARD  zset    student by points, negative so that the best come first and equal
//	                     ones in the order of their ids
//	resets       hash    board → the class's epoch since it was emptied; # → the epoch now,
//	                     how often a board of the class was emptied; @ → the mark (mark.go)
//	records:KIND hash    id → revision, bar, record (JSON)
//	job:KEY      hash    stage, owner, until (ms), attempts, first (ms), ref (JSON)
//	jobs         zset    unfinished jobs by the time of their first claim (ms)
//
// The classes themselves are one hash, id → revision, bar, class (JSON): there are few, and
// all are read together.
type keys string

const (
	classes = prefix + "classes"
	checked = prefix + "checked" // when the store was last written to for a check
	// marked is the hash of the store's own mark (mark.go). What is in braces is the name of
	// classes, so that both are on one node of a cluster.
	marked = prefix + "store:{" + classes + "}"
)

func keysOf(class quiz.ClassID) keys { return keys(prefix + "{" + string(class) + "}:") }

func (k keys) prompt(id quiz.PromptID) string   { return string(k) + "prompt:" + string(id) }
func (k keys) placed(id quiz.PromptID) string   { return string(k) + "placed:" + string(id) }
func (k keys) answers(id quiz.PromptID) string  { return string(k) + "answers:" + string(id) }
func (k keys) student(id quiz.StudentID) string { return string(k) + "of:" + string(id) }
func (k keys) open() string                     { return string(k) + "open" }
func (k keys) prompts() string                  { return string(k) + "prompts" }
func (k keys) profiles() string                 { return string(k) + "profiles" }
func (k keys) round(id quiz.RoundID) string     { return string(k) + "round:" + string(id) }
func (k keys) rounds() string                   { return string(k) + "rounds" }
func (k keys) board(b quiz.Board) string        { return string(k) + "board:" + string(b) }
func (k keys) resets() string                   { return string(k) + "resets" }
func (k keys) records(kind record.Kind) string  { return string(k) + "records:" + string(kind) }
func (k keys) job(key ledger.Key) string        { return string(k) + "job:" + string(key) }
func (k keys) jobs() string                     { return string(k) + "jobs" }

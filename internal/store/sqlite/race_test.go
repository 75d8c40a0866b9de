//go:build race

package sqlite_test

// underRace tells that the race detector watches: SQLite's own code, which came from C, is then some
// fifty times slower.
const underRace = true

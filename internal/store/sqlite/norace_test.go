//go:build !race

package sqlite_test

// underRace: see race_test.go.
const underRace = false

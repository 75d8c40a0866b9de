// Package policy holds the tests that keep the house in order: who may import whom, which
// modules the program may contain, and that every package says what it is for.
package policy

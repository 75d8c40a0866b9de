// Package find looks passages up: titles, near misses and text. It is pure: an Index is
// built once from Entries and never changes, and a lookup does no I/O.
package find

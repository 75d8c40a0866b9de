// Package wire is what the adapters share that write for a platform themselves: JSON strings,
// cutting text between characters, what may be linked to, how given files are fetched, and the
// count of the answers that are on their way. It knows no platform; limits of messages come from
// the caller.
package wire

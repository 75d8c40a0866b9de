// Package wire is what the adapters share that write for a platform themselves: JSON strings,
// cutting text between characters, what may be linked to, and the count of the answers that are
// on their way. It knows no platform; limits come from the caller.
package wire

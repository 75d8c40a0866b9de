// Package findbench compares the lookup with bleve v2, a general full-text engine, on the same
// courses and the same queries. It is a module of its own, so that bleve and all it needs stay
// out of the program.
//
// What is found first, by category of query, on the committed courses:
//
//	cd internal/tools/findbench && go test -mod=mod -run Relevance -v .
//
// How long it takes, at 1,000 and 10,000 passages, both engines in turns (about a minute):
//
//	cd internal/tools/findbench && go test -mod=mod -run xxx -bench . -benchtime 3s .
//
// bleve gets what it does best: its scorch index in memory, the analyser of the course's own
// language, fuzziness 1 (the mode that forgives typing errors) and titles weighted five times
// the text.
//
// -mod=mod lets the module follow the requirements of the program.
package findbench

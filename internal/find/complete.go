package find

// completion finds titles while they are typed.
type completion struct{}

type completionCounts struct{}

func newCompletion(_ []Entry, _ map[string]bool) completion { return completion{} }

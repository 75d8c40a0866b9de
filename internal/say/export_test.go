package say

// Heard is how many preferences are remembered.
func (l *Languages) Heard() int { return len(l.heard) }

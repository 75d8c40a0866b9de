package wire

// AppendString writes s as a JSON string (RFC 8259 §7). s is valid UTF-8.
func AppendString[S ~string | ~[]byte](b []byte, s S) []byte {
	b = AppendQuoted(append(b, '"'), s)
	return append(b, '"')
}

// AppendQuoted writes the inside of a JSON string, without the marks around it.
func AppendQuoted[S ~string | ~[]byte](b []byte, s S) []byte {
	const hex = "0123456789abcdef"
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		start = i + 1
	}
	return append(b, s[start:]...)
}

package discord

// Scan reads a body with the scanner alone and tells whether it took it for JSON.
func Scan(body []byte) error {
	s := scanner{b: body}
	if err := s.skip(0); err != nil {
		return err
	}
	return s.end()
}

// Decoded gives the parts of an interaction that a test compares.
func Decoded(body []byte) (id, command, guild string, err error) {
	in, err := decode(body)
	return in.id, in.command, in.guild, err
}

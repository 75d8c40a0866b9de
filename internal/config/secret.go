package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// Masked stands for a Secret wherever one would be printed.
const Masked = "(hidden)"

// Secret is a value that no way of printing, logging or encoding shows. Reveal gives it. It is
// kept behind a pointer because fmt asks no method of %p nor of unexported fields.
type Secret struct{ value *string }

// NewSecret hides a value.
func NewSecret(value string) Secret { return Secret{&value} }

// Reveal gives the value, for the one place that needs it.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Set tells whether there is a value.
func (s Secret) Set() bool { return s.Reveal() != "" }

// String hides the value.
func (s Secret) String() string {
	if !s.Set() {
		return ""
	}
	return Masked
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return "config.Secret{" + s.String() + "}" }

// Format hides the value from every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(s.String())) }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the value from text encodings.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON hides the value from JSON.
func (s Secret) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

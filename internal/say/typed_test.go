package say_test

import (
	"testing"

	"lectern/internal/say"
)

func TestWordsAreTakenInTheSpeakersLanguageAndInEnglish(t *testing.T) {
	l, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ lang, typed, want string }{
		{"de", "Woche", "week"},
		{"de", " diese Woche ", "week"},
		{"de", "week", "week"},
		{"es", "SEMANA", "week"},
		{"es", "aqui", "here"}, // without its accent
		{"es", "Woche", "Woche"},
		{"en", "Woche", "Woche"},
		{"de", "Woch", "Woch"}, // only what may be cut is
		{"de", "", ""},
	} {
		if got := l.In(tt.lang).Meant(tt.typed, "course", "week", "here"); got != tt.want {
			t.Errorf("%s: %q means %q, want %q", tt.lang, tt.typed, got, tt.want)
		}
	}
	for typed, want := range map[string]string{"di": "tuesday", "Dienst": "tuesday", "d": "d", "Dienstags": "Dienstags"} {
		if got := l.In("de").Shortly(typed, "monday", "tuesday"); got != want {
			t.Errorf("%q shortly means %q, want %q", typed, got, want)
		}
	}
}

package say_test

import (
	"testing"

	"lectern/internal/say"
)

func TestEverySpeakerCountsByTheRulesOfItsLanguage(t *testing.T) {
	l, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		prefer []string
		n      int
		want   string
	}{
		{nil, 1, "1 lesson"},
		{nil, 3, "3 lessons"},
		{[]string{"de-AT"}, 1, "1 Lektion"},
		{[]string{"de"}, 0, "0 Lektionen"},
		{[]string{"es-419"}, 2, "2 lecciones"},
		{[]string{"", "nonsense!", "es-ES"}, 1, "1 lección"},
		{[]string{"ja", "de"}, 2, "2 Lektionen"},
		{[]string{"ja"}, 2, "2 lessons"},
		{[]string{"en-GB", "de"}, 2, "2 lessons"},
	} {
		if got := l.In(tt.prefer...).N(tt.n, "{{.Count}} lesson", "{{.Count}} lessons"); got != tt.want {
			t.Errorf("%v say %q, want %q", tt.prefer, got, tt.want)
		}
	}
}

func TestATextIsSaidLaterInTheReadersLanguage(t *testing.T) {
	l, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	text := say.T("What is there: {{.Lessons}}.", say.Args{"Lessons": say.N(2, "{{.Count}} lesson", "{{.Count}} lessons")})
	if got := text.String(); got != "What is there: 2 lessons." {
		t.Errorf("English: %q", got)
	}
	if got := l.In("de").Say(text); got != "What is there: 2 Lektionen." { // not translated, but what is inside is
		t.Errorf("German: %q", got)
	}
}

func TestWhatIsFilledInIsNeverReadAsATemplate(t *testing.T) {
	text := say.T("You asked for {{.Query}}.", say.Args{"Query": "{{.Secret}}", "Secret": "x"})
	if got := text.String(); got != "You asked for {{.Secret}}." {
		t.Errorf("said %q", got)
	}
}

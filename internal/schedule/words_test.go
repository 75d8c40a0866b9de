package schedule_test

import (
	"testing"

	"lectern/internal/say"
	"lectern/internal/schedule"
)

func TestDaysMayBeWrittenInTheReadersLanguage(t *testing.T) {
	l, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ lang, text, want string }{
		{"de", "Mo-Fr", "Mon-Fri"},
		{"de", "Mo–Fr", "Mon-Fri"},
		{"de", "montag bis mittwoch", "Mon-Wed"},
		{"de", "Di, Do und Sonnabend", "Tue, Thu, Sat"},
		{"de", "Mo. - Do.", "Mon-Thu"},
		{"de", "täglich", "Mon-Sun"},
		{"de", "werktags", "Mon-Fri"},
		{"de", "Mon-Fri", "Mon-Fri"},
		{"de", "Tuesday, thu", "Tue, Thu"},
		{"es", "lun-vie", "Mon-Fri"},
		{"es", "lunes a viernes", "Mon-Fri"},
		{"es", "lunes, miércoles y sabado", "Mon, Wed, Sat"},
		{"es", "Mié", "Wed"},
		{"es", "todos los días", "Mon-Sun"},
		{"es", "mon,wed", "Mon, Wed"},
		{"en", "Mon and Wed", "Mon, Wed"},
	} {
		days, err := schedule.ParseDays(schedule.EnglishDays(tt.text, l.In(tt.lang)))
		want, wantErr := schedule.ParseDays(tt.want)
		if err != nil || wantErr != nil || days != want {
			t.Errorf("%s: %q is read as %v, want %s: %v", tt.lang, tt.text, days, tt.want, err)
		}
	}
	for _, nonsense := range []string{"", "Feiertag", "M-F", "Mo-"} {
		if days, err := schedule.ParseDays(schedule.EnglishDays(nonsense, l.In("de"))); err == nil {
			t.Errorf("%q is read as %v", nonsense, days)
		}
	}
}

// TestDaysAreReadAsTheyAreShown goes there and back in every language: a form shows the days
// and sends them in.
func TestDaysAreReadAsTheyAreShown(t *testing.T) {
	l, err := say.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range l.Tags() {
		for set := schedule.Days(1); set < 1<<7; set++ {
			shown := schedule.DaysText(set.String(), l.In(tag))
			got, err := schedule.ParseDays(schedule.EnglishDays(shown, l.In(tag)))
			if err != nil || got != set {
				t.Errorf("%s: %v is shown as %q and read as %v: %v", tag, set, shown, got, err)
			}
		}
	}
}

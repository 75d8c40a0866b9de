package commands_test

import (
	"strings"
	"testing"

	"lectern/internal/chat"
)

// TestWhatIsTypedMayBeInTheReadersLanguage gives each command its values in three languages
// and expects the same of all.
func TestWhatIsTypedMayBeInTheReadersLanguage(t *testing.T) {
	for _, tt := range []struct {
		lines map[string]string // by language
		wants map[string]string
	}{
		{
			map[string]string{"en": "/leaderboard week", "de": "/leaderboard Woche", "es": "/leaderboard esta semana"},
			map[string]string{"en": "Leaderboard: this week", "de": "diese Woche", "es": "esta semana"},
		},
		{
			map[string]string{"en": "/leaderboard here", "de": "/leaderboard hier", "es": "/leaderboard aqui"},
			map[string]string{"en": "Leaderboard: this place", "de": "Rangliste: dieser Ort", "es": "este lugar"},
		},
		{
			map[string]string{"en": "/class set days:Tue, Thu", "de": "/class set days:Di und Do", "es": "/class set days:martes y jueves"},
			map[string]string{"en": "Tue, Thu", "de": "Di, Do", "es": "mar, jue"},
		},
		{
			map[string]string{"en": "/daily set days:Mon-Wed", "de": "/daily set days:Montag bis Mittwoch", "es": "/daily set days:lun-mie"},
			map[string]string{"en": "Mon-Wed", "de": "Mo-Mi", "es": "lun-mié"},
		},
		{
			map[string]string{"en": "/chapter chapter 2", "de": "/chapter Kapitel 2", "es": "/chapter capítulo 2"},
			map[string]string{"en": "Chapter 2: Institutions", "de": "Chapter 2: Institutions", "es": "Chapter 2: Institutions"},
		},
	} {
		for tongue, line := range tt.lines {
			r := newRoom(t)
			who := teacher()
			who.Locale = tongue
			v := r.say(who, line).View
			if got := saying(v); !strings.Contains(got, tt.wants[tongue]) {
				t.Errorf("%s: %s does not say %q:\n%s", tongue, line, tt.wants[tongue], got)
			}
		}
	}
}

func TestAChapterIsKeptBackAndOpenedInAnyLanguage(t *testing.T) {
	for _, tt := range []struct{ tongue, never, now string }{{"en", "never", "now"}, {"de", "nie", "sofort"}, {"es", "nunca", "ahora"}} {
		r := newRoom(t)
		who := teacher()
		who.Locale = tt.tongue
		held := func(date string) int {
			r.say(who, "/class release chapter:realism date:"+date)
			c, err := r.dir.Of(hall())
			if err != nil {
				t.Fatal(err)
			}
			return len(c.Holds)
		}
		if n := held(tt.never); n != 1 {
			t.Errorf("%s: after %q %d are kept back", tt.tongue, tt.never, n)
		}
		if n := held(tt.now); n != 0 {
			t.Errorf("%s: after %q %d are kept back", tt.tongue, tt.now, n)
		}
	}
}

// TestTheFormOfTheClassTakesWhatItShows sends the form in as it came, in every language.
func TestTheFormOfTheClassTakesWhatItShows(t *testing.T) {
	for _, tongue := range []string{"en", "de", "es"} {
		r := newRoom(t)
		who := teacher()
		who.Locale = tongue
		r.say(who, "/class set days:mon,wed")
		var form chat.Form
		for _, c := range r.say(who, "/class show").View.Card().Controls {
			if b, ok := c.(chat.Button); ok {
				if f, isForm := r.bot.Press(t.Context(), chat.Press{ID: r.event(), Token: b.Token, From: who, At: hall(), Received: r.now}).View.(chat.Form); isForm {
					form = f
					break
				}
			}
		}
		var fields chat.Args
		for _, f := range form.Fields {
			fields = append(fields, chat.Arg{Name: f.Name, Value: f.Value})
		}
		r.bot.Submit(t.Context(), chat.Submission{ID: r.event(), Token: form.Token, From: who, At: hall(), Fields: fields, Received: r.now})
		c, err := r.dir.Of(hall())
		if err != nil || c.Schedule.Days != "Mon, Wed" {
			t.Errorf("%s: the days are %q after %v: %v", tongue, c.Schedule.Days, fields, err)
		}
	}
}

package schedule

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"lectern/internal/say"
)

// Long writes the date for a sentence: 28 March 2027.
func (d Date) Long() say.Text {
	a := say.Args{"Day": d.Day, "Year": d.Year}
	switch d.Month {
	case time.January:
		return say.T("{{.Day}} January {{.Year}}", a)
	case time.February:
		return say.T("{{.Day}} February {{.Year}}", a)
	case time.March:
		return say.T("{{.Day}} March {{.Year}}", a)
	case time.April:
		return say.T("{{.Day}} April {{.Year}}", a)
	case time.May:
		return say.T("{{.Day}} May {{.Year}}", a)
	case time.June:
		return say.T("{{.Day}} June {{.Year}}", a)
	case time.July:
		return say.T("{{.Day}} July {{.Year}}", a)
	case time.August:
		return say.T("{{.Day}} August {{.Year}}", a)
	case time.September:
		return say.T("{{.Day}} September {{.Year}}", a)
	case time.October:
		return say.T("{{.Day}} October {{.Year}}", a)
	case time.November:
		return say.T("{{.Day}} November {{.Year}}", a)
	case time.December:
		return say.T("{{.Day}} December {{.Year}}", a)
	}
	return say.Plain(d.String())
}

// Short writes the date for a list, with its day of the week: Mon 2027-03-29.
func (d Date) Short() say.Text {
	return say.T("{{.Weekday}} {{.Year}}-{{.Month}}-{{.Day}}", say.Args{
		"Weekday": WeekdayName(d.Weekday()), "Year": d.String()[:4], "Month": d.String()[5:7], "Day": d.String()[8:],
	})
}

// WeekdayName is a day of the week in two or three letters.
func WeekdayName(d time.Weekday) say.Text {
	switch d {
	case time.Monday:
		return say.T("Mon")
	case time.Tuesday:
		return say.T("Tue")
	case time.Wednesday:
		return say.T("Wed")
	case time.Thursday:
		return say.T("Thu")
	case time.Friday:
		return say.T("Fri")
	case time.Saturday:
		return say.T("Sat")
	case time.Sunday:
	}
	return say.T("Sun")
}

// EnglishDays reads days of the week that are written in a speaker's language, "Mo-Fr" or "lunes
// y miércoles", and writes them as ParseDays understands them. What it does not know stays.
func EnglishDays(text string, to *say.Speaker) string {
	if whole := to.Meant(text, "every day", "weekdays"); whole != text {
		return whole
	}
	var out strings.Builder
	word := func(w string) {
		if meant := to.Meant(w, "to", "and"); meant != w {
			w = " " + meant + " "
		} else {
			w = to.Shortly(w, "monday", "tuesday", "wednesday", "thursday", "friday", "sunday", "saturday") // "so" is Sonntag before it is Sonnabend
		}
		out.WriteString(w)
	}
	from := 0
	for i, r := range text + " " {
		if unicode.IsLetter(r) || unicode.IsMark(r) || r == '.' {
			continue
		}
		if from < i {
			word(text[from:i])
		}
		if i < len(text) {
			out.WriteRune(r)
		}
		from = i + utf8.RuneLen(r)
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// DaysText says which days of the week a text in the form of Days.String names: "Mon-Fri".
func DaysText(days string, to *say.Speaker) string {
	var pairs []string
	for d := time.Sunday; d <= time.Saturday; d++ {
		pairs = append(pairs, WeekdayName(d).String(), to.Say(WeekdayName(d)))
	}
	return strings.NewReplacer(pairs...).Replace(days)
}

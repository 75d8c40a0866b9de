package chart

import (
	"strings"

	"lectern/internal/say"
)

// spelled is how many dates of a Timeline are spelled out; of more, the words tell the course
// of the values instead, as a sighted reader takes it in.
const spelled = 14

// Alt names every row with its value.
func (b Bars) Alt(in *say.Speaker) string {
	s := b.shown()
	if len(s.Rows) == 0 {
		return in.T("Bar chart “{{.Title}}”, still empty.", say.Args{"Title": s.Title})
	}
	parts := make([]string, len(s.Rows))
	for i, r := range s.Rows {
		if clean(b.Rows[i].Text, maxValue) == "" {
			r.Text = in.Decimal(r.Text) // a number of ours, not words of the caller's
		}
		parts[i] = r.Label + ": " + r.Text
		if r.Marked {
			parts[i] = in.T("{{.Row}} (marked)", say.Args{"Row": parts[i]})
		}
	}
	args := say.Args{"Title": s.Title, "Unit": s.Unit, "Rows": strings.Join(parts, "; ")}
	text := in.T("Bar chart “{{.Title}}”. {{.Rows}}.", args)
	if s.Unit != "" {
		text = in.T("Bar chart “{{.Title}}”, in {{.Unit}}. {{.Rows}}.", args)
	}
	return text + left(in, len(b.Rows)-len(s.Rows))
}

// Alt names each date with its value, or first, last, least and most when there are many.
func (t Timeline) Alt(in *say.Speaker) string {
	s := t.shown()
	if len(s.Dates) == 0 {
		return in.T("Chart over time “{{.Title}}”, still empty.", say.Args{"Title": s.Title})
	}
	args := say.Args{"Title": s.Title, "Unit": s.Unit, "Rows": s.spell(in)}
	text := in.T("Chart over time “{{.Title}}”. {{.Rows}}.", args)
	if s.Unit != "" {
		text = in.T("Chart over time “{{.Title}}”, in {{.Unit}}. {{.Rows}}.", args)
	}
	return text + left(in, len(t.Dates)-len(s.Dates))
}

func (t Timeline) spell(in *say.Speaker) string {
	number := func(v float64) string { return in.Decimal(Number(v)) }
	if len(t.Dates) <= spelled {
		parts := make([]string, len(t.Dates))
		for i, d := range t.Dates {
			parts[i] = d.Label + ": " + number(d.Value)
		}
		return strings.Join(parts, "; ")
	}
	least, most, sum := t.Dates[0], t.Dates[0], 0.0
	for _, d := range t.Dates {
		if d.Value < least.Value {
			least = d
		}
		if d.Value > most.Value {
			most = d
		}
		sum += d.Value
	}
	first, last := t.Dates[0], t.Dates[len(t.Dates)-1]
	return in.T("From {{.First}} ({{.FirstValue}}) to {{.Last}} ({{.LastValue}}); the least is {{.Least}} ({{.LeastValue}}), the most {{.Most}} ({{.MostValue}}), the mean of {{.Number}} dates {{.Mean}}", say.Args{
		"First": first.Label, "FirstValue": number(first.Value), "Last": last.Label, "LastValue": number(last.Value),
		"Least": least.Label, "LeastValue": number(least.Value), "Most": most.Label, "MostValue": number(most.Value),
		"Number": len(t.Dates), "Mean": number(sum / float64(len(t.Dates))),
	})
}

func left(in *say.Speaker, n int) string {
	if n <= 0 {
		return ""
	}
	return " " + in.N(n, "{{.Count}} more is not drawn.", "{{.Count}} more are not drawn.")
}

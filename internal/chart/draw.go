package chart

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-analyze/charts"
	"github.com/rivo/uniseg"
)

// Measures of the picture in pixels. Discord and Slack show it some 400 wide on a phone, where text
// of 19 pixels is still as large as that of a message's small print.
const (
	width      = 720
	rowHeight  = 34
	headHeight = 62 // the title
	timeHeight = 400
	textSize   = 14 // points: 19 pixels
	titleSize  = 16
	labelRoom  = 240 // the widest name
	barSize    = 0.72
	marker     = "▶ "
)

// Colours, each with its contrast to the white ground.
const (
	ground    = "#ffffff"
	ink       = "#1b1f24" // 16:1
	plainBar  = "#2f5f9e" // 6.4:1
	markedBar = "#a33b00" // 6.5:1
	rule      = "#d5d9de" // decoration
)

func theme() charts.ColorPalette {
	return charts.MakeTheme(charts.ThemeOption{
		BackgroundColor: charts.ColorFromHex(ground), TextColor: charts.ColorFromHex(ink),
		AxisStrokeColor: charts.ColorFromHex(ink), AxisSplitLineColor: charts.ColorFromHex(rule),
		SeriesColors: []charts.Color{charts.ColorFromHex(plainBar), charts.ColorFromHex(markedBar)},
	})
}

func font(size float64) charts.FontStyle {
	return charts.FontStyle{FontSize: size, FontColor: charts.ColorFromHex(ink), Font: charts.GetFont(charts.FontFamilyNotoSans)}
}

func canvas(format string, height int) *charts.Painter {
	return charts.NewPainter(charts.PainterOptions{OutputFormat: format, Width: width, Height: height, Theme: theme(), Font: charts.GetFont(charts.FontFamilyNotoSans)})
}

// PNG draws the bars for chat. Names in a script that the fonts lack or that runs from right to
// left are drawn as "#" and the number of their row.
func (b Bars) PNG() ([]byte, error) { return b.draw(charts.ChartOutputPNG, drawable) }

// SVG draws the bars for a page; the browser brings the fonts.
func (b Bars) SVG() ([]byte, error) { return b.draw(charts.ChartOutputSVG, anything) }

func (b Bars) draw(format string, can func(string) bool) ([]byte, error) {
	s := b.shown()
	for _, r := range s.Rows {
		if err := check(r.Label, r.Value); err != nil {
			return nil, err
		}
	}
	p := canvas(format, headHeight+rowHeight*max(1, len(s.Rows)))
	if len(s.Rows) == 0 {
		s.Rows = []Bar{{Label: "–", Text: "–"}}
	}
	opt := s.option(p, can)
	if err := p.BarChart(opt); err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	return written(p)
}

// option describes the bars to the library. Each row is a series of its own, stacked on nothing:
// that gives it its own colour and its own text. The library draws the first row at the bottom.
func (b Bars) option(p *charts.Painter, can func(string) bool) charts.BarChartOption {
	n := len(b.Rows)
	values, labels, colours, most := make([][]float64, n), make([]string, n), make([]charts.Color, n), 0.0
	for i, r := range b.Rows {
		at := n - 1 - i
		values[i] = make([]float64, n)
		for k := range values[i] {
			values[i][k] = charts.GetNullValue()
		}
		values[i][at], labels[at], most = r.Value, rowLabel(p, i, r, can), max(most, r.Value)
		if colours[i] = charts.ColorFromHex(plainBar); r.Marked {
			colours[i] = charts.ColorFromHex(markedBar)
		}
	}
	opt := charts.NewBarChartOptionWithData(values)
	opt.Horizontal, opt.StackSeries, opt.Theme = true, new(true), theme().WithSeriesColors(colours)
	opt.Padding, opt.Title = charts.NewBox(12, 12, 24, 10), title(b.heading(can), can)
	opt.Legend, opt.BarSize = charts.LegendOption{Show: new(false)}, barSize
	opt.CategoryAxis = charts.CategoryAxisOption{Labels: labels, LabelFontStyle: font(textSize), LabelCount: n}
	opt.ValueAxis = []charts.ValueAxisOption{{Min: new(0.0), Max: new(b.scale(p, labels, most)), Show: new(false), SplitLineShow: new(false)}}
	for i := range opt.SeriesList {
		opt.SeriesList[i].Label = charts.SeriesLabel{Show: new(true), FontStyle: font(textSize), LabelFormatter: func(_ int, _ string, v float64) (string, *charts.LabelStyle) {
			if v == charts.GetNullValue() {
				return "", nil
			}
			return b.Rows[i].Text, nil
		}}
	}
	return opt
}

// scale ends the axis so far beyond the longest bar that its value still fits beside it.
func (b Bars) scale(p *charts.Painter, labels []string, most float64) float64 {
	if most == 0 {
		return 1
	}
	widest := func(texts []string) int {
		w := 0
		for _, t := range texts {
			w = max(w, p.MeasureText(t, 0, font(textSize)).Width())
		}
		return w
	}
	texts := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		texts[i] = r.Text
	}
	plot := width - widest(labels) - 60 // what padding and axis leave
	return most * float64(plot) / float64(plot-widest(texts)-12)
}

// heading is the title with the unit.
func (b Bars) heading(can func(string) bool) string {
	if b.Unit == "" || !can(b.Unit) {
		return b.Title
	}
	return b.Title + " (" + b.Unit + ")"
}

// rowLabel is the name of a row as it fits beside its bar.
func rowLabel(p *charts.Painter, i int, r Bar, can func(string) bool) string {
	label := r.Label
	if !can(label) {
		label = "#" + strconv.Itoa(i+1)
	}
	if r.Marked {
		label = marker + label
	}
	return fit(p, label)
}

// fit cuts a label to the room that names have.
func fit(p *charts.Painter, label string) string {
	style := font(textSize)
	if p.MeasureText(label, 0, style).Width() <= labelRoom {
		return label
	}
	var parts []string
	for g := uniseg.NewGraphemes(label); g.Next(); {
		parts = append(parts, g.Str())
	}
	for len(parts) > 1 && p.MeasureText(strings.Join(parts, "")+"…", 0, style).Width() > labelRoom {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, "") + "…"
}

func title(text string, can func(string) bool) charts.TitleOption {
	if !can(text) {
		text = ""
	}
	return charts.TitleOption{Text: text, FontStyle: font(titleSize)}
}

// PNG draws the dates for chat.
func (t Timeline) PNG() ([]byte, error) { return t.draw(charts.ChartOutputPNG, drawable) }

// SVG draws the dates for a page.
func (t Timeline) SVG() ([]byte, error) { return t.draw(charts.ChartOutputSVG, anything) }

func (t Timeline) draw(format string, can func(string) bool) ([]byte, error) {
	s := t.shown()
	for _, d := range s.Dates {
		if err := check(d.Label, d.Value); err != nil {
			return nil, err
		}
	}
	if len(s.Dates) == 0 {
		s.Dates = []Dated{{Label: "–"}}
	}
	values, labels, most := make([]float64, len(s.Dates)), make([]string, len(s.Dates)), s.Max
	for i, d := range s.Dates {
		values[i], most = d.Value, max(most, d.Value)
		if labels[i] = d.Label; !can(d.Label) {
			labels[i] = "#" + strconv.Itoa(i+1)
		}
	}
	top, steps := scale(most)
	p := canvas(format, timeHeight)
	y := charts.ValueAxisOption{Min: new(0.0), Max: new(top), LabelCount: steps + 1, LabelFontStyle: font(textSize), SplitLineShow: new(true), ValueFormatter: Number}
	if s.Unit != "" && can(s.Unit) {
		y.Title, y.TitleFontStyle = s.Unit, font(textSize)
	}
	x := charts.CategoryAxisOption{Labels: labels, LabelFontStyle: font(textSize), LabelCount: min(len(labels), 8)}
	var err error
	switch s.Style {
	case Line:
		opt := charts.NewLineChartOptionWithData([][]float64{values})
		opt.Theme, opt.Padding, opt.Title, opt.XAxis, opt.YAxis = theme(), charts.NewBox(12, 12, 24, 12), title(s.Title, can), x, []charts.YAxisOption{y}
		opt.Legend, opt.LineStrokeWidth = charts.LegendOption{Show: new(false)}, 3
		err = p.LineChart(opt)
	case Columns:
		opt := charts.NewBarChartOptionWithData([][]float64{values})
		opt.Theme, opt.Padding, opt.Title, opt.CategoryAxis, opt.ValueAxis = theme(), charts.NewBox(12, 12, 24, 12), title(s.Title, can), x, []charts.ValueAxisOption{y}
		opt.Legend, opt.BarSize = charts.LegendOption{Show: new(false)}, barSize
		if len(values) <= spelled {
			opt.SeriesList[0].Label = charts.SeriesLabel{Show: new(true), FontStyle: font(textSize), ValueFormatter: Number}
		}
		err = p.BarChart(opt)
	}
	if err != nil {
		return nil, fmt.Errorf("draw dates: %w", err)
	}
	return written(p)
}

// scale gives a round end for an axis that holds most, and into how many steps it is cut.
func scale(most float64) (float64, int) {
	step := 1.0
	for grow := 0; most/step > 5; grow++ {
		step *= []float64{2, 2.5, 2}[grow%3] // 1, 2, 5, 10, 20, 50 …
	}
	steps := 1
	for float64(steps)*step < most {
		steps++
	}
	return float64(steps) * step, steps
}

func written(p *charts.Painter) ([]byte, error) {
	data, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("write the picture: %w", err)
	}
	return bytes.Clone(data), nil
}

func anything(string) bool { return true }

// drawable tells whether the fonts hold every character. The library draws characters in the
// order they are stored, so writing that runs from right to left or joins its letters would come out wrong.
func drawable(s string) bool {
	fonts := []string{charts.FontFamilyNotoSans, "notosans-chartsymbols"}
	for _, r := range s {
		if r == ' ' || r == '\u200d' {
			continue
		}
		if r >= 0x0590 && r <= 0x08ff || !slices.ContainsFunc(fonts, func(name string) bool { return charts.GetFont(name).Index(r) != 0 }) {
			return false
		}
	}
	return true
}

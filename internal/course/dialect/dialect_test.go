package dialect_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"lectern/internal/course/dialect"
)

// files are what the texts of the stories include.
func files(name string) ([]byte, bool) {
	text, ok := map[string]string{
		"part.md": "Included words.\n",
		"code.rs": "// ANCHOR: main\nfn main() {}\n// ANCHOR_END: main\nfn other() {}\n",
		"long.md": "one\ntwo\nthree\nfour\n",
	}[name]
	return []byte(text), ok
}

func TestWhatGeneratorsAddBecomesPlainMarkdown(t *testing.T) {
	for _, tt := range []struct {
		name    string
		d       dialect.Dialect
		in, out string
	}{
		{"a Pandoc callout", dialect.Dialect{Divs: true}, "::: {.callout-tip title=\"Look\"}\nHere.\n:::\n", "> **Look**\n>\n> Here."},
		{"a callout titled by its heading", dialect.Dialect{Divs: true}, "::: {.callout-note}\n## Remember\nBlue is water.\n:::\n", "> **Remember**\n>\n> Blue is water."},
		{"a tab set", dialect.Dialect{Divs: true}, "::: {.panel-tabset}\n## R\nOne.\n## Python\nTwo.\n:::\n", "**R**\n\nOne.\n**Python**\n\nTwo."},
		{"what readers are not shown", dialect.Dialect{Divs: true}, "::: {.hidden}\nSecret.\n:::\nShown.\n", "Shown."},
		{"a note of Docusaurus", dialect.Dialect{Divs: true}, ":::caution[Mind the gap]\nStep over.\n:::\n", "> **Mind the gap**\n>\n> Step over."},
		{"a note of MkDocs and what follows it", dialect.Dialect{Indented: true}, "!!! warning \"Hot\"\n    Do not touch.\n\nCold.\n", "> **Hot**\n>\n> Do not touch.\n>\n\nCold."},
		{"tabs of MkDocs", dialect.Dialect{Indented: true}, "=== \"Linux\"\n    Type ls.\n=== \"Windows\"\n    Type dir.\n", "**Linux**\n\nType ls.\n\n\n**Windows**\n\nType dir."},
		{"a kind of note nobody knows, in another script", dialect.Dialect{Indented: true}, "!!! éclair\n    Vite.\n", "> **Éclair**\n>\n> Vite."},
		{"a directive of MyST", dialect.Dialect{Directives: true}, "```{note} Careful\n:class: x\nMind this.\n```\n", "> **Careful**\n>\n> Mind this."},
		{"a figure with its words", dialect.Dialect{Directives: true}, "```{figure} img/map.png\n:alt: A map [of] the coast\n:width: 50%\nThe coast.\n```\n", "![A map (of) the coast](img/map.png)\n\nThe coast."},
		{"a figure without any", dialect.Dialect{Directives: true}, "```{image} img/map.png\n```\n", "![map](img/map.png)"},
		{"code of MyST", dialect.Dialect{Directives: true}, "```{code-block} python\nprint(1)\n```\n", "```python\nprint(1)\n```"},
		{"a role", dialect.Dialect{Directives: true}, "See {ref}`the end <end>` and {math}`x^2`.\n", "See the end and $x^2$."},
		{"Liquid goes, what is raw stays", dialect.Dialect{Liquid: true}, "{% if x %}Yes{% endif %} {{ site.title }}\n{% raw %}\n{{ shown }}\n{% endraw %}\n{% comment %}\nnever\n{% endcomment %}\nEnd.\n", "Yes\n\n{{ shown }}\n\nEnd."},
		{"a comment on one line", dialect.Dialect{Liquid: true}, "One {% comment %} never `{{ x }}` {% endcomment %}two.\nThree.\n", "One two.\nThree."},
		{"a comment within lines", dialect.Dialect{Liquid: true}, "One {%- comment -%} never\n{% raw %} nor `this`\nor this {%- endcomment -%} two.\nThree.\n", "One\n two.\nThree."},
		{"raw on one line", dialect.Dialect{Liquid: true}, "Write {% raw %}{{ x }} or {% if %}{% endraw %}, {{ y }}not.\n{{ z }}Three.\n", "Write {{ x }} or {% if %}, not.\nThree."},
		{"raw around code", dialect.Dialect{Liquid: true}, "Write {% raw %}`{{ x }}` {{ a }}{% endraw %}.\n{{ z }}Three.\n", "Write `{{ x }}` {{ a }}.\nThree."},
		{"raw over lines", dialect.Dialect{Liquid: true}, "A {% raw %}{{ b }}\n  {{ c }}\n{{ d }}{% endraw %} {{ e }}f.\n{{ g }}H.\n", "A {{ b }}\n  {{ c }}\n{{ d }} f.\nH."},
		{"code of Jekyll", dialect.Dialect{Liquid: true}, "{% highlight ruby linenos %}\nputs '{{ x }}'\n{% endhighlight %}\n{{ z }}Three.\n", "```ruby\nputs '{{ x }}'\n```\nThree."},
		{"code of Jekyll whose end is glued on", dialect.Dialect{Liquid: true}, "{% highlight c %}\nint x;{% endhighlight %} Words{{ y }}.\n", "```c\nint x;\n```\n Words."},
		{"code of Jekyll in a line", dialect.Dialect{Liquid: true}, "Type {% highlight sh %}ls {{ a }}{% endhighlight %} now.\n{{ z }}Three.\n", "Type `ls {{ a }}` now.\nThree."},
		{"tabs and addresses of Jekyll", dialect.Dialect{Liquid: true}, "{% tab title=\"R\" %}[map]({{ '/img/map.png' | relative_url }}){% endtab %}\n", "**R**[map](/img/map.png)"},
		{"short codes", dialect.Dialect{Shortcodes: true}, "Before {{< youtube abc >}} after.\n", "Before  after."},
		{"MDX", dialect.Dialect{JSX: true}, "import Tabs from '@theme/Tabs';\n\n<Tabs>Words {/* hidden */}stay.</Tabs>\n", "\nWords stay."},
		{"a tab of Docusaurus", dialect.Dialect{JSX: true}, "<TabItem value=\"r\" label=\"R\">One.</TabItem>\n", "**R**One."},
		{"code in a line is left as it is", dialect.Dialect{Liquid: true}, "`{{ a }}` {{ b }} ``{{ ` c }}`` ` {{ d }}\n", "`{{ a }}`  ``{{ ` c }}`` `"},
		{"attributes", dialect.Dialect{Attributes: true}, "# Title {#id .x}\n\n[span]{.mark} words\n{: .lead}\n", "# Title\n\nspan words"},
		{"an include of mdBook", dialect.Dialect{Handlebars: true}, "{{#include part.md}}\n\\{{#include part.md}}\n", "Included words.\n\\{{#include part.md}}"},
		{"a part between anchors", dialect.Dialect{Handlebars: true}, "```rust\n{{#include code.rs:main}}\n```\n", "```rust\nfn main() {}\n```"},
		{"a range of lines", dialect.Dialect{Handlebars: true}, "{{#include long.md:2:3}}\n", "two\nthree"},
		{"a snippet of MkDocs", dialect.Dialect{Snippets: true}, "--8<-- \"part.md\"\n", "Included words."},
		{"parts of bookdown", dialect.Dialect{Bookdown: true}, "# (PART) More {-}\n\nSee \\@ref(fig:a) here.\n", "\n\nSee  here."},
		{"an alert", dialect.Dialect{}, "> [!WARNING]\n> Hot.\n", "> **Warning**\n>\n> Hot."},
		{"code is left as it is", dialect.Dialect{Divs: true, Liquid: true, Shortcodes: true, JSX: true, Directives: true}, "````md\n:::note\n{% x %} {{< y >}} <Z/>\n```\n:::\n````\n", "````md\n:::note\n{% x %} {{< y >}} <Z/>\n```\n:::\n````"},
		{"without a dialect nothing is touched", dialect.Dialect{}, "::: x\n{% y %} {{ z }} <Z/>\n!!! n\n    w\n", "::: x\n{% y %} {{ z }} <Z/>\n!!! n\n    w"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := dialect.Clean([]byte(tt.in), 1, tt.d, files)
			if got := strings.Trim(string(res.Text), "\n"); got != strings.Trim(tt.out, "\n") {
				t.Errorf("got\n%s\nwant\n%s", got, tt.out)
			}
			if n := bytes.Count(res.Text, []byte("\n")); n != len(res.Lines) {
				t.Errorf("%d lines of text, %d of the source", n, len(res.Lines))
			}
		})
	}
}

func TestLinesAreThoseOfTheSource(t *testing.T) {
	res := dialect.Clean([]byte("{% comment %}\nno\n{% endcomment %}\n{{#include part.md}}\nLast.\n"), 10, dialect.Dialect{Liquid: true, Handlebars: true}, files)
	var at []int
	for i, line := range strings.Split(strings.TrimRight(string(res.Text), "\n"), "\n") {
		if strings.HasSuffix(line, ".") {
			at = append(at, res.Lines[i])
		}
	}
	if !slices.Equal(at, []int{13, 14}) {
		t.Errorf("lines %v of\n%s", at, res.Text)
	}
}

func TestWhatIsWrongIsNamedWithItsLine(t *testing.T) {
	res := dialect.Clean([]byte("{{#include nosuch.md}}\n{{#include }}\n{{#quiz q.toml}}\n::: {.callout-note}\nWords\n"), 1, dialect.Dialect{Handlebars: true, Divs: true}, files)
	if want := []dialect.Mark{{Name: "nosuch.md", Line: 1}, {Line: 2}}; !slices.Equal(res.Missing, want) {
		t.Errorf("missing %v, want %v", res.Missing, want)
	}
	if want := []dialect.Mark{{Name: "q.toml", Line: 3}}; !slices.Equal(res.Quizzes, want) {
		t.Errorf("quizzes %v, want %v", res.Quizzes, want)
	}
	if want := []dialect.Mark{{Name: "callout-note", Line: 4}}; !slices.Equal(res.Open, want) {
		t.Errorf("open %v, want %v", res.Open, want)
	}
}

// TestALineOfOddBackTicksIsReadInItsLength reads a megabyte of runs that nothing closes, each one
// shorter than the one before; going to the end for each of them would take minutes.
func TestALineOfOddBackTicksIsReadInItsLength(t *testing.T) {
	var b strings.Builder
	for n := 1400; n > 0; n-- {
		b.WriteString(strings.Repeat("`", n) + "{{x}}")
	}
	res := dialect.Clean([]byte(b.String()), 1, dialect.Dialect{Liquid: true}, nil)
	if got, want := strings.Count(string(res.Text), "`"), strings.Count(b.String(), "`"); got != want || strings.Contains(string(res.Text), "{") {
		t.Errorf("%d of %d back-ticks are left", got, want)
	}
}

func FuzzClean(f *testing.F) {
	for _, seed := range []string{"::: {.callout-note}\n## T\nx\n:::\n", "!!! note\n    a\n\tb\nc", "```{figure} a.png\n:alt: b\n```\n", "{{#include  }}{% raw %}", "=== \"a\"\n  ```\n", "{`a`}`b` {\\@ref(", "> [!x]\n--8<-- \" \"\n"} {
		f.Add([]byte(seed))
	}
	all := dialect.Dialect{Liquid: true, Shortcodes: true, Divs: true, Indented: true, Directives: true, JSX: true, Handlebars: true, Attributes: true, Snippets: true, Bookdown: true}
	f.Fuzz(func(t *testing.T, text []byte) {
		res := dialect.Clean(text, 1, all, files)
		if n := bytes.Count(res.Text, []byte("\n")); n != len(res.Lines) {
			t.Fatalf("%d lines of text, %d of the source", n, len(res.Lines))
		}
		last := bytes.Count(text, []byte("\n")) + 1
		for _, line := range res.Lines {
			if line < 1 || line > last {
				t.Fatalf("line %d of %d", line, last)
			}
		}
	})
}

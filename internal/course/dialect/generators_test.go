package dialect_test

import (
	"strings"
	"testing"

	"lectern/internal/course/dialect"
)

// story is a text as authors write it for a generator, and how it reads afterwards.
type story struct{ name, in, out string }

func tell(t *testing.T, d dialect.Dialect, stories []story) {
	t.Helper()
	for _, tt := range stories {
		t.Run(tt.name, func(t *testing.T) {
			res := dialect.Clean([]byte(tt.in), 1, d, files)
			if got := strings.Trim(string(res.Text), "\n"); got != strings.Trim(tt.out, "\n") {
				t.Errorf("got\n%s\nwant\n%s", got, tt.out)
			}
		})
	}
}

func TestMyST(t *testing.T) {
	tell(t, dialect.Dialect{Directives: true, Divs: true}, []story{
		{"code keeps its language", "```{code-cell} python\n:tags: [hide]\n#| echo: false\nx = 1\n```\n", "```python\n:tags: [hide]\nx = 1\n```"},
		{"code named by its language alone", "```{python}\nx = 1\n```\n```{r}\ny\n```\n", "```{python}\nx = 1\n```\n```{r}\ny\n```"},
		{"a formula", "```{math}\nx^2\n```\n", "```latex\nx^2\n```"},
		{"code in waves", "~~~~{code-block} c\nint x;\n~~~\n~~~~\nText.\n", "~~~~c\nint x;\n~~~\n~~~~\nText."},
		{"a fence within a line is no fence", "```x``` and\n::: {note}\nWords.\n:::\n", "```x``` and\n\n> **Note**\n>\n> Words."},
		{"a fence whose brace is never closed is code", "```{note\nWords.\n```\n{ref}`x`\n", "```{note\nWords.\n```\nx"},
		{"a fence that names nothing is code", "```{}\n{ref}`x`\n```\n", "```{}\n{ref}`x`\n```"},
		{"a note within a note", "````{note}\n```{tip} Look\nHere.\n```\nThere.\n````\nAfter.\n", "> **Note**\n>\n>\n> > **Look**\n> >\n> > Here.\n>\n> There.\n\nAfter."},
		{"a note written with colons", ":::{admonition} Why?\nBecause.\n:::\n:::{topic}\nIt.\n:::\n", "> **Why?**\n>\n> Because.\n\n\n> **Note**\n>\n> It."},
		{"what only builds a site", "Before.\n```{toctree}\n:maxdepth: 2\nchapter1\n```\nAfter.\n", "Before.\nAfter."},
		{"an included file", "```{include} part.md\n```\nAfter.\n", "Included words.\n\nAfter."},
		{"a card and a drop-down", "````{grid} 2\n```{card} Title\nWords.\n```\n```{dropdown} More\nHidden.\n```\n````\n", "**Title**\n\nWords.\n\n\n**More**\n\nHidden."},
		{"a tab without a label", "````{tab-set}\n```{tab-item}\nWords.\n```\n````\n", "Words."},
		{"a directive nobody knows keeps its words", "```{margin} Aside\nWords.\n```\n```{div} full-width\nWide.\n```\n````{tab-set} x\n````\n````{grid} 1 2\n````\n", "Aside\nWords.\n\nWide."},
		{"settings stand only at the start", "```{note}\n---\nclass: x\n---\n:name: y\nWords.\n:not: a setting\n---\n```\n", "> **Note**\n>\n> :name: y\n> Words.\n> :not: a setting\n> ---"},
		{"a figure set in YAML", "```{figure} a.png\n---\nwidth: 5px\nalt: \"A [map]\"\n---\nWords.\n```\n", "![A (map)](a.png)\n\nWords."},
		{"settings whose end is missing", "```{note}\n---\nclass: x\n```\nAfter.\n", "> **Note**\n>\n\nAfter."},
		{"colons are no settings", "```{note}\n: a\n```\n```{note}\n::\n```\n```{note}\n:\n```\n", "> **Note**\n>\n> : a\n\n\n> **Note**\n>\n> ::\n\n\n> **Note**\n>\n> :"},
		{"alt outside a figure is a setting", "```{note}\n:alt: x\nWords.\n```\n", "> **Note**\n>\n> Words."},
		{"comments, breaks and labels", "% mine\n+++\n+++ {\"a\": 1}\n(label)=\nWords.\n100% mine\n(see x)=\n(label)= x\n+++x\n", "Words.\n100% mine\n(see x)=\n(label)= x\n+++x"},
		{"roles", "{doc}`The end </end>` {term}`x < y` {kbd}`Ctrl` {py:func}`f`\n", "The end x < y `Ctrl` f"},
	})
	tell(t, dialect.Dialect{}, []story{{"without the dialect", "```{note}\n#| x\n{ref}`y`\n```\n% z\n+++\n(label)=\n{ref}`y`\n", "```{note}\n{ref}`y`\n```\n% z\n+++\n(label)=\n{ref}`y`"}})
}

func TestContainers(t *testing.T) {
	tell(t, dialect.Dialect{Divs: true}, []story{
		{"a closing line may be longer, and marks within a line close nothing", "::: note\nA ::: b\n::: \n:::::\nAfter.\n", "> **Note**\n>\n> A ::: b\n\nAfter."},
		{"the outer one lasts", ":::: note\n::: tip\nIn.\n:::\nOut.\n::::\nAfter.\n", "> **Note**\n>\n>\n> > **Tip**\n> >\n> > In.\n>\n> Out.\n\nAfter."},
		{"a container that is no note", "Before.\n::: columns\nWords.\n:::\nAfter.\n", "Before.\n\nWords.\n\nAfter."},
		{"marks on both sides", "::: warning :::\nWords.\n:::\n", "> **Warning**\n>\n> Words."},
		{"a title in quotes", ":::tip \"Look here\"\nWords.\n:::\n:::tip 'x\nWords.\n:::\n:::tip \"\nW.\n:::\n:::tip \"\"\nV.\n:::\n", "> **Look here**\n>\n> Words.\n\n\n> **'x**\n>\n> Words.\n\n\n> **\"**\n>\n> W.\n\n\n> **Tip**\n>\n> V."},
		{"a callout's first heading is its title, its second is not", "::: {.callout-note}\n\n### Title ###\nWords.\n### More\n:::\n", "> **Title**\n>\n> Words.\n> ### More"},
		{"a callout with a title keeps its headings", "::: {.callout-note title=\"T\"}\n## H\n:::\n", "> **T**\n>\n> ## H"},
		{"a callout that begins with words keeps its headings", "::: {.callout-note}\nWords.\n## H\n:::\n", "> **Note**\n>\n> Words.\n> ## H"},
		{"what is a heading names a tab", "::: {.panel-tabset}\n###### Six\n####### Seven\n#None\n##\nWords.\n:::\n", "**Six**\n\n####### Seven\n#None\n##\nWords."},
		{"a directive's braces mean nothing here", "::: {note}\nWords.\n:::\n", "Words."},
		{"a line that closes nothing goes", "Before.\n:::\nAfter.\n", "Before.\nAfter."},
		{"two blanks end a line", "::: note\nOne  \ntwo\n:::\n", "> **Note**\n>\n> One  \n> two"},
		{"code in a note", "::: note\n```md\n:::\n```\nWords.\n:::\nAfter.\n", "> **Note**\n>\n> ```md\n> :::\n> ```\n> Words.\n\nAfter."},
	})
}

func TestMkDocs(t *testing.T) {
	tell(t, dialect.Dialect{Indented: true, Snippets: true, Attributes: true}, []story{
		{"a title in quotes alone", "!!! \"Look\"\n    Words.\n", "> **Look**\n>\n> Words."},
		{"a kind with classes and a title", "??? tip inline end \"Look\"\n    Words.\n", "> **Look**\n>\n> Words."},
		{"a kind nobody knows with a title", "!!! pied-piper \"Tune\"\n    Words.\n", "> **Tune**\n>\n> Words."},
		{"a known kind without one", "???+ danger\n\tWords.\n", "> **Danger**\n>\n> Words."},
		{"a note within a note", "!!! note\n    A.\n    !!! tip\n        B.\n    C.\nD.\n", "> **Note**\n>\n> A.\n>\n> > **Tip**\n> >\n> > B.\n>\n> C.\n\nD."},
		{"code in a note ends with it", "!!! note\n    ```\n    x\n\nAfter {: .x }.\n# H {#h}\n", "> **Note**\n>\n> ```\n> x\n>\n\nAfter {: .x }.\n# H"},
		{"a line indented less ends it", "!!! note\n    A.\n   B.\n", "> **Note**\n>\n> A.\n\n   B."},
		{"tables of contents", "A.\n\n[TOC]\n[[_TOC_]]\n[TOC] x\n", "A.\n\n\n\n[TOC] x"},
		{"attributes of a link and a picture", "[a](b){target=_blank} ![c](d){ .x } *e*{#f} {g} h{.i}\n", "[a](b) ![c](d) *e* {g} h{.i}"},
		{"a snippet in code", "--8<-- \"long.md:3\"\n--8<-- x\n", "three\n--8<-- x"},
	})
	tell(t, dialect.Dialect{}, []story{{"without the dialect", "[TOC]\n--8<-- \"part.md\"\n{: .x}\n", "[TOC]\n--8<-- \"part.md\"\n{: .x}"}})
}

func TestOtherGenerators(t *testing.T) {
	tell(t, dialect.Dialect{JSX: true}, []story{
		{"imports, exports and prose that begins like them", "import X from './x'\nimport './y.css'\nimport \"z\"\nexport const a = 1\nimport duties are taxes.\nimportant from the start\nexports grow\n", "import duties are taxes.\nimportant from the start\nexports grow"},
		{"components", "<Figure src={x} /> <a>b</a> <> c </> {props.d} {e} <TabItem value=\"r\">F</TabItem> <TabItem>G</TabItem> <Label label=\"H\">I</Label>\n", " <a>b</a>  c   {e} **r**F G I"},
	})
	tell(t, dialect.Dialect{}, []story{{"no component without the dialect", "import X from 'x'\n<X/>\n", "import X from 'x'\n<X/>"}})
	tell(t, dialect.Dialect{Shortcodes: true}, []story{
		{"an include of Quarto", "{{< include \"part.md\" >}}\n{{< include part.md >}} {{% note %}}x{{% /note %}}\n", "Included words.\nIncluded words."},
		{"short codes around words", "{{% note %}}Words{{% /note %}}\n", "Words"},
	})
	tell(t, dialect.Dialect{Handlebars: true}, []story{
		{"parts of a file", "{{#include long.md:2}}\n{{#include long.md::2}}\n{{#include long.md:3:}}\n{{#rustdoc_include long.md:9}}\n", "two\none\ntwo\nthree\nfour"},
		{"an anchor that is not there", "{{#include code.rs:none}}\nAfter.\n", "After."},
		{"a title goes, what is unknown stays", "{{#title Book}}\n{{#nosuch x}}\n{{#if}}\n\\{{#title Book}}\n", "{{#nosuch x}}\n{{#if}}\n\\{{#title Book}}"},
	})
	tell(t, dialect.Dialect{Bookdown: true}, []story{
		{"parts and appendices", "# (PART) One\n# (APPENDIX) Two\n# (PART\nSee \\@ref(a) (PART).\n", "See  (PART)."},
	})
	tell(t, dialect.Dialect{}, []story{
		{"no include without the dialect", "{{#include part.md}}\n{{< include part.md >}}\n# (PART) One\n# (APPENDIX) Two\n", "{{#include part.md}}\n{{< include part.md >}}\n# (PART) One\n# (APPENDIX) Two"},
		{"an alert with words on its line is none", "> [!NOTE] x\n> Words.\n", "> [!NOTE] x\n> Words."},
	})
}

// TestIncludesHaveBounds keeps a short text from becoming a long one.
func TestIncludesHaveBounds(t *testing.T) {
	d := dialect.Dialect{Handlebars: true}
	const line = "{{#include x}}\n"
	lines := func(times int, text string) int {
		res := dialect.Clean([]byte(strings.Repeat(line, times)), 1, d, func(string) ([]byte, bool) { return []byte(text), true })
		return len(res.Lines)
	}
	if few, many := lines(200, "w\n"), lines(300, "w\n"); few != 200 || many != 200 {
		t.Errorf("of 200 includes %d are taken in, of 300 %d", few, many)
	}
	mega := strings.Repeat("w", 1<<20-1) + "\n"
	if two, three := lines(2, mega), lines(3, mega); two != 2 || three != 2 {
		t.Errorf("of two megabytes %d are taken in, of three %d", two, three)
	}
	if res := dialect.Clean([]byte(line), 1, d, nil); len(res.Text) != 0 || len(res.Missing) != 0 {
		t.Errorf("where nothing can be included: %q, missing %v", res.Text, res.Missing)
	}
}

// TestContainersHaveABound: what is deeper is not quoted deeper.
func TestContainersHaveABound(t *testing.T) {
	res := dialect.Clean([]byte(strings.Repeat("::: note\n", 20)+"Words.\n"), 1, dialect.Dialect{Divs: true}, nil)
	lines := strings.Split(strings.TrimSpace(string(res.Text)), "\n")
	if got := lines[len(lines)-1]; got != strings.Repeat("> ", 12)+"Words." || len(res.Open) != 12 {
		t.Errorf("%q, %d open", got, len(res.Open))
	}
}

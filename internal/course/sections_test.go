package course_test

import "testing"

func TestHeadingsMakeSections(t *testing.T) {
	for _, c := range []struct{ name, text, tree string }{
		{"levels", "lead\n\n## A\n\na\n\n### B\n\nb\n\n## C\n\nc\n", `
			C
			  L = lead
			    A = a
			      B = b
			    C = c`},
		{"levels that skip", "## A\n\n##### B\n\nb\n\n### C\n\nc\n", `
			C
			  L
			    A
			      B = b
			      C = c`},
		{"inverted levels", "### A\n\na\n\n# B\n\nb\n\n## C\n\nc\n", `
			C
			  L
			    A = a
			    B = b
			      C = c`},
		{"underlined ones", "A\n===\n\na\n\nB\n---\n\nb\n", `
			C
			  L
			    A = a
			      B = b`},
		{"marks, emoji and closing signs are taken off", "## **A** `b` 🎉 ##\n\na\n", `
			C
			  L
			    A b = a`},
		{"bold lines where there is no heading", "lead\n\n**A:**\n\na\n\n**B**\n\nb\n", `
			C
			  L = lead
			    A = a
			    B = b`},
		{"one bold line is emphasis", "**A**\n\na\n", `
			C
			  L = A a`},
		{"bold sentences are emphasis", "**Read this first.**\n\na\n\n**And this too.**\n\nb\n", `
			C
			  L = Read this first. a And this too. b`},
		{"bold lines beside headings are text", "## A\n\n**x**\n\na\n\n**y**\n\nb\n", `
			C
			  L
			    A = x a y b`},
		{"a mark without a blank is text", "#A\n\na\n", `
			C
			  L = #A a`},
		{"a heading in code is code", "```\n# A\n```\n", `
			C
			  L = # A`},
		{"a heading without words", "##\n\na\n", `
			C
			  L
			    L = a`},
		{"other scripts", "## 安全两难\n\n一\n\n## Überblick\n\nb\n", `
			C
			  L
			    安全两难 = 一
			    Überblick = b`},
	} {
		t.Run(c.name, func(t *testing.T) { wantTree(t, loadChapter(t, inLesson(c.text)).Course, c.tree) })
	}
}

// TestSectionsKeepTheirAddresses holds what announcements, bookmarks and memory rest on.
func TestSectionsKeepTheirAddresses(t *testing.T) {
	r := loadChapter(t, inLesson("## Introduction\n\na\n\n### Terms\n\nb\n\n## Introduction\n\nc\n\n## 安全\n\nd\n\n## !?\n\ne\n"))
	for i, want := range []string{"chapter1", "chapter1/1", "chapter1/1/introduction", "chapter1/1/introduction/terms", "chapter1/1/introduction-2", "chapter1/1/安全", "chapter1/1/section"} {
		if got := r.Units[i].ID; got != want {
			t.Errorf("unit %d is %s, want %s", i, got, want)
		}
	}
	moved := loadChapter(t, inLesson("## New\n\nn\n\n## Introduction\n\na\n\n### Terms\n\nb\n"))
	if was, is := r.ByID("chapter1/1/introduction/terms"), moved.ByID("chapter1/1/introduction/terms"); was.Ref != is.Ref || was.Hash != is.Hash {
		t.Error("a section that only moved has another reference or hash")
	}
}

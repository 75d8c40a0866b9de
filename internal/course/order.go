package course

import (
	"slices"
	"strconv"
	"strings"
)

// order puts chapters in the order they are taught: along the chain of their next links when
// it is consistent (one start, every chapter once), else by the names of their files.
func order(pages []page, r *report) []page {
	bySlug := make(map[string]int, len(pages))
	for i, p := range pages {
		bySlug[p.unit.ID] = i
	}
	checkLinks(pages, bySlug, r)
	var out []page
	for _, group := range languages(pages) {
		if chain := follow(pages, group, bySlug); chain != nil {
			group = chain
		}
		for _, i := range group {
			out = append(out, pages[i])
		}
	}
	return out
}

// languages groups the pages by language, in the order of their first page.
func languages(pages []page) [][]int {
	var groups [][]int
	at := map[string]int{}
	for i, p := range pages {
		g, ok := at[p.unit.Lang]
		if !ok {
			g = len(groups)
			at[p.unit.Lang] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// target resolves a link to another chapter as the site does.
func target(from page, link string, bySlug map[string]int) (int, bool) {
	link = strings.TrimPrefix(strings.TrimSpace(link), "/")
	if i, ok := bySlug[link]; ok {
		return i, true
	}
	if dir := strings.LastIndexByte(from.unit.ID, '/'); dir >= 0 {
		if i, ok := bySlug[from.unit.ID[:dir+1]+link]; ok {
			return i, true
		}
	}
	return 0, false
}

// follow walks the next links of a group; nil when they do not visit each of it once.
func follow(pages []page, group []int, bySlug map[string]int) []int {
	inner := map[int]bool{}
	for _, i := range group {
		if j, ok := target(pages[i], pages[i].fm.values["next"], bySlug); ok && j != i {
			inner[j] = true
		}
	}
	root := -1
	for _, i := range group {
		if !inner[i] {
			if root >= 0 {
				return nil
			}
			root = i
		}
	}
	if root < 0 {
		return nil
	}
	var chain []int
	seen := map[int]bool{}
	for i := root; !seen[i]; {
		seen[i] = true
		chain = append(chain, i)
		j, ok := target(pages[i], pages[i].fm.values["next"], bySlug)
		if !ok || !slices.Contains(group, j) {
			break
		}
		i = j
	}
	if len(chain) != len(group) {
		return nil
	}
	return chain
}

// checkLinks remarks on previous and next links that lead nowhere, elsewhere or in a circle.
func checkLinks(pages []page, bySlug map[string]int, r *report) {
	for i, p := range pages {
		for _, key := range []string{"prev", "next"} {
			link := strings.TrimSpace(p.fm.values[key])
			if link == "" || link == "null" {
				continue
			}
			line := p.fm.lines[key]
			add := func(code, message, remedy string) { r.add(Warning, p.unit.File, line, code, message, remedy) }
			j, ok := target(p, link, bySlug)
			if !ok || !answered(pages, j, i, key, bySlug) {
				checkLinkNumber(p, key, link, r)
			}
			switch {
			case strings.Contains(link, "://"):
				add("link-outside", "The "+key+" link leads out of the course: "+link+".", "Name another chapter, such as /chapter2, or null.")
			case !ok:
				add("link-dead", "The "+key+" link leads to "+link+", which is not a chapter of this course.", "Correct it, or write null.")
			case j == i:
				add("link-self", "The "+key+" link leads to the chapter itself.", "Name another chapter, or write null.")
			case !answered(pages, j, i, key, bySlug):
				r.add(Info, p.unit.File, line, "link-asymmetric", "The "+key+" link leads to "+link+", whose own links do not lead back.", "Let each chapter name its neighbours.")
			}
		}
	}
	checkRing(pages, bySlug, r)
}

// checkLinkNumber remarks on a chapter6 whose previous chapter is said to be chapter4. It is
// asked where the link is not answered by one that leads back.
func checkLinkNumber(p page, key, link string, r *report) {
	stem, own, ok := cutNumber(p.unit.ID[strings.LastIndexByte(p.unit.ID, '/')+1:])
	linked, to, okTo := cutNumber(strings.TrimPrefix(link, "/"))
	if !ok || !okTo || stem == "" || stem != linked {
		return
	}
	want := own + 1
	if key == "prev" {
		want = own - 1
	}
	if to == want || to == own || want < 0 || strings.TrimSpace(p.fm.values["id"]) != strconv.Itoa(own) {
		return
	}
	r.add(Info, p.unit.File, p.fm.lines[key], "link-skips", "The "+key+" link of "+stem+strconv.Itoa(own)+" leads to "+link+", which skips a number or turns back.",
		"Check whether /"+stem+strconv.Itoa(want)+" is meant.")
}

// cutNumber splits "chapter6" into "chapter" and 6.
func cutNumber(name string) (stem string, number int, ok bool) {
	stem = strings.TrimRight(name, "0123456789")
	number, err := strconv.Atoi(name[len(stem):])
	return stem, number, err == nil
}

func answered(pages []page, j, i int, key string, bySlug map[string]int) bool {
	back := "prev"
	if key == "prev" {
		back = "next"
	}
	k, ok := target(pages[j], pages[j].fm.values[back], bySlug)
	return ok && k == i
}

// checkRing says so when following next never ends.
func checkRing(pages []page, bySlug map[string]int, r *report) {
	state := make([]int, len(pages)) // 0 not seen, 1 on the way, 2 done
	for start := range pages {
		var way []int
		i := start
		for state[i] == 0 {
			state[i] = 1
			way = append(way, i)
			j, ok := target(pages[i], pages[i].fm.values["next"], bySlug)
			if !ok || j == i {
				break
			}
			if i = j; state[i] == 1 {
				r.add(Warning, pages[i].unit.File, pages[i].fm.lines["next"], "link-ring", "The next links lead round in a circle, so the chapters are ordered by their file names.", "Write next: null in the last chapter.")
			}
		}
		for _, k := range way {
			state[k] = 2
		}
	}
}

// checkChapterIDs remarks on ids that two chapters of a language share.
func checkChapterIDs(pages []page, r *report) {
	seen := map[string]string{}
	for _, p := range pages {
		id := strings.TrimSpace(p.fm.values["id"])
		if id == "" {
			continue
		}
		key := p.unit.Lang + "\x00" + id
		if first, ok := seen[key]; ok {
			r.add(Warning, p.unit.File, p.fm.lines["id"], "duplicate-chapter-id", "The chapter has the id "+id+" of "+first+" too.", "Give each chapter a number of its own.")
			continue
		}
		seen[key] = p.unit.File
	}
}

package app

import (
	"context"
	"fmt"
	"net"
	"time"

	"lectern/adapters/web"
	"lectern/internal/chat"
)

// keptCharts is how many pictures of statistics are kept drawn, some 40 KB each.
const keptCharts = 64

// site is the address of the pages as somebody on a platform reaches them: the public one, or
// for the playground, which runs on the reader's own machine, the local one.
func (c *Classroom) site(on chat.Platform) string {
	if c.public == "" && on == web.Platform {
		return c.local
	}
	return c.public
}

// loopback is the address of a listener that only this machine reaches; empty of any other.
func loopback(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		return "http://" + tcp.String()
	}
	return ""
}

// classPage shows the pages for staff what the commands write for them.
func (p *program) classPage(ctx context.Context, link, what, key string) (web.ClassPage, bool, error) {
	sh, known, err := p.core.Commands.StatsPage(ctx, link, what, key, time.Now())
	if err != nil || !known {
		return web.ClassPage{}, false, err
	}
	page := web.ClassPage{
		Lang: sh.Lang, Class: sh.Class, Title: sh.Title, Skip: sh.Skip, Note: sh.Note, Where: sh.Where, More: sh.More,
		Nav: []web.ClassLink{{Title: sh.Overview, Here: sh.OnOverview}, {Title: sh.Silent, Path: "/students", Here: sh.OnSilent}},
	}
	for _, part := range sh.Parts {
		w := web.ClassPart{Title: part.Title, Body: part.Body}
		if part.Grid != nil {
			w.Caption, w.Head, w.Rows = part.Grid.Caption, part.Grid.Head, part.Grid.Rows
		}
		if part.Chart != nil {
			svg, err := part.Chart.SVG()
			if err != nil {
				return web.ClassPage{}, false, fmt.Errorf("draw a chart: %w", err)
			}
			w.SVG, w.Alt = svg, part.Alt
		}
		page.Parts = append(page.Parts, w)
	}
	for _, l := range sh.Links {
		page.Links = append(page.Links, web.ClassLink{Title: l.Label, Detail: l.Detail, Path: l.Path()})
	}
	return page, true, nil
}

// preview shows an announcement before it is posted.
func (p *program) preview(ctx context.Context, link string) (chat.View, bool, error) {
	return p.core.Commands.Preview(ctx, link, time.Now())
}

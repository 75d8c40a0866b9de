package main

import (
	"context"
	"errors"

	"lectern/internal/bank"
	"lectern/internal/bank/model"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/fault"
)

// draftModel is the endpoint that the settings name.
func (c *cli) draftModel() (*model.Client, error) {
	cfg, err := c.settings()
	if err != nil {
		return nil, err
	}
	url, name := cfg.Getenv(config.DraftURL), cfg.Getenv(config.DraftModel)
	if url == "" || name == "" {
		return nil, fault.New(fault.Invalid, "No model is set up to be asked.", "Set LECTERN_DRAFT_URL and LECTERN_DRAFT_MODEL, and LECTERN_DRAFT_KEY where the endpoint needs one.")
	}
	return model.New(model.Options{URL: url, Key: cfg.Secret(config.DraftKey).Reveal(), Model: name}), nil
}

// askModel adds what the model proposes about each lesson. A lesson that it fails on is told and
// left out; it fails itself when the endpoint refuses the key, or fails on every lesson.
func (c *cli) askModel(ctx context.Context, p *proposals, b *bank.Bank) error {
	client, err := c.draftModel()
	if err != nil {
		return err
	}
	var last error
	answered, kept, left := 0, 0, 0
	for i, ch := range p.chapters {
		for _, lesson := range lessons(ch.chapter) {
			questions, dropped, err := client.Lesson(ctx, lesson)
			if err != nil {
				if f, ok := errors.AsType[*fault.Fault](err); !ok || f.Kind == fault.Forbidden {
					return err
				}
				c.tell("%s: the model gave nothing.\n", lesson.Title)
				c.explain(err)
				last = err
				continue
			}
			answered++
			for _, d := range dropped {
				c.tell("%s: left out “%s”: %s\n", lesson.Title, d.Stem, d.Reason)
			}
			left += len(dropped)
			for _, q := range questions {
				if b.ByID(q.ID) != nil {
					p.known++
					continue
				}
				kept++
				p.chapters[i].questions = append(p.chapters[i].questions, q)
			}
		}
	}
	if answered == 0 && last != nil {
		return last
	}
	c.tell("The model: %s kept, %d left out.\n", plural(kept, "draft"), left)
	return nil
}

// lessons are the parts of a chapter that a model is asked about, one at a time.
func lessons(ch *course.Unit) []*course.Unit {
	if len(ch.Children) == 0 || len(ch.Own) > 0 && len(ch.Children) == 1 {
		return []*course.Unit{ch}
	}
	return ch.Children
}

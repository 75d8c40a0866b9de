package main

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lectern/internal/bank"
	"lectern/internal/bank/draft"
	"lectern/internal/course"
)

// bankDraft proposes questions from a course's prose.
func (c *cli) bankDraft() *cobra.Command {
	var write, ask bool
	var out string
	cmd := &cobra.Command{
		Use:   "draft [--write | --out FILE] [--model] [DIR]",
		Short: "Propose questions from a course's prose",
		Long: "Draft turns statements of the chapters around into questions, by fixed rules: the same text always gives the\n" +
			"same drafts. They are printed in the form of chapterN.quiz.yaml; how many each rule gave follows on the\n" +
			"standard error. With --write they are put after the questions in chapterN.quiz.yaml beside each chapter, whose\n" +
			"present lines stay as they are. What the bank holds already, rejected drafts too, is not proposed again. A\n" +
			"draft is never asked before somebody has approved it: see lectern bank review.\n\n" +
			"With --model the endpoint in LECTERN_DRAFT_URL is asked for more, one lesson at a time: the text of the course\n" +
			"is sent there. What it proposes must quote the lesson and pass the same gates, or is left out and told.",
		Example: "  lectern bank draft my-course > drafts.yaml\n  lectern bank draft --write my-course\n  lectern bank review my-course",
		Args:    atMostOneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := strings.Join(args, "")
			if write && out != "" {
				return usageError{errors.New("give either --write or --out; see lectern bank draft --help")}
			}
			if ask {
				if _, err := c.draftModel(); err != nil {
					return err
				}
			}
			lib, b, folder, err := c.bankToDraft(cmd, dir, write)
			if err != nil {
				return err
			}
			defer func() { _ = lib.Close() }()
			p := c.propose(lib.Current().Course.Chapters, b)
			if ask {
				if err := c.askModel(cmd.Context(), &p, b); err != nil {
					return err
				}
			}
			switch {
			case write:
				defer folder.close()
				err = c.appendDrafts(folder, p)
			case out != "":
				err = c.appendTo(out, p)
			default:
				err = c.printDrafts(p)
			}
			if err != nil {
				return err
			}
			c.tellYield(p)
			return nil
		},
	}
	cmd.Flags().BoolVar(&write, "write", false, "put the drafts into chapterN.quiz.yaml beside each chapter")
	cmd.Flags().BoolVar(&ask, "model", false, "ask the model at LECTERN_DRAFT_URL for drafts as well; sends it the course's text")
	cmd.Flags().StringVar(&out, "out", "", "put the drafts into this file, after the questions it holds")
	return cmd
}

func atMostOneFolder(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("%s takes one folder; see %s --help", cmd.CommandPath(), cmd.CommandPath())}
	}
	return nil
}

// bankToDraft opens the course, and its folder when drafts are to be written beside its chapters.
func (c *cli) bankToDraft(cmd *cobra.Command, dir string, write bool) (*course.Library, *bank.Bank, *questionFolder, error) {
	if write {
		return c.openBank(cmd.Context(), dir)
	}
	lib, err := c.course(cmd.Context(), dir)
	if err != nil {
		return nil, nil, nil, err
	}
	b, err := bank.Load(cmd.Context(), lib.Files(), lib.Current().Course)
	if err != nil {
		return nil, nil, nil, errors.Join(err, lib.Close())
	}
	return lib, b, nil, nil
}

// proposals are the drafts of a course by chapter, without those that its bank holds already.
type proposals struct {
	chapters []chapterDrafts
	yields   map[draft.Rule]draft.Yield
	known    int
}

type chapterDrafts struct {
	chapter   *course.Unit
	questions []bank.Question
}

func (p proposals) all() []bank.Question {
	var out []bank.Question
	for _, ch := range p.chapters {
		out = append(out, ch.questions...)
	}
	return out
}

func (c *cli) propose(chapters []*course.Unit, b *bank.Bank) proposals {
	p := proposals{yields: map[draft.Rule]draft.Yield{}}
	for _, ch := range chapters {
		drafts, yields := draft.Chapter(ch)
		found := chapterDrafts{chapter: ch}
		for _, d := range drafts {
			if b.ByID(d.ID) != nil {
				p.known++
				continue
			}
			found.questions = append(found.questions, d.Question)
		}
		p.chapters = append(p.chapters, found)
		for _, y := range yields {
			t := p.yields[y.Rule]
			p.yields[y.Rule] = draft.Yield{Rule: y.Rule, Proposed: t.Proposed + y.Proposed, Kept: t.Kept + y.Kept}
		}
	}
	return p
}

func (c *cli) printDrafts(p proposals) error {
	data, err := bank.Write(p.all())
	if err != nil {
		return err
	}
	if _, err := c.out.Write(data); err != nil {
		return fmt.Errorf("print the drafts: %w", err)
	}
	return nil
}

// appendDrafts puts the drafts of each chapter beside it.
func (c *cli) appendDrafts(folder *questionFolder, p proposals) error {
	for _, ch := range p.chapters {
		if len(ch.questions) == 0 {
			continue
		}
		name := strings.TrimSuffix(ch.chapter.File, path.Ext(ch.chapter.File)) + bank.Suffix
		added, err := appendNew(folder, name, ch.questions)
		if err != nil {
			return err
		}
		c.printf("%s: %s added\n", name, plural(added, "draft"))
	}
	return nil
}

func (c *cli) appendTo(out string, p proposals) error {
	folder, err := openFolder(filepath.Dir(out))
	if err != nil {
		return err
	}
	defer folder.close()
	added, err := appendNew(folder, filepath.Base(out), p.all())
	if err != nil {
		return err
	}
	c.printf("%s: %s added\n", out, plural(added, "draft"))
	return nil
}

// appendNew puts those questions after the ones of a file that it does not hold yet.
func appendNew(folder *questionFolder, name string, questions []bank.Question) (added int, err error) {
	err = folder.change(name, func(data []byte) ([]byte, error) {
		held := map[string]bool{}
		list, _ := bank.Parse(name, data)
		for _, q := range list {
			held[q.ID] = true
		}
		var fresh []bank.Question
		for _, q := range questions {
			if !held[q.ID] {
				fresh = append(fresh, q)
			}
		}
		added = len(fresh)
		return bank.Append(name, data, fresh)
	})
	return added, err
}

// tellYield says how many drafts each rule gave.
func (c *cli) tellYield(p proposals) {
	for _, r := range draft.Rules() {
		c.tell("%-12s %3d of %3d kept\n", r, p.yields[r].Kept, p.yields[r].Proposed)
	}
	c.tell("%s.\n", plural(len(p.all()), "new draft"))
	if len(p.all()) == 0 && p.known == 0 {
		c.tell("No sentence gave a question. The rules look for definitions, names, years, lists and bold labels, and take the\n" +
			"wrong options from the same chapter: a short one gives none. Questions can always be written by hand.\n")
	}
	if p.known > 0 {
		c.tell("%s left out: the bank holds them already, approved, rejected or waiting.\n", plural(p.known, "draft"))
	}
}

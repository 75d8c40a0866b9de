package discord

import (
	"fmt"
	"regexp"
	"strings"
)

func (l *linter) commands(body []byte) {
	var list []command
	if !l.decode("$", body, &list) {
		return
	}
	if len(list) > maxCommands {
		l.add("$", "must be at most %d commands, are %d", maxCommands, len(list))
	}
	name := regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	seen, local := map[string]bool{}, l.local(name)
	for i, c := range list {
		p := fmt.Sprintf("$[%d]", i)
		if !name.MatchString(c.Name) || strings.ToLower(c.Name) != c.Name {
			l.add(p+".name", "must be 1 to %d lower-case letters, digits, - or _: %q", maxCommandName, c.Name)
		}
		if seen[c.Name] {
			l.add(p+".name", "must be unique: %q", c.Name)
		}
		seen[c.Name] = true
		l.text(p+".description", c.Description, 1, maxCommandText)
		local.names(p, c.NameLocal)
		l.texts(p, "description_localizations", c.DescriptionLocal, maxCommandText)
		if n := longest(c.Name, c.NameLocal) + longest(c.Description, c.DescriptionLocal) + l.options(p, c.Options, name); n > maxCommandSum {
			l.add(p, "must have at most %d characters in all, has %d", maxCommandSum, n)
		}
	}
}

func (l *linter) options(path string, options []commandOption, name *regexp.Regexp) int {
	if len(options) > maxCommandOptions {
		l.add(path+".options", "must be at most %d, are %d", maxCommandOptions, len(options))
	}
	sum, optional, subs := 0, false, 0
	seen, local := map[string]bool{}, l.local(name)
	for i, o := range options {
		p := fmt.Sprintf("%s.options[%d]", path, i)
		if !name.MatchString(o.Name) || strings.ToLower(o.Name) != o.Name || seen[o.Name] {
			l.add(p+".name", "must be lower case and unique: %q", o.Name)
		}
		seen[o.Name] = true
		l.text(p+".description", o.Description, 1, maxCommandText)
		local.names(p, o.NameLocal)
		l.texts(p, "description_localizations", o.DescriptionLocal, maxCommandText)
		if o.Required && optional {
			l.add(p+".required", "must not come after an optional one")
		}
		if o.Type == optionSub || o.Type == optionGroup {
			subs++
		}
		optional = optional || !o.Required && o.Type > optionGroup
		if o.Type < optionSub || o.Type > optionFile {
			l.add(p+".type", "must be 1 to %d, is %d", optionFile, o.Type)
		}
		if typed := o.Type == optionText || o.Type == optionNumber || o.Type == optionDecimal; !typed && (o.Autocomplete || len(o.Choices) > 0) {
			l.add(p, "must have neither choices nor autocomplete: only text and numbers have")
		}
		if o.Autocomplete && len(o.Choices) > 0 {
			l.add(p+".autocomplete", "must not stand beside choices")
		}
		if len(o.Choices) > maxChoices {
			l.add(p+".choices", "must be at most %d, are %d", maxChoices, len(o.Choices))
		}
		sum += longest(o.Name, o.NameLocal) + longest(o.Description, o.DescriptionLocal) + l.options(p, o.Options, name)
		for j, c := range o.Choices {
			l.text(fmt.Sprintf("%s.choices[%d].name", p, j), c.Name, 1, maxChoiceText)
			l.text(fmt.Sprintf("%s.choices[%d].value", p, j), c.Value.text, 1, maxChoiceText)
			if c.Value.number != (o.Type == optionNumber) {
				l.add(fmt.Sprintf("%s.choices[%d].value", p, j), "must be a number for a number, and text for text")
			}
			l.texts(fmt.Sprintf("%s.choices[%d]", p, j), "name_localizations", c.NameLocal, maxChoiceText)
			sum += longest(c.Name, c.NameLocal) + runes(c.Value.text)
		}
	}
	if subs > 0 && subs < len(options) {
		l.add(path+".options", "must be sub-commands or arguments, not both")
	}
	return sum
}

package bot

import (
	"slices"
	"strings"

	"lectern/internal/chat"
	"lectern/internal/say"
)

// english puts the program's own words in the place of those that somebody typed in another
// language: the words and choices a parameter has, and yes and no.
func english(spec chat.Spec, sub string, args chat.Args, to *say.Speaker) chat.Args {
	if to.English() {
		return args
	}
	params := spec.Args
	for _, s := range spec.Subs {
		if s.Name == sub {
			params = s.Args
		}
	}
	args = slices.Clone(args) // the adapter's own stay as they were typed
	for i := range args {
		for _, p := range params {
			if p.Name == args[i].Name {
				args[i].Value = englishValue(p, args[i].Value, to)
			}
		}
	}
	return args
}

func englishValue(p chat.Param, typed string, to *say.Speaker) string {
	if p.Kind == chat.BoolParam {
		return to.Meant(typed, "yes", "no")
	}
	for _, c := range p.Choices {
		if strings.EqualFold(typed, to.Say(say.Text{Key: c.Label})) {
			return c.Value
		}
	}
	return to.Meant(typed, p.Words...)
}

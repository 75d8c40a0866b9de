package chat

// Spec describes a command to a platform: its name, what it does and what it takes.
type Spec struct {
	Name        string // lower case, the same on every platform
	Description string // at most 100 characters
	Args        []Param
	Subs        []Spec // sub-commands; a Spec has either Args or Subs
	Staff       bool   // shown to staff only where the platform can hide it; always checked by the bot
	Examples    []string
	// Instant promises an answer from memory, within milliseconds and whatever else is going
	// on: an adapter may wait for it instead of preparing to be late.
	Instant bool
	// Home has the answer without arguments shown on the app's own page, where the platform
	// has one for each person. Nothing may be changed by it.
	Home bool
	// Local is how the command is called and described in other languages, by BCP 47. It is
	// always given by its Name.
	Local map[string]Local
}

// Local is a name and a text in another language. A Choice has no name, its Text is its label.
type Local struct{ Name, Text string }

// Param describes one argument of a command.
type Param struct {
	Name        string
	Description string
	Kind        ParamKind
	Required    bool
	Choices     []Choice // a fixed list, at most MaxChoices; excludes Suggest
	Words       []string // values that are words: each may be typed in the asker's language too
	Suggest     bool     // completion while typing
	Rest        bool     // on platforms with free text, takes everything that follows
	Local       map[string]Local
}

// ParamKind is the type of a Param's value.
type ParamKind int

// The kinds of Param. Values always travel as text; a person or role that the platform let
// somebody choose as its id, a bar, and the name it is shown by (see Named).
const (
	TextParam ParamKind = iota
	NumberParam
	BoolParam
	PlaceParam
	PersonParam
	RoleParam
	// FileParam is a file, which comes among the Uploads of an Invocation and not among its
	// Args. Where a command cannot carry one it comes without, however Required.
	FileParam
)

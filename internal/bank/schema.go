package bank

import _ "embed" // the schema is a file, so that editors can be pointed at it

//go:embed quiz.schema.json
var schema string //nolint:gochecknoglobals // embedding needs a package variable; it is read-only

// Schema is the JSON Schema (2020-12) of a file of questions, for editors: a file that begins
// with "# yaml-language-server: $schema=quiz.schema.json" is checked while it is written.
func Schema() string { return schema }

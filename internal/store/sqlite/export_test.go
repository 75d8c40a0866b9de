package sqlite

// Schema is the steps of the schema, for the test of a file that an earlier version wrote.
func Schema() []string { return schema() }

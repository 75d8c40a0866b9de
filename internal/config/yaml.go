package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"lectern/internal/fault"
)

// maxYAML bounds lectern.yaml, in bytes: forty settings with comments take a few kilobytes.
const maxYAML = 64 << 10

// readYAML gives the lines of the settings file by their spelling ("public_url"), nested
// groups joined by an underscore ("discord: {token: …}" is discord_token).
func readYAML(src Sources, known []Setting) (lines map[string]string, name string, err error) {
	name = src.File
	if name == "" {
		name = filepath.Join(src.Dir, "lectern.yaml")
	}
	data, err := src.Read(name)
	if errors.Is(err, fs.ErrNotExist) && src.File == "" {
		return nil, name, nil
	}
	if err != nil {
		return nil, name, fault.Wrap(err, fault.Invalid, "The settings file "+name+" cannot be read.", "Check the path given with --config.")
	}
	if len(data) > maxYAML {
		return nil, name, fault.New(fault.Invalid, "The settings file "+name+" is larger than 64 kB.", "Settings need far less: is it the right file?")
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, name, fault.New(fault.Invalid, "The settings file "+name+" is not YAML: "+plainYAML(err), "Write one setting per line, for example: addr: 127.0.0.1:8080")
	}
	lines = make(map[string]string)
	if len(root.Content) == 0 {
		return lines, name, nil
	}
	names := make(map[string]bool, 2*len(known))
	for _, s := range known {
		names[s.Line()], names[s.Line()+"_file"] = true, true
	}
	return lines, name, flatten(root.Content[0], "", filepath.Base(name), names, lines)
}

// plainYAML keeps the parser's reason; it names a line and quotes no value.
func plainYAML(err error) string { return strings.TrimPrefix(err.Error(), "yaml: ") + "." }

func flatten(n *yaml.Node, above, file string, names map[string]bool, out map[string]string) error {
	if n.Kind != yaml.MappingNode {
		return fault.New(fault.Invalid, file+":"+strconv.Itoa(n.Line)+": expected a setting with its value.", "Write name: value.")
	}
	var errs []error
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		name := above + strings.ReplaceAll(k.Value, "-", "_")
		at := fmt.Sprintf("%s:%d:%d: ", file, k.Line, k.Column)
		switch {
		case v.Kind == yaml.MappingNode:
			errs = append(errs, flatten(v, name+"_", file, names, out))
		case v.Kind != yaml.ScalarNode:
			errs = append(errs, fault.New(fault.Invalid, at+name+" must be a single value.", "Write "+name+": value."))
		case !names[name]:
			errs = append(errs, fault.New(fault.Invalid, at+"there is no setting "+name+".", "lectern config show lists all settings."))
		case has(out, name):
			errs = append(errs, fault.New(fault.Invalid, at+name+" is there a second time.", "Keep one of the two lines."))
		case v.Tag == "!!null":
			out[name] = ""
		default:
			out[name] = v.Value
		}
	}
	return errors.Join(errs...)
}

func has(lines map[string]string, name string) bool {
	_, ok := lines[name]
	return ok
}

package bank

import (
	"io/fs"
	"path"
	"strings"

	"lectern/internal/course"
	"lectern/internal/fault"
)

// Format names a way in which questions are written down.
type Format string

// The formats. MoodleXML is written only.
const (
	YAML      Format = "yaml"
	GIFT      Format = "gift"
	Aiken     Format = "aiken"
	MoodleXML Format = "moodle"
)

// nothing is a folder without files: texts outside a course have no pictures beside them.
type nothing struct{}

// Open implements fs.FS.
func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// Guess tells the format of a file by its name and, where that says nothing, by its contents.
func Guess(file string, data []byte) Format {
	switch strings.ToLower(path.Ext(file)) {
	case ".yaml", ".yml":
		return YAML
	case ".gift":
		return GIFT
	case ".aiken":
		return Aiken
	case ".xml":
		return MoodleXML
	}
	text := string(data)
	switch {
	case strings.Contains(text, "\nANSWER:"):
		return Aiken
	case strings.Contains(text, "questions:") || strings.HasPrefix(text, "- "):
		return YAML
	}
	return GIFT
}

// Read reads questions in a format. Those with mistakes are left out, and findings say why.
func Read(f Format, file string, data []byte) ([]Question, []course.Finding, error) {
	var questions []Question
	var findings []course.Finding
	switch f {
	case YAML:
		questions, findings = Parse(file, data)
	case GIFT:
		questions, findings = ReadGIFT(file, data)
	case Aiken:
		questions, findings = ReadAiken(file, data)
	case MoodleXML:
		return nil, nil, fault.New(fault.Invalid, "Moodle XML can be written, not read.", "Export the questions from Moodle as GIFT.")
	default:
		return nil, nil, unknownFormat(f)
	}
	for _, q := range questions {
		for _, p := range check(q) {
			fd := p.finding(file, 0)
			fd.Message = "Question " + q.ID + ": " + fd.Message
			findings = append(findings, fd)
		}
	}
	return questions, findings, nil
}

// Encode writes questions in a format. Findings tell what has no form in it.
func Encode(f Format, questions []Question) ([]byte, []course.Finding, error) {
	switch f {
	case YAML:
		data, err := Write(questions)
		return data, nil, err
	case GIFT:
		data, findings := WriteGIFT(questions)
		return data, findings, nil
	case Aiken:
		data, findings := WriteAiken(questions)
		return data, findings, nil
	case MoodleXML:
		return WriteMoodleXML(questions)
	}
	return nil, nil, unknownFormat(f)
}

func unknownFormat(f Format) error {
	return fault.New(fault.Invalid, "The format “"+string(f)+"” is not known.", "Use yaml, gift, aiken or moodle.")
}

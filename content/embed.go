// Package content holds the sample course, which is served when no other is configured.
//
// The course is Markdown in the course-starter format and is licensed under CC BY 4.0; see
// LICENSE in this folder. A course of your own is a folder of the same shape, or any folder
// of Markdown files.
package content

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:international-security
var files embed.FS //nolint:gochecknoglobals // embedding needs a package variable; it is read-only

// Name is the folder of the sample course.
const Name = "international-security"

// FS gives the sample course as a folder.
func FS() (fs.FS, error) {
	sub, err := fs.Sub(files, Name)
	if err != nil {
		return nil, fmt.Errorf("open the sample course: %w", err)
	}
	return sub, nil
}

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"lectern/adapters"
	"lectern/internal/chat"
	"lectern/internal/config"
	"lectern/internal/course"
	"lectern/internal/fault"
	"lectern/internal/store/sqlite"
)

// Status is the outcome of one check.
type Status string

// The outcomes of a check.
const (
	Fine     Status = "ok"
	Skipped  Status = "skipped"
	Doubtful Status = "warning"
	Wrong    Status = "error"
)

// Check is one thing that was looked at.
type Check struct {
	Name    string `json:"name"`
	Status  Status `json:"status"`
	Message string `json:"message"`
	Remedy  string `json:"remedy,omitempty"`
}

// Report is what Diagnose found.
type Report struct {
	Checks   []Check `json:"checks"`
	Errors   int     `json:"errors"`
	Warnings int     `json:"warnings"`
	Next     string  `json:"next,omitempty"` // the command to run next
}

// DiagnoseOptions are what Diagnose needs.
type DiagnoseOptions struct {
	Config  *config.Config
	Problem error // what was wrong with the settings
	Content fs.FS // as in Options
	Drivers []adapters.Driver
	Log     *slog.Logger
}

// Diagnose looks at everything that serving needs and changes nothing.
func Diagnose(ctx context.Context, o DiagnoseOptions) Report {
	var r Report
	r.settings(o.Problem)
	for _, name := range o.Config.Unknown() {
		r.add("settings", Doubtful, name+" is set, and there is no such setting.", "lectern config show lists all there are.")
	}
	r.course(ctx, o)
	r.secret(o.Config)
	r.store(o.Config)
	r.listener(ctx, o.Config)
	on := r.platforms(o)
	switch {
	case r.Errors > 0:
	case on == 0:
		r.Next = "lectern serve, then open the playground; lectern invite discord or lectern invite slack when the class should see it"
	default:
		r.Next = "lectern serve"
	}
	return r
}

func (r *Report) add(name string, s Status, message, remedy string) {
	r.Checks = append(r.Checks, Check{name, s, message, remedy})
	switch s {
	case Wrong:
		r.Errors++
	case Doubtful:
		r.Warnings++
	case Fine, Skipped:
	}
}

// addError turns each error joined in err into a check.
func (r *Report) addError(name string, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			r.addError(name, e)
		}
		return
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		sentence, remedy := f.English()
		r.add(name, Wrong, sentence, remedy)
		return
	}
	r.add(name, Wrong, err.Error(), "")
}

func (r *Report) settings(problem error) {
	if problem != nil {
		r.addError("settings", problem)
		return
	}
	r.add("settings", Fine, "All settings can be understood.", "")
}

func (r *Report) course(ctx context.Context, o DiagnoseOptions) {
	lib, err := OpenCourse(ctx, o.Config, o.Config.Getenv(config.Content), o.Content, o.Log)
	if err != nil {
		r.addError("course", err)
		return
	}
	defer func() { _ = lib.Close() }()
	s := lib.Current()
	t := s.Course.Total()
	text := fmt.Sprintf("“%s” is read: %s, %s (%d empty), %s.", s.Course.Title, counted(t.Chapters, "chapter"), counted(t.Lessons, "lesson"), t.EmptyLessons, counted(t.Sections, "section"))
	wrong := 0
	for _, f := range s.Findings {
		if f.Severity == course.Error {
			wrong++
		}
	}
	switch {
	case wrong > 0:
		r.add("course", Wrong, text+" It has "+counted(wrong, "error")+".", "Run lectern check to see file and line of each.")
	case len(s.Findings) > 0:
		r.add("course", Fine, text+" lectern check has "+counted(len(s.Findings), "remark")+" about it.", "")
	default:
		r.add("course", Fine, text, "")
	}
}

// counted writes a number with its noun, as the command line does, which stays English.
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}

func (r *Report) secret(cfg *config.Config) {
	if cfg.Secret(config.SecretKey).Set() {
		r.add("secret", Fine, "LECTERN_SECRET is set.", "")
		return
	}
	path := cfg.KeyPath()
	info, err := os.Stat(path)
	switch {
	case err == nil && info.Mode().Perm()&0o077 != 0:
		r.add("secret", Doubtful, path+" can be read by others on this machine.", "Run chmod 600 "+path+".")
	case err == nil:
		r.add("secret", Fine, "It is kept in "+path+".", "")
	case cfg.StorePath() == "":
		r.add("secret", Doubtful, "LECTERN_SECRET is not set, so every replica would make its own and not know the others' buttons.", "Set LECTERN_SECRET to the same random text on every replica.")
	default:
		r.add("secret", Fine, "One will be made and kept in "+path+" at the first start.", "")
	}
}

func (r *Report) store(cfg *config.Config) {
	path := cfg.StorePath()
	if path == "" {
		r.add("store", Fine, "Redis is named as the store.", "")
		return
	}
	if err := sqlite.Noted(path); err != nil {
		r.addError("store", err)
		return
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".lectern-doctor-*")
	if err != nil {
		r.add("store", Wrong, "The folder of the store, "+dir+", cannot be written.", "Choose another in LECTERN_STORE, or allow writing there.")
		return
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	r.add("store", Fine, "The folder of "+path+" can be written.", "")
}

func (r *Report) listener(ctx context.Context, cfg *config.Config) {
	addr := cfg.Getenv(config.Addr)
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		r.add("listener", Doubtful, "The address "+addr+" cannot be listened on; perhaps Lectern is running already.", "lectern health tells whether it is; else choose another address in LECTERN_ADDR.")
		return
	}
	_ = l.Close()
	r.add("listener", Fine, "The address "+addr+" is free.", "")
}

func (r *Report) platforms(o DiagnoseOptions) (count int) {
	for _, d := range o.Drivers {
		name := string(d.Platform)
		a, err := d.Setup(chat.Setup{Getenv: o.Config.Getenv, Log: o.Log, PublicURL: o.Config.PublicURL()})
		switch {
		case err != nil:
			r.addError(name, err)
			continue
		case a == nil:
			r.add(name, Skipped, "Not set up, which is optional.", "lectern invite "+name+" says how.")
			continue
		}
		count++
		r.add(name, Fine, "Its settings are complete. Whether they are accepted shows when Lectern starts.", "")
	}
	return count
}

package discord_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lectern/adapters/discord"
	"lectern/internal/chat"
)

func TestChosenRolesAndPersonsCarryTheirNames(t *testing.T) {
	body := []byte(`{"type":2,"data":{"name":"class",
		"resolved":{"roles":{"11":{"id":"11","name":"Tutors | TA"}},"users":{"22":{"username":"sam","global_name":"Sam"},"33":{"username":"kim","global_name":null}}},
		"options":[{"name":"staff","type":1,"options":[
			{"name":"role","type":8,"value":"11"},{"name":"person","type":6,"value":"22"},{"name":"other","type":6,"value":"33"},{"name":"note","type":3,"value":"22"}]}]}}`)
	sub, args, err := discord.Arguments(body)
	if err != nil {
		t.Fatal(err)
	}
	want := chat.Args{{Name: "role", Value: "11|Tutors | TA"}, {Name: "person", Value: "22|Sam"}, {Name: "other", Value: "33|kim"}, {Name: "note", Value: "22"}}
	if diff := cmp.Diff(want, args); diff != "" || sub != "staff" {
		t.Errorf("sub %q, arguments (-want +got):\n%s", sub, diff)
	}
	if id, name := chat.Named(args[0].Value); id != "11" || name != "Tutors | TA" {
		t.Errorf("taken apart as %q and %q", id, name)
	}
}

func TestWhoBringsTheBotAlongIsNobodysStaff(t *testing.T) {
	for owners, want := range map[string]bool{`{"0":"77"}`: true, `{"0":"77","1":"99"}`: true, `{"1":"99"}`: false, `{}`: true, `null`: true} {
		who, err := discord.Asker([]byte(`{"type":2,"guild_id":"77","guild_locale":"de","authorizing_integration_owners":` + owners + `,"member":{"user":{"id":"99"},"permissions":"32"}}`))
		if err != nil || who.Admin != want || who.Locale != "de" {
			t.Errorf("%s: %+v, %v", owners, who, err)
		}
	}
	if who, _ := discord.Asker([]byte(`{"type":2,"guild_id":"77","locale":"es-ES","guild_locale":"de","member":{"user":{"id":"99"},"permissions":"16"}}`)); who.Admin || who.Locale != "es-ES" {
		t.Errorf("%+v", who)
	}
}

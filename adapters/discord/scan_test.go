package discord_test

import (
	"encoding/json"
	"testing"

	"lectern/adapters/discord"
)

func FuzzScanAgreesWithEncodingJSON(f *testing.F) {
	for _, s := range []string{`{}`, `[]`, `{"a":[1,2.5e-3,true,false,null,"x\u00e9\n"]}`, `"\ud83d\ude00"`, `{"a":1}x`, `{"a" 1}`, `[1,]`, `01`, `-`, `"` + "\x01" + `"`, `nul`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		err := discord.Scan(body)
		if valid := json.Valid(body); valid != (err == nil) && !tooDeep(body) {
			t.Errorf("%q: json.Valid %v, ours %v", body, valid, err)
		}
	})
}

func tooDeep(body []byte) bool {
	depth, most := 0, 0
	for _, c := range body {
		switch c {
		case '[', '{':
			depth++
			most = max(most, depth)
		case ']', '}':
			depth--
		}
	}
	return most > 60
}

func TestDecodeKeepsTheFirstOfARepeatedKey(t *testing.T) {
	id, command, guild, err := discord.Decoded([]byte(`{"id":"1","id":"2","GUILD_ID":"9","guild_id":"7","type":2,"data":{"name":"section","name":"announce"}}`))
	if err != nil || id != "1" || command != "section" || guild != "7" {
		t.Errorf("%s %s %s %v", id, command, guild, err)
	}
}

package redis

import (
	"encoding/json"

	"lectern/internal/chat"
)

// refData is a message's address as it is kept.
type refData struct {
	Platform chat.Platform `json:"platform"`
	Tenant   string        `json:"tenant,omitempty"`
	Channel  string        `json:"channel,omitempty"`
	Thread   string        `json:"thread,omitempty"`
	Message  string        `json:"message"`
}

func encodeRef(r chat.Ref) ([]byte, error) {
	return json.Marshal(refData{r.Place.Platform, r.Place.Tenant, r.Place.Channel, r.Place.Thread, r.Message})
}

func decodeRef(data string) (chat.Ref, error) {
	var d refData
	err := json.Unmarshal([]byte(data), &d)
	return chat.Ref{Place: chat.Place{Platform: d.Platform, Tenant: d.Tenant, Channel: d.Channel, Thread: d.Thread}, Message: d.Message}, err
}

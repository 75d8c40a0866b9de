package slack

// The limits of the platform, in characters unless said otherwise. Sources: Slack's Block Kit
// reference and API documentation, and the types of Slack's own SDKs; where two published
// figures differ, the stricter holds.
const (
	maxBlocks         = 50     // in a message
	maxMessage        = 12_000 // of all blocks together; undocumented, refused near 13,200
	maxText           = 4000   // recommended for the fallback text; cut at 40,000
	maxSectionText    = 3000
	maxSectionFields  = 10
	maxFieldText      = 2000
	maxHeader         = 150
	maxActions        = 25 // elements of an actions block
	maxContext        = 10 // elements of a context block
	maxButtonText     = 75
	maxButtonValue    = 2000
	maxButtonURL      = 3000
	maxAccessibility  = 75
	maxActionID       = 255
	maxBlockID        = 255
	maxOptions        = 100
	maxOptionText     = 75
	maxOptionValue    = 75 // 150 by another official package
	maxPlaceholder    = 150
	maxAltText        = 2000
	maxImageURL       = 3000
	maxContextActions = 5
	maxRadio          = 10   // options of radio buttons and checkboxes
	maxOverflow       = 5    // options of an overflow menu
	maxLabel          = 2000 // of an input, and its hint
	maxConfirmTitle   = 100
	maxConfirmText    = 300
	maxConfirmButton  = 30
	maxHeaderLevel    = 4
	maxMarkdown       = 12_000 // of all markdown blocks of a payload
	maxTableRows      = 100
	maxTableColumns   = 20
	maxRichElements   = 1000 // ours: no figure is published
	maxViewBlocks     = 100
	maxView           = 250 << 10 // bytes of a view (views.push)
	maxFileBytes      = 1 << 30   // of a file (files.completeUploadExternal)
	maxFiles          = 10        // ours, with one message
	maxInputFiles     = 10        // of a file input
	maxFileAlt        = 1000      // ours: no figure is published for alt_txt
	maxTold           = 3000      // ours: of all sentences about files, within maxMessage
	maxAck            = 20 << 10  // bytes; Slack drops a larger Socket Mode answer in silence
	maxEnvelopeRest   = 256       // bytes, ours: what stands around an answer in an acknowledgement
	maxRequestBytes   = 64 << 10  // ours: a command or an event has some kilobytes
	maxInteraction    = 2 << 20   // ours: brings its message or view (250 KB) along, up to six times as long in a form
	maxResponses      = 5         // uses of a response_url, within 30 minutes
)

// pageSize is how much of maxMessage the prose of a page may take, as JSON: about 2,500
// characters of text. The rest is for the title, the buttons and the menus.
const pageSize = 3400

// safeButtonLabel is how much of a label fits beside others on a narrow screen.
const safeButtonLabel = 30

// maxMenu is how many entries of a menu are shown, so that two menus and a page fit into a
// message.
const maxMenu = 15

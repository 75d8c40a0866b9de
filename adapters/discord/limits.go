package discord

// The limits of the platform, in Unicode code points unless said otherwise. Sources: the
// Discord developer documentation (Message Resource, Component Reference, Application
// Commands, Receiving and Responding, Rate Limits) and Discord's published OpenAPI file.
const (
	maxContent          = 2000 // Message Resource; the OpenAPI file's 4000 is for Nitro users
	maxEmbeds           = 10
	maxEmbedTitle       = 256
	maxDescription      = 4096
	maxFields           = 25
	maxFieldName        = 256
	maxFieldValue       = 1024
	maxFooter           = 2048
	maxAuthor           = 256
	maxEmbedURL         = 2048
	maxEmbedSum         = 6000 // of all embeds of a message together
	maxRows             = 5
	maxButtons          = 5 // in a row
	maxLabel            = 80
	maxCustomID         = 100
	maxURL              = 512
	maxOptions          = 25
	maxOptionText       = 100 // label, value and description alike
	maxPlaceholder      = 150
	maxChoices          = 25
	maxChoiceText       = 100
	maxCommands         = 100
	maxCommandName      = 32
	maxCommandText      = 100
	maxCommandOptions   = 25
	maxCommandSum       = 8000 // names, descriptions and values of one command
	maxNonce            = 25
	maxThreadName       = 100
	maxModalTitle       = 45
	maxModalParts       = 5 // texts and inputs together; the OpenAPI file's 40 is not what is taken
	maxModalLabel       = 45
	maxModalHint        = 100       // description of a label
	maxFiles            = 10        // with one message
	maxFileBytes        = 10 << 20  // a server without boosts (Message Resource, “Uploading Files”)
	maxUploadBytes      = 25 << 20  // all of one request (Create Message)
	maxFileName         = 100       // ours: the OpenAPI file has 1024
	maxAlt              = 1024      // description of an attachment
	promptBytes         = 512 << 10 // ours: what is uploaded well within three seconds
	maxInteractionBytes = 64 << 10  // ours: real interactions have some kilobytes
)

// A page of a passage is far below what an embed could hold: about one screen of a phone.
const pageSize = 1900

// safeButtonLabel is how much of a label a narrow screen shows (Component Reference advises
// 34 to 38 characters).
const safeButtonLabel = 38

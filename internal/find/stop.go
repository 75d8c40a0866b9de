package find

import "strings"

// stopList lists, by language, words that say nothing about a passage: articles, pronouns and
// the words people wrap a question in. They are spelled as fold leaves them.
func stopList(l lang) string {
	switch l {
	case "en":
		return stopEnglish
	case "de":
		return "der die das den dem des ein eine einer eines einem einen und oder aber nicht kein keine ist sind war waren wird werden wurde wurden hat haben hatte sein als auch an am auf aus bei beim bis durch fur gegen im in ins mit nach noch nur ob ohne so um unter uber vom von vor wenn weil wie zu zum zur zwischen wer wen wem was wann wo warum wieso weshalb welche welcher welches welchem welchen ich du er sie es wir ihr man sich mich mir uns dies diese dieser dieses bedeutet heisst heissen gibt erklare erklaren kann konnen soll macht machen funktioniert passiert"
	case "fr":
		return "le la les l un une des du de d et ou mais ne pas est sont etait ete etre a ont avoir au aux ce cet cette ces dans en entre par pour plus que qui quoi dont ou quand comment pourquoi quel quelle quels quelles sur sous avec sans se sa son ses leur leurs il elle ils elles on nous vous je tu y si qu c s n j explique expliquer signifie veut dire faire fait font"
	case "es":
		return "el la los las lo un una unos unas de del y o u e pero no es son era fue ser estar esta este estos estas esto ha han haber al a en entre por para con sin sobre que quien quienes cual cuales cuando donde como porque se su sus le les mas muy si yo tu nos me mi cuanto explica significa hay hace hacer hacen"
	case "pt":
		return "o a os as um uma uns umas de do da dos das e ou mas nao e sao era foi ser estar esta este estes estas isto no na nos nas em entre por para com sem sobre que quem qual quais quando onde como porque se seu sua seus suas mais muito eu tu ao aos pelo pela explique significa ha faz fazer"
	case "it":
		return "il lo la i gli le un uno una di del della dei delle dello e o ma non e sono era essere a al alla ai alle da dal dalla in nel nella con su sul sulla per tra fra che chi quale quali quando dove come perche si suo sua suoi sue piu cosa spiega significa fa fare"
	case "nl":
		return "de het een en of maar niet is zijn was waren wordt worden heeft hebben in op van voor met aan bij door naar om te uit over onder tussen als dan dat die dit deze er wie wat waar wanneer waarom hoe welke welk ik je jij hij zij ze we wij zich"
	case "sv":
		return "en ett den det de och eller men inte ar var vara har hade i pa av for med till fran om som att vid under over mellan vem vad var nar varfor hur vilken vilket vilka jag du han hon vi ni sig"
	case "no", "da":
		return "en et den det de og eller men ikke er var vaere har hadde havde i pa av af for med til fra om som at ved under over mellom mellem hvem hva hvad hvor nar hvorfor hvordan hvilken hvilket hvilke jeg du han hun vi seg sig"
	case "hu":
		return "a az egy es vagy de nem van volt hogy mi ki mikor hol miert hogyan milyen melyik"
	case "ru":
		return "и в во не на я с со как а то все она он они мы вы так его но да ты к у же за бы по от из о об это этот эта что кто где когда почему зачем как какой какая какие такое был была было были есть для при или если чем"
	case "ar":
		return "في من الي علي عن ما ماذا هو هي هل كيف لماذا متي اين و او لا ان هذا هذه ذلك التي الذي مع كان كانت بين كل هناك مثل"
	case "he":
		return "של על את הוא היא הם מה מהו מהי מי איכ למה מתי איפה איזה איזו זה זו זאת עמ או לא כי אמ גמ יש אינ"
	}
	return ""
}

const stopEnglish = "a an the and or but nor not no is are was were be been being am do does did done doing has have had having " +
	"i you he she it we they me him her us them my your his its our their this that these those there here " +
	"of in on at to from by with without into onto about as for between among against than then so if because " +
	"who whom whose what which when where why how can could should would will shall may might must " +
	"say says said tell tells told wrote write writes written call called calls mean means meant meaning explain explains explained define defines defined definition " +
	"describe describes described show give gives please " +
	"one another each other others also very much many more most some any all both everyone everybody just only too such same " +
	"whats hows whos wheres isnt arent dont doesnt didnt cant wont im ive lets eg ie etc vs per via something anything thing things someone anyone make makes made happen happens happened get gets"

// articleList lists the shortest words of all European languages. A title is the same with and
// without them; other stop words can tell titles apart ("For Loops", "While Loops").
const articleList = "a an the of and der die das den dem des ein eine einen einem einer eines und le la les l un une du de d et el los las unos unas del y " +
	"o os as um uma do da dos das e il lo i gli uno di della dei het een en van ett och og az egy и"

// genericList lists heading words that name the kind of a passage rather than its subject, as
// fold leaves them. They count little in a title.
const genericList = "introduction intro introductory overview summary conclusion conclusions recap review chapter lesson lessons section part unit module week exercise exercises " +
	"example examples case study studies basic basics key quiz practical appendix references reading readings further background lecture topic topics note notes faq glossary " +
	"difference differences compare comparison getting started understanding question questions " +
	"einfuhrung einleitung uberblick zusammenfassung kapitel lektion abschnitt teil ubung ubungen beispiel beispiele fazit grundlagen anhang " +
	"introduccion resumen capitulo leccion seccion parte ejercicio ejercicios ejemplo ejemplos conclusiones repaso " + //nolint:misspell // not English
	"presentation resume chapitre lecon partie exercice exercices exemple exemples apercu bilan " + //nolint:misspell // not English
	"introducao visao geral capitulo licao secao exercicio exemplos conclusao introduzione capitolo lezione sezione esempio esempi conclusione riassunto " + //nolint:misspell // not English
	"inleiding overzicht samenvatting hoofdstuk les deel oefening voorbeeld введение обзор заключение глава урок раздел часть пример выводы " +
	"مقدمه الفصل الدرس خاتمه ملخص اختبار مبوا פרק שיעור סיכומ מבוא חידונ"

// gramPhrases are the words of a question, and labels of headings, in scripts without blanks.
// In a query they part what is asked for.
const gramPhrases = "什么是 是什么 为什么 怎么样 怎么 如何 哪些 哪个 请问 吗 呢 什麼是 是什麼 為什麼 怎麼 " +
	"とは何ですか は何ですか とは何か とは ですか なぜ どうして について教えて について を教えてください を教えて ください どのように " +
	"무엇인가요 무엇입니까 무엇인가 이란 란무엇 왜 어떻게 설명해"

func wordSet(list string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

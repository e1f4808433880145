"""Words of five languages that tell what a sentence speaks of. One expression serves all: mixed pages exist."""

import re
from collections.abc import Iterator
from functools import lru_cache


class Words:
    """A search for any of many words, whatever their case. Lowering first is five times as fast as IGNORECASE."""

    def __init__(self, *parts: str) -> None:
        self.pattern = "|".join(parts)
        self._compiled = re.compile(
            re.sub(r"(?<!\\)[A-ZÅÄÖÆØ]", lambda match: match[0].lower(), self.pattern)
        )
        self.search = lru_cache(maxsize=4096)(self._search)

    def _search(self, text: str) -> re.Match[str] | None:
        return self._compiled.search(text.lower())

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._compiled.finditer(text.lower())

    def count(self, text: str) -> int:
        return sum(1 for _ in self.finditer(text))


EVENT = Words(
    r"konferen[sc]|konferans|kurssi|retki|talkoot|näyttely|utflykt|vandring|loppis|utställning|"
    r"udstilling|utstilling|sammanträde|seminar|seminaari|webb?in[ao]a?r|temadag|"
    r"temamøde|temamøte|temakväll|"
    r"temaaften|tema(?:träff|möte|päivä)|kursus|kurs(?:en|er|et|dag|tillfälle)?\b|workshop|"
    r"verksta[nd]|verksted|værksted|työpaja|koulutu[sk]|tilaisuu|tapahtuma|luento|föreläsning|foredrag|"
    r"forelæsning|forelesning|lecture|møde[tr]?\b|møte[tr]?\b|möte[tn]?\b|kokou[sk]|"
    r"nätverksträff|netværks|nettverks|træf\b|träff|samling|samtal|samråd|medborgardialog|"
    r"borgermøde|folkemøte|innbyggermøte|asukasilta|dialog(?:möte|møde|møte)|"
    r"hearing|høring|kuulemis|utbildning(?:sdag)?|uddannelsesdag|fagdag|inspirationsdag|"
    r"studiedag|studiebesök|symposi|symposium|kongress|congress|conference|meeting|course|"
    r"training|event|arrangement|evenemang|ilta\b|illan\b|aften|kväll|kveld|dag(?:en|ar|arna|ene|ane)?\b|"
    r"päivä[tn]?\b|forum|foorumi|mässa|messe|messu|rundabordssamtal|panel|lunch(?:samtal|seminarium)|"
    r"frukost(?:seminarium|möte)|frokost(?:seminar|møte)|morgenmøde|infomöte|informationsmöte|"
    r"infomøte|informationsmøde|informasjonsmøte|tiedotustilaisuus|infotilaisuus|"
    r"invigning|indvielse|åpning|avajaiset|festival|vernissage|öppet hus|åbent hus|"
    r"åpent hus|ope hus|avoimet ovet|open (?:day|house)|högtid|kick-?off|hackathon|"
    r"roadshow|talk\b|session|"
    r"sammankomst|fagseminar|årsmöte|årsmøte|vuosikokous|generalforsamling|masterclass|"
    r"sommerskole|summer school|disputa|väitös|läsecirkel|språkcafé|konsert|koncert|konsertti|concert|"
    r"reception|boot ?camp|hackathon|retreat|expo\b|\bfair\b|picnic|sammanträd|studietur|studieresa|"
    r"fortbildning|vidareutbildning|etterutdanning|vidareutdanning|kompetansedag|kompetensdag|\bevening\b|\bafternoon\b|briefing|opplæring|tapaami|stämma\b|treff(?:et)?\b|møteplass|mötesplats|mødested|breakfast|frukost|kahvit|"
    r"kokoontumi|seminaarissa|päivillä|retkeily|webinaaris|diplomuddannelse|efteruddannelse|"
    r"uddannelse[nr]?\b|etterutdann",
)
INVITE = Words(
    r"\bvälkom(?:men|na|met)\b(?! att (?:ringa|höra|kontakta|skriva|mejla)| med (?:din|er) ans)|"
    r"\bvelkom(?:men|ne|en)\b(?! til (?:at|å) (?:ringe|kontakte|skrive|ta kontakt))|\btervetulo|\bwelcome to\b|\bwelcomes\b|"
    r"bjuder (?:\w+ ){0,3}in\b|bjuds in|inbjud[ea]|inbjudan|inviter(?:er|ast|es)|"
    r"indbyd(?:er|else|es)|innbyr|innbyd|"
    r"\binvitasjon|\binvitation|\bkutsu|\binvites?\b|you are invited|join us|kom (?:og|"
    r"och) |anmäl dig|anmäl er|tilmeld (?:dig|jer)|meld (?:deg|dykk|dere) på|ilmoittau(?:du|"
    r"tu)|register (?:by|here|now|at|before|on|via)|"
    r"\bjoin (?:the|our|dr|prof|a)\b|bli med på|kom med,? |(?:^|[\n.!?,;] ?|\boch |\bog )kom (?:til|till|"
    r"innom|förbi|forbi|gärna|gjerne|gerne)\b|"
    r"(?:^|[\n.!?] ?)come (?:to|along|and|by)\b|\btule (?:mukaan|kuu|katso|tutustu|keskuste|viet|työpaj|"
    r"ilta|semina|kurssi|\w+(?:oon|aan|lle)\b)|"
    r"ta med (?:barn|famil|deg|dig|ein|en)\b|"
    r"häng med|följ med (?:på|till|oss)|ta på (?:dig|er)|(?:tar|tager|tek) (?:oss|dig|deg|dykk|er|jer|"
    r"dere) med|kryp upp|möt förf|gästar |"
    r"först till kvarn|først til mølle|førstemann til|fyrstemann til|ingen (?:för)?anmälan|ingen påmelding|ingen tilmelding|"
    r"kig forbi|stikk innom|titta in|tag (?:\w+ )?med\b|pukeudu|ota mukaan|vapaa pääsy|fri entré|fri "
    r"adgang|fri inngang|gratis adgang|"
    r"no registration|no appointment|drop in\b|find out|bring (?:your|a)\b|leads a walk|biljetter|billetter|tickets|"
    r"sign up|vær med|var med och|ver med|ta del i|delta på|tule mukaan|osallistu\b|"
    r"save the date|boka (?:dagen|datumet|in)|reserver dagen|varaa päivä|hold av (?:dagen|"
    r"datoen)|sæt kryds|sett av dag|haluatko|vil du (?:lære|delta|vide)|"
    r"anmälan|tilmelding|påmelding|ilmoittautumi|registration (?:deadline|closes|"
    r"opens|is|via|at)|du är välkommen|du er velkommen|du inviteres|o\.?s\.?a\b",
)
HELD = Words(
    r"äger rum|går av stapeln|hålls|kommer att hållas|arrangeras|anordnas|ordnas|"
    r"genomförs|sänds|startar|börjar|träffas|möts|ses vi|samlas|samles|gathers|ses\b|"
    r"afholdes|finder sted|holdes|afvikles|foregår|mødes|begynder|løber af stablen|"
    r"afholder|gennemføres|sendes|udbyd|"
    r"finner sted|finn stad|går av stabelen|arrangeres|arrangerer|arrangerast|blir holdt|"
    r"blir halde|haldast|vert halde|blir arrangert|avholdes|møtes|møtest|gjennomføres|"
    r"gjennomførast|inviterer|"
    r"järjestetään|pidetään|järjestää|järjestävät|pitävät|toteuttavat|kutsuvat|pitää|kokoontuu|kokoonnumme|alkaa|tavataan|"
    r"tapaamme|nähdään|toteutetaan|"
    r"takes place|will take place|will be held|is held|be held|are held|taking place|"
    r"meets? on|starts|begins|we meet|will meet|hosts|organises|organizes|"
    r"slår upp (?:portarna|dörrarna|dörren)|öppnar (?:portarna|dörrarna)|slår opp (?:portene|dørene|"
    r"dørane)|åbner (?:dørene|portene)|"
    r"åpner (?:dørene|portene)|opens its doors|"
    r"är det dags för|er det tid|bjuder in|bjuder vi in|bjuder härmed in|inbjuder|inbjudes|indbyder|"
    r"inviterer|"
    r"inviterar|kutsuu|kutsumme|invites|välkom|velkom|tervetul|welcome|save the date|"
    r"ny dato|nytt datum|nyt tidspunkt|nytt tidspunkt|uusi ajankohta|new date|vær med|"
    r"delta den|arrangerar|arrangerer|anordnar|ordnar|afholder|holder vi|"
    r"håller vi|håller|holder|held|kom til|join us|boka|reserver",
)
PAST = Words(
    r"\bgenomförde|\bgenomfördes|\bhölls\b|\bhöll\b|ägde rum|\bsamlades\b|\bsamlade\b|"
    r"\bdeltog\b|\barrangerade|\barrangerades|\banordnade|\bordnade[s]?\b|\bmöttes\b|"
    r"\bträffades\b|\bbesökte|\bbjöd\b|\btog plats|"
    r"\bdiskuterade|\böppnade|\blockade|\binvigde|\båpnet (?!for)|\båbnede|\blokket\b|\btrak\b|"
    r"\bbeslutade|\bgodkände|\bantog\b|\bfastställde|\bbesluttede|\bvedtog|\bvedtok|"
    r"\bvedtatt|\bpäätti\b|\bhyväksyi|\bapproved\b|\badopted\b|\bberättade|\blyssnade|har (?:genomförts|"
    r"hållits)|gick av stapeln|"
    r"\bvar på plats|\bfick (?:deltagarna|de|höra)|deltagarna fick|avslutades|inleddes|"
    r"föreläste|dokumentation från|"
    r"\bafholdt(?:e|es)?\b|\bfandt sted|\bmødtes\b|\bdeltog\b|blev (?:afholdt|holdt)|"
    r"\bsamlede[s]?\b|\bfortalte|\bdrøftede|var samlet|\bdeltagerne (?:fik|hørte)|"
    r"\bbød på|gik .{0,20}løs|\bmødte op|fik (?:deltagerne|de)|\bgæstede|løb af stablen|\bholdt\b|"
    r"\bble (?:holdt|arrangert|avholdt|gjennomført)|\bvart (?:halde|arrangert|gjennomført)|"
    r"\bblei (?:halde|arrangert)|\bfant sted|\bmøttes\b|\bmøttest|\bdeltok\b|\barrangerte\b|"
    r"\bsamlet\b|\bsamla (?:\w+ ){0,2}?(?:\d|hundre|over|om lag|rundt|fleire|mange|nær)|\bfortalte|"
    r"\bfortalde|\bdiskuterte|\bhaldt\b|\bfekk (?:høyre|"
    r"deltakarane)|\bfikk (?:høre|deltakerne)|\bavholdt[e]?\b|"
    r"\bjärjestettiin|\bpidettiin|\bkokoontui|\bosallistui|\bkeskusteltiin|\bkertoi|"
    r"\bjärjesti\b|\bkuultiin|\bpiti\b|\bvieraili|\bkeräsi|\bkokosi|\btapasivat|\btoi yhteen|"
    r"\bkäsiteltiin|\bpäättyi\b|oli mukana|"
    r"\bwas held|\bwere held|\btook place|\bgathered\b|\battended\b|\bheard\b|\bdiscussed\b|"
    r"\bparticipated\b|(?<!is )(?<!be )(?<!are )\bhosted (?:a|an|the|its)\b|\bwas attended|"
    r"\bmet (?:in|at|on|to)\b|\btold\b|"
    r"(?<!be )(?<!is )(?<!are )\bheld (?:on|in|at)\b|\b(?:was|were) (?:opened|inaugurated|launched)|"
    r"\borganised a\b|\bpresented their|\bwas organi[sz]ed",
)
# What was to be and is called off is no report of what was.
_INTENDED = Words(
    r"piti (?:olla|pitää|järjestää)|oli tarkoitus|skulle (?:ha|hålls|äga|hållits|være|vært|vore)|"
    r"var tänkt|var planer|"
    r"skulle have|was to (?:be|have)|was due|was planned|should have|var planlagt"
)


def is_past(sentence: str) -> bool:
    """Whether a sentence tells of what has been."""
    return bool(PAST.search(sentence)) and not _INTENDED.search(sentence)


REGISTER = Words(
    r"confirm your|\bconfirm\b|bekräfta|bekræft|bekreft|vahvista osallist|"
    r"(?:^|[.!?,:;] ?)(?:send|skicka|lähetä|mejla|maila|skriv) (?:\w+ ){0,2}?(?:e-post|mail|mejl|e-mail|"
    r"sms|sähköposti|besked|beskjed)|"
    r"säkra (?:din |er )?plats|sik(?:re|r) (?:deg|dig|jer|dykk)|varmista paik|meld(?:er)? (?:du )?(?:deg|dykk|dere|seg) på|"
    r"to (?:attend|take part|participate),|för att delta,?|for at deltage|for å delta|e-?mail (?:us|\S+@)|"
    r"melde? (?:dig|jer) på\b|melde (?:deg|dykk|dere|seg) på|giv os besked|gi oss beskjed|must be booked|bookings? (?:close|by)|"
    r"om du vill (?:komma|delta|vara med)|hvis du vil (?:komme|deltage|være med)|hvis du kommer|"
    r"si(?:er)? (?:i )?fra\b|säg till|sig til\b|att du kommer|at du kommer|om du kommer|ilmoita tulo|book (?:yours|your)\b|"
    r"reserve your|save your|secure your|varaa paikka|reserver din|let us know|meddela|giv besked|"
    r"gi beskjed|gje beskjed|\bilmoita\b|anmäl|tilmeld|"
    r"påmeld|meld(?:er|e)? (?:dig|jer|sig|du dig) til\b|meld (?:deg|dykk|dere|deg/dykk) på|melde seg på|melder du deg på|"
    r"ilmoittau|ilmoittautu|regist|sign.?up|sign up|\brsvp\b|\bo\.?\s?s\.?\s?a\b|"
    r"\bs\.?\s?u\.?\b(?! i)|\bsvar(?:a|as)?\b|"
    r"reply|book (?:your|a) (?:place|seat)|boka (?:din )?plats|ansök|ansøg|\bsøk|"
    r"\bapply|application|hakea|hakemu|\bhaku\b|frist|deadline|sista dag|sidste dag|siste dag|last day",
)
UNTIL = Words(
    r"(?:\bo\.?\s?s\.?\s?a|\brsvp|\bs\.?\s?u)\.?:?\s(?:den\s)?$|(?:din|er|ditt|ert) (?:anmälan|svar) till|"
    r"indtil|\bföre\b|\bennen\b|senast|senest|seinast|frist|inden\b|innan\b|innen\b|før\b|deadline|viimeistään|"
    r"mennessä|viimeinen|saakka|asti\b|päätty|sulkeut|stänger|stängs|slutter|lukker|"
    r"lukkes|stenger|stengjer|lukk|går ut|"
    r"closes?\b|close on|no later|latest|by\b|before\b|until\b|sista|sidste|siste|"
    r"last day|fram til\b|frem til\b|fram till|frem til|till och med|til og med|t\.o\.m|tom\b|due\b|ends\b|dag för anmälan",
)
OTHER_DEADLINE = Words(
    r"om du behöver|hvis du (?:har brug|har behov|trenger)|dersom du trenger|if you need|jos tarvitset|"
    r"hotel|hotell|majoitus|overnat|overnatt|boende|\brum\b|room|avbok|avanmäl|avanmälan|"
    r"avmäl|återbud|afmeld|afbud|avmeld|avbestill|avlys|cancel|peru(?:ta|t|u|n|a)|"
    r"kost\b|diet|allergi|matönskemål|abstra[ck]|bidrag|poster|"
    r"indlæg|innlegg|call for|early.?bird|tidlig|faktura|invoice|lasku|programmet|"
    r"program(?:me)? (?:publ|offentl|skick)|ohjelma julkaistaan|material|presentation|"
    r"frågor (?:kan|skickas)|spørgsmål|kysymykse|"
    r"besked|svar på ansökan|tilbagemelding|återkoppling|länk|linkki|lenke|\blink\b|"
    r"nyhetsbrev|ändra|endre|ændr|deltagarlista|buss|early|nominer|förslag|forslag|"
    r"remiss|høringssvar|stipend|travel|resebidrag|utvärder",
)
OPENS = Words(
    r"öppn(?:ar|as|ade)|aukea|öppen från|åbn(?:er|es|ede)|åbent fra|åpn(?:er|es|et)|åpen fra|"
    r"opn(?:ar|ast)|open frå|avautu|alkaa|auki alkaen|avataan|opens?\b|opening|starts|"
    r"släpps|startar|börjar|starter|begynder|begynner|fra og med|från och med|fr\.o\.m|from\b|alkaen",
)
NOT_ABOUT_EVENT = Words(
    r"publicer|publiser|offentligg|julkaist|published|uppdater|opdater|oppdater|päivitet|"
    r"updated|\bperiod|\bi perioden|trädde|træder i kraft|trer i kraft|voimaan|came into|"
    r"comes into|vedtag|vedtatt|beslut|godkän|födde?s?\b|född|"
    r"förra året|i fjol|i fjor|sidste år|sist år|viime vuonna|viime vuoden|last year|"
    r"tidigare|tidligere|aiemmin|previously|nästa (?:träff|möte|tillfälle|kurs|konferens)|"
    r"næste (?:møde|gang|kursus|temamøde) (?:er|afholdes|holdes)|neste (?:møte|samling|gang)|"
    r"seuraava (?:tilaisuus|kerta|tapaaminen)|next (?:meeting|event|session)|hotel|"
    r"hotell|majoitus|overnat|overnatt|no.?show|faktura|avbok|avanmäl|afmeld|avmeld|"
    r"cancell|peruutu|peruu|inspelning|optagelse|opptak|tallenne|recording|material(?:et)?\b|"
    r"utvärder|evaluer|rapport|report|raportti|besked|skickas ut|sendes ud|lähetetään",
)
FREE = Words(
    r"kostnadsfri|avgiftsfri|\bgratis\b|uden beregning|vederlagsfri|omkostningsfri|"
    r"\bmaksuton|\bmaksuttom|\bilmai(?:nen|seksi|sta|nta|set|sia)|\bfree\b(?! of (?!charge))|"
    r"(?:är|er) fritt? (?:för|for) (?:deltag|deltak|alla|alle)|fri entré|fri entre|fritt inträde|"
    r"vapaa pääsy|fri inngang|fri adgang|fritt tilgjengel|no (?:fee|charge|cost)|"
    r"(?:inträde|entré|adgang|inngang)\w* (?:är|er) (?:fri|fritt|gratis)|without charge|"
    r"inge[nt] \w*(?:avgift|betaling|gebyr|kostnad|inträde|entré|inngang)|"
    r"ei maksa mitään|eikä (?:se |osallistuminen )?maksa mitään|costs nothing|"
    r"nothing to pay|at no (?:cost|charge)|inget att betala|ingenting å betale|ingenting at betale|intet at betale|"
    r"koster ikkje|kostar ikke|ei maksa\b|ilmaiseksi|(?:dekk(?:er|jer|es|jast)|dækkes?|täcks?|betales?|"
    r"står for|står för|bekostar) [^.]{0,40}?"
    r"(?:kursavgift|deltagaravgift|deltakeravgift|deltakaravgift|kursusgebyr|deltagelse\b|avgiften)|"
    r"ingen (?:kostnad|avgift|deltagaravgift|deltakeravgift|deltakaravgift|"
    r"betaling)|kostar ingenting|kostar inget|koster ikke noe|koster ingenting|koster ikke noget|"
    r"kostar ikkje|"
    r"(?<![\d.,])0 ?(?:kr|:-|kroner|kronor|€|euroa?|eur|sek|dkk|nok)\b|ei osallistumismaksua|"
    r"ei maksua|ei\w* (?:\w+ ){0,3}?(?:pääsy|osallistumis)?maksua|free of charge|utan kostnad|utan avgift|"
    r"uten kostnad|utan kostnad|bez",
)
MONEY = Words(
    r"(?<![\d-])\d{1,3}(?:[ .]\d{3})*(?:[.,]\d{1,2})?\s?(?::-|,-|\bkr\b\.?|kronor|"
    r"kroner|SEK|DKK|NOK|EUR\b|GBP\b|pounds\b|€|euroa?\b|e\b(?=\s|$|\.|,))",
    r"(?:\bkr\.?|SEK|DKK|NOK|EUR|GBP|USD|€|£|\$|\bISK)\s?\d{1,3}(?:[ .]?\d{3})*(?:,\d{1,2})?",
    r"(?<!\d)\d{3,5}\s?(?::-|,-|kr\b|kronor|kroner|€)",
)
PRICE = Words(
    r"\bpris|pris(?:en|et)?\b|adgang|inngang|pääsy|kosta|koster|kostnad|avgift|deltagerbetaling|"
    r"deltagergebyr|gebyr|egenbetaling|"
    r"egenandel|osallistumismaksu|maksaa|hinta|\bmaksu\b|\bfee\b|\bprice|\bcosts?\b|"
    r"entré|inträde|billet|billett|biljett|lippu|ticket|"
    r"delta|osallistu|participa|attend|admission|konferens|seminar|kurs|webb?in|tilaisuu|"
    r"koulutus|arrangement|evenemang|event|mødet|møtet|mötet|dagen|workshop|föreläsning|"
    r"foredrag|temadag|luento|tapahtuma|course|conference",
)
OTHER_PRICE = Words(
    r"hotel|hotell|overnat|overnatt|majoitus|huone|\bnatt\b|\bnat\b|per night|room|"
    r"no.?show|uteblir|utebli|uteblev|udeblive|udebliv|utebliv|fravær|ikke møter|"
    r"ikkje møter|ikke møder|møder op|dyker upp|kommer inte|inte kommer|"
    r"lunsj(?!seminar|møte)|avbok|avanmäl|återbud|afbud|afmeld|avmeld|avbestill|cancel|peruut|perumat|"
    r"poisjää|pois jää|veloit|manglende oppmøte|"
    r"jätä saapumatta|saapumatta|parker|pysäköin|parking|lunch(?!seminar|samtal|föreläs)|"
    r"lounas|middag|illallinen|dinner|frokost(?!seminar|møte)|kaffe|fika|kahv|"
    r"mat\b|forplejning|forpleining|bespisning|servering|buss|\bbus\b|resa|reise|"
    r"rejse|matka|travel|bok(?:en)?\b|bog(?:en)?\b|kirja|book\b(?! your)|wifi|wi-fi|"
    r"material|projekt|prosjekt|hanke|mio\b|miljon|million|mkr|anslag|bidrag|tilskud|"
    r"tilskudd|avustus|grant|stipend|"
    r"debiter|fakturer|administrationsavgift|expeditionsavgift|gebyr på|faktureras|"
    r"laskut|charged|penalty|budget|kompendium|appen|app\b|broschyr|rådgivning|tulkki|"
    r"tolk|intyg|certifikat|utstiller|utställ|näytteille|exhibitor",
)
OPEN_BETWEEN = Words(
    r"öppen|öppet|åben|åbent|åpen|åpent|ope\b|auki|käynnissä|\bopen\b|mellan|mellem|"
    r"mellom|between|period|ilmoittautumisaika|anmälningstid|registration:?$|anmälan:?$|tilmelding:?$|"
    r"påmelding:?$"
)
UNTIL_AFTER = Words(
    r"^\W*(?:kl\S*\s*[\d.:]+\s*)?(?:mennessä|saakka|asti|at the latest|är sista|er siste|"
    r"er sidste|on viimeinen|is the (?:last|deadline|final)|eller tidigare|latest|"
    r"senast\b|senest\b)|päättyy|sulkeutuu"
)
# "Register and join us on 14 October": the day of the event follows the word, not a deadline.
INVITES_THEN_DATE = Words(
    r"(?:vær med|var med|join us|kom til|delta|inviterer|bjuder in|invites|kutsuu)\b[^,.]{0,40}$"
)
# What must be done by a day is not on that day.
ONLY_UNTIL = Words(
    r"(?:senast|senest|seinast|viimeistään|no later than|at the latest|\bby|innen|innan|inden|fram till|indtil|until|deadline)"
    r"(?: (?:den|d\.|on|fredag\w*|\w+dag\w*|\w+day|\w+na|kl\.? ?[\d.]+)){0,3},?\s*$"
)
# From such a day on something holds; no event begins and ends on it.
FROM_THEN_ON = Words(
    r"(?:från och med|fr\.o\.m\.|fra og med|frå og med|with effect from|as of|starting|^(?:från|fra|frå|from))"
    r"(?: (?:den|d\.|the|\w+dag|\w+day)){0,2},?\s*$"
)
MOVED = Words(
    r"framflytt|flytta[st]|flyttad|skjut[sit]|uppskjut|udsat|udskudt|udsættes|udskydes|"
    r"flyttes|flyttet|utsatt|utsett|utsettes|siirret|siirty|siirre|postpon|reschedul|moved"
)
EVENT_OR_WE = Words(
    EVENT.pattern, r"\b(?:vi|me|we|det|den|dagen|programmet|ohjelma|it|the (?:day|programme|event))\b"
)
OTHER_PRICE_LABEL = Words(r"hotel|no.?show|lunch|middag|parker|boende|overnat|majoitus")


def asks_money(text: str) -> bool:
    """Whether an amount above zero is named."""
    return any(re.search(r"[1-9]", match[0]) for match in MONEY.finditer(text))

"""Words of pages that announce no event: adverts, projects, opening hours, calls, guides, news. Data of `verdict`."""

from dataclasses import dataclass

from newsletter.events.reader.words import Words

JOB = Words(
    r"tillsvidareanställ|provanställ|visstidsanställ|vikariat|vi söker (?:en|dig|"
    r"nu)|\btjänsten|befattning|kollektivavtal|ansättning|anställningsform|lönesättning|individuell lön|"
    r"stillingen|ansættelse|lønvilkår|overenskomst|vi søger (?:en|dig)|barselsvikar|"
    r"fast stilling|vikariat|vi søkjer|vi søker (?:en|deg|etter)|søknadsfrist|kvalifikasjoner|"
    r"kvalifikationer|kvalifikationer|"
    r"työsuhde|haemme\b|etsimme\b|palkkaus|kelpoisuus|hakemuks|työtehtäv|toistaisen|"
    r"we are (?:looking for|seeking|recruiting|hiring)|vacancy|salary|full-time|part-time|"
    r"fixed-term|maternity cover|cover letter|personligt brev|ansökan med cv|ansøgning (?:med|og) cv|karakterudskrift|"
    r"(?:jobb)?intervjuer (?:hålls|sker|genomförs)|samtaler (?:afholdes|den|forventes|holdes)|holde "
    r"samtaler|jobsamtale|ansættelsessamtale|"
    r"interviews (?:will|are|take)|haastattelut|"
    r"tiltrædelse|tiltredelse|din profil\b|om tjänsten|om stillingen|om jobbet|vi forventer|vi tilbyder|"
    r"vi kan tilby|vi erbjuder dig|"
    r"vi ønsker oss|vi ser etter|dine opgaver|dine oppgaver|arbeidsoppgaver|arbejdsopgaver|arbetsuppgifter|"
    r"løn efter|lønn etter|lön enligt|pensjonsordning|pensionsordning|timer om ugen|fast stilling|"
    r"(?:søger|søker|söker|seeks|seeking) (?:en|ei|ein|et|ett|an?|två|to|nye?) [\w-]*(?:koordinator|"
    r"medarbe\w+|leder|ledare|konsulent|"
    r"rådgiv\w+|rådgj\w+|samordnare|handläggare|assistent|chef|sjef|officer|manager|producent|producer|advis\w+|coordinator|"
    r"sekret\w+|planlegg\w+|ingeniør|ingenjör|lærer|lärare|pædagog|projekt\w+|prosjekt\w+|direkt\w+)|"
    r"odotamme|tarjoamme|hakemuksesi|määräaikai|kuukausipalkka|palkka on|virkasuhte|\bCV\b|permanent "
    r"position|heltid|deltid|deltidsstilling"
)
JOB_TITLE = Words(
    r"^vi söker\b|^vi søger\b|^vi søker\b|söker (?:en|ett|två|tre|fler|nya|dig)\b|søger (?:en|to|nye|"
    r"dig)\b|"
    r"søker (?:en|to|nye|deg)\b|^haemme\b|\bhakee\b|rekrytera|rekrutter|ledig(?:e|a)? (?:stilling|"
    r"tjänst|job)|"
    r"stilling som|we are (?:hiring|recruiting)|is hiring|vacan|jobbe (?:hos|med) oss|job(?:be?)? hos os|"
    r"avoin (?:työ|virka|toimi)|jobba (?:hos|med) oss|vikariat|bli vår nya|kollega"
)
PROJECT = Words(
    r"projektperiod|projektet (?:pågår|ska|syftar|drivs|finansieras)|projektets (?:syfte|"
    r"mål)|projektet (?:løber|har til formål|er finansieret)|prosjektet (?:går|skal|"
    r"varer|er finansiert)|prosjektperiode|hankkeen|hanke (?:kestää|toteutetaan|päättyy|alkoi)|rahoittaa|"
    r"finansieras av|finansieret af|finansiert av|the project (?:runs|aims|is funded)|"
    r"project period|funded by|puljen|satspulje|evalueras|evalueres|delprojekt|projektledare|"
    r"projektleder|prosjektleder|samverkansprojekt|pilotkommun"
)
OPENING_HOURS = Words(
    r"öppettider|öppethållande|åbningstid|åpningstid|opningstid|aukioloaj|aukioloaik|"
    r"opening hours|telefontid|poikkeusaukiolo|palveluajat|har stängt|holder lukket|"
    r"holder stengt|suljettu|avvikande öppet|drop-?in-tider|expeditionstid|closed (?:for|"
    r"from|until)|is closed|stängt för|är stängd|lukket på grund|stengt på grunn|sommaröppet"
)
CALL = Words(
    r"utlysning|ansökningsomgång|sök (?:bidrag|medel|stöd)|söka (?:bidrag|medel|stöd|"
    r"pengar)|ansøgningspulje|ansøgningsrunde|søg (?:puljen|tilskud|midler)|tilskudspulje|"
    r"søk (?:om )?(?:tilskudd|midler|støtte)|utlysing|tilskotsordning|tilskuddsordning|"
    r"avustuksen haku|avustushaku|haettavana|"
    r"avustuksia|rahoitushaku|call for (?:proposals|applications)|funding call|grant applications|"
    r"apply for (?:a grant|funding)|public consultation|written comments|comments on the draft|"
    r"deadline for tenders|invites (?:comments|tenders|bids)|call for tenders|contract period|remiss|"
    r"sök(?:a|er)? \w*bidrag|\w*bidrag för|tilskudd til|tilskud til|tilskot til|lyser ut|utlyser|"
    r"bemærkninger (?:til|kan|skal)|offentlig høring|i høring|asetta\w* nähtäville|on nähtävillä|muistutukset|mielipiteet|"
    r"tenders must|lokalplan \d|detaljplan för|kaavaehdotu|"
    r"request for information|suppliers are|open call|call for (?:artists|entries|ideas)|proposals (?:are "
    r"to|must|should) be|idétävling|idékonkurrence|idékonkurranse|"
    r"\budbud\b|rammeaftale|afgivelse af tilbud|udbudsmateriale|rammeavtale|konkurransegrunnlag|ramavtal|"
    r"puitesopimu|hankintailmoitus|framework agreement|"
    r"høringsfrist|høringssvar|lausuntopyyntö|"
    r"lausuntoaika|samrådstid|granskningstid|høringsperiode|synpunkter (?:lämnas|"
    r"ska)|handlingarna finns|nähtävillä|på høring|på høyring|lämna anbud|sista anbudsdag|"
    r"upphandling av|anbudsfrist|tilbudsfrist|tarjouspyyntö|stipendium|stipendier|apuraha"
)
PUBLICATION = Words(
    r"ny rapport|rapporten|undersökningen visar|ny vägledning|ny handbok|ny rapport|"
    r"rapporten viser|undersøgelsen viser|ny vejledning|ny veileder|undersøkelsen viser|"
    r"undersøkinga|uusi (?:raportti|opas|tutkimus)|raportin mukaan|selvityksen mukaan|"
    r"new report|the report shows|new guide|survey shows|"
    r"(?:har )?beslutat|beslutade|sade ja till|säger ja till|sa ja til|vedtok\b|vedtatt\b|vedtog\b|"
    r"har vedtaget|har vedtatt|har vedteke|on päättänyt|päätti\b|"
    r"has decided|nu finns|nu är .{3,40} klar|er nå klar|er nu klar|on nyt julkaistu|"
    r"is now available|ladda ned|last ned|lataa|download|trafikomlægning|trafikkomlegging|"
    r"(?:new rules|nya regler|nye reglar?|nye regler|uudet säännöt)[^.\n]{0,60} (?:från|fra|frå|from) "
    r"(?:och med |og med )?(?:den )?\d|"
    r"trafikomläggning|vägarbete|vejarbejde|"
    r"veiarbeid|tietyö|roadworks|vattenavstängning|vandafbrydelse|"
    r"ny chef|ny direktør|utsedd till|udnævnt|utnevnt|tilsatt som|nimitetty|appointed|"
    r"invigdes|indviet|åpnet av|avattiin|pris(?:et)? gick till|vann pris|vandt prisen|vant prisen|voitti|"
    r"won the"
)
PASSED = Words(
    r"(?:händelsen|evenemanget|arrangementet|arrangementet|kursen|tilaisuus|tapahtuma|"
    r"event|seminariet|konferensen)\b[^.]{0,20}(?:har passerat|är avslutat|har varit|"
    r"er afholdt|er gennemført|er overstået|er over|er avholdt|er gjennomført|on päättynyt|"
    r"on ohi|has passed|has ended|is over)"
)

# How to do something, told to those who do it: a guide, a check list, advice.
GUIDE = Words(
    r"^(?:\w+: )?(?:så (?:här )?(?:gör|planerar|håller|ordnar|arrangerar|ansöker|söker|anmäler)|sådan (?:gør|holder|planlægger|"
    r"arrangerer|søger|ansøger)|slik (?:gjør|planlegger|holder|arrangerer|søker)|slik søkjer|näin (?:teet|järjestät|haet)|"
    r"how to (?:apply|organi[sz]e|plan|host|hold|arrange|run))|checklist|sjekkliste|checkliste|tjekliste|muistilista|"
    r"^veileder\b|^rettleiar\b|^vejledning\b|^vägledning\b|^handbok\b|^håndbog\b|^håndbok\b|^opas\b|"
    r"^guide\b|^guidelines\b|(?:denna|denne|this) (?:vägledning|vejledning|veilederen?|guide)|^(?:fem|sju|"
    r"tio|ti|syv|fire|tre) råd"
)
# What was said and written at a meeting.
MINUTES = Words(
    r"^minnesanteckning|^protokoll|^mötesanteckning|^referat\b|^beslutningsreferat|^møtereferat|^mødereferat|^pöytäkirja|"
    r"^muistio\b|^minutes (?:of|from)|^sammanfattning|^opsummering|^oppsummering|^yhteenveto|^summary\b|^highlights"
)
# Somebody is quoted, as in the news: `– Det här är viktigt, säger …`.
QUOTE = Words(
    r"[,”»\"”] ?(?:säger|sade|sa|menar|berättar|berättade|konstaterar|siger|sagde|fortæller|fortalte|mener|forklarer|"
    r"sier|sa|fortel|forteller|seier|sanoo|sanoi|kertoo|kertoi|toteaa|hän sanoo|hän sanoi|says|said|"
    r"one participant wrote|adds|told us|explains)\b"
)
# Traffic, water and heat that fail for a while.
DISRUPTION = Words(
    r"vinterstenge|vinterstengd|(?:stenges|stengjast|spærres|stängs) (?:for|för) |omkjøring|omkøyring|omkørsel|"
    r"eldningsförbud|eldförbud|båndtvang|bålforbud|avbrænding|metsäpalovaroitus|bevattningsförbud|"
    r"(?:vannet|vatnet|vattnet|vandet|strømmen|strömmen|straumen|veien|vegen|vägen|vejen|brua|bron|broen) (?:er |är )?"
    r"(?:stenges|stengjast|stängs av|stängs|lukkes|kuttes|brytes|avbryts)|stenger vi (?:vannet|vatnet)|stänger vi av vattnet|"
    r"avstängd (?:väg|gata)|avstängt|är avstängd|vejen (?:er )?spærret|spærret for|stengt vei|vegen (?:er )?stengd|"
    r"veien (?:er )?stengt|tie (?:on )?suljettu|driftstörning|driftsforstyrrelse|driftsstans|strømbrudd|strømafbrydelse|"
    r"elavbrott|käyttökatko|vesikatko|sähkökatko|häiriö|outage|road closed|koka vattnet|kog vandet|kok vannet|planlagt arbeid"
)


@dataclass(frozen=True)
class Genre:
    """Words of a kind of page, and how much they weigh against an event; in a title four more."""

    words: Words
    weight: int
    may_be_met_about: bool = False  # a meeting about such a thing is a meeting all the same
    is_project: bool = False


GENRES = (
    Genre(PROJECT, 2, may_be_met_about=True, is_project=True),
    Genre(OPENING_HOURS, 4),
    Genre(CALL, 3, may_be_met_about=True),
    Genre(PUBLICATION, 2),
    Genre(GUIDE, 2),
    Genre(MINUTES, 2),
    Genre(QUOTE, 2),
    Genre(DISRUPTION, 3),
)

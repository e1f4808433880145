"""How five languages say for whom something is. Data of `audience`: every entry is a piece of a regular expression."""

# Something `vänder sig till`, `henvender sig til`, `on suunnattu`, `is aimed at` those who follow.
MEANT_FOR = {
    "sv": r"vänder vi oss (?:[\w,]+ ){0,3}?till|vi vänder oss (?:[\w,]+ ){0,3}?till|begränsat till (?!\d)|"
    r"(?:är|var) (?:förbehåll\w+|reserverad[e]?) (?:för |till )?|(?:vänder|vände|vänt|riktar|"
    r"riktade|riktat|vända|rikta) sig (?:[\w,]+ ){0,4}?(?:till|mot)|"
    r"riktad?e?t? (?:\w+ ){0,3}?(?:till|mot)|"
    r"(?:är|var|blir) (?:\w+ ){0,3}?(?:till för|avse(?:dd|tt|dda) för|öppe[nt] för|öppna för|relevant för|"
    r"tänkt(?:a|es)? för|anpassa[dt] för|utforma[dt] för|lämplig[ta]? för|ett tillfälle för|en träff för)|"
    r"(?<!när det )(?<!som det )passa[rd]e? (?:\w+ ){0,2}?(?:för |(?=dig som|er som|alla som|både ))(?=\w)|"
    r"målgrupp(?:en|er)?(?: för [^.,]{3,40}?)? ?(?:är|var|omfattar|utgörs av)|"
    r"(?:^|(?<=[.!?] ))för (?=dig som|er som|dig i)",
    "da": r"vi henvender os (?:\w+ ){0,2}?til|henvender vi os (?:\w+ ){0,2}?til|begrænset til (?!\d)|"
    r"(?:er|var) forbeholdt|(?:henvender|henvendte|retter|rettede) sig (?:[\w,]+ ){0,4}?(?:til|mod)|"
    r"(?:er|var|bliver) (?:\w+ ){0,3}?(?:henvendt til|rettet mod|målrettet(?: til| mod)?|tiltænkt|"
    r"åbe?nt? for|"
    r"relevant for|beregnet (?:på|for|til)|tilrettelagt for|tilpasset(?: til)?|oplagt for|skabt til)|"
    r"passer (?:\w+ ){0,2}?(?:for|til)|målgruppe[rn]?(?: for [^.,]{3,40}?)? ?(?:er|var|omfatter)",
    "nb": r"vi retter oss (?:\w+ ){0,2}?mot|begrenset til (?!\d)|"
    r"(?:er|var) (?:\w+ ){0,3}?rettet (?:inn )?mot|re(?:tter|ttar|"
    r"ttet) seg (?:[\w,]+ ){0,4}?(?:mot|til)|vender seg (?:[\w,]+ ){0,3}?(?:mot|til)|"
    r"(?:er|var|blir|vert) (?:\w+ ){0,3}?(?:retta mot|åpe?nt? for|åpne for|ope for|opne for|"
    r"open for|opent for|aktuel[lt]+ for|"
    r"tiltenkt|mynta på|meint for|ment for|lagt opp for|tilpassa(?: til)?|skreddersydd for|egnet for|"
    r"eigna for)|"
    r"passa[r] (?:\w+ ){0,2}?for|høver (?:\w+ )?for|målgruppa?(?:en)?(?: for [^.,]{3,40}?)? ?(?:er|var|"
    r"omfattar)",
    "fi": r"(?:on|oli|ovat) (?:\w+ ){0,3}?(?:tarkoitettu|suunnattu|avoin|avoimia|räätälöity)|suunnataan|"
    r"suunnattu|"
    r"(?<!\w)sopi(?:i|vat)(?= (?:\w+ )*\w+lle\b)|soveltu(?:u|vat)(?= (?:\w+ )*\w+lle\b)|tarkoitettu|"
    r"kohderyhmä(?:nä|ä|än)? ?(?:on|ovat|oli|kuuluvat)|"
    r"mukaan (?:voivat tulla|pääsevät|ovat tervetulleita)|tervetulleita (?:mukaan )?ovat|"
    r"kutsumme (?:mukaan|tilaisuuteen)",
    "en": r"of interest to|(?:is|are) (?:limited|restricted) to (?!\d|the first|\w+ part)|(?:is|are) reserved for|"
    r"suits|(?:is|are) (?:ideal|perfect|suited) (?:for|to)|(?:aimed at|"
    r"intended for|designed for|targeted at|tailored to)|(?:is|are|was|"
    r"were) (?:\w+ ){0,3}?(?:aimed at|intended for|open to|designed for|meant for|targeted at|"
    r"tailored to|tailored for|suitable for|relevant for|relevant to|directed at|addressed to|"
    r"geared towards)|"
    r"target (?:group|audience)s? (?:is|are|was|includes)|audience (?:is|are|was|includes)|"
    r"welcomes (?!you\b)|opens its doors to",
}

# `Kurset er for …`, where the subject is the event and nothing stands between.
PLAINLY_FOR = (
    r"(?:is|was|är|er|var) (?:främst |särskilt |till |framför allt |i första hand |primært |især |"
    r"særligt |særlig |særleg |"
    r"først og fremmest |mainly |primarily |mest )?(?:for|för) "
    r"(?!(?:at|att|å|den|det|os|sent|få|mange|meget|første|anden|tredje|the|a|an|free|now|this|more|"
    r"sale|example)\b)"
)

# `Alla … är välkomna`, `medlemmarna … kallas till`: those who come before or between.
WELCOMED = (
    r"^(?:(?:tervetuloa|välkomna|velkommen|velkomne|welcome),? (?P<hailed>(?:kaikki|alla|alle|all)\s[^.!?]{3,80})|"
    r".*?\b(?:ønsker|ynskjer|hälsar|byder) (?:\w+ ){0,2}?(?:velkommen|velkomne|välkomna?|velkomen) "
    r"(?P<bidden>(?:ansatte|tilsette|medarbe|alle|alla|\w+ere\b|\w+are\b|\w+er i )[^.!?]{3,80})|"
    r"(?P<all>(?:all|everyone|everybody|anyone|alla|alle|kaikki|samtliga|samtlige)\b[^.!?]{0,110}?)\s(?:är|er|are|is|ovat|hälsas|"
    r"ønskes|bydes|"
    r"inbjuds|inviteres|inviterast|kutsutaan|kallas|indkaldes|bjuds)\s(?:\w+\s)?(?:welcome|välkom|"
    r"velkom|tervetul|"
    r"in\b|til|till|mukaan|med\b|hermed)|"
    r".*?\b(?:hälsar|ønsker|byder|toivottaa|ynskjer|welcomes)\s(?:\w+\s)?(?P<greeted>"
    r"(?!spesielt|særlig|särskilt|især|också|også|dig\b|deg\b|jer\b|dere\b|er\b|you\b|dykk\b|hjertelig|varmt|hjärtligt|velkom|välkom)[a-zåäöæø]\w+"
    r"\b[^.!?]{0,60}?)\s(?:\w+\s)?(?:välkom|velkom|tervetul|to\b)|"
    r"(?:härmed |hermed )?(?:kallas|indkaldes|inkalles)\s(?P<called>[^.!?]{4,80}?)\s(?:hermed\s)?till?\s|"
    r"(?P<some>[A-ZÅÄÖÆØ][^.!?:;]{3,110}?)\s(?:är|er|are|ovat)\s(?:\w+\s)?(?:varmt |hjertelig |also |alla |all |"
    r"alle |lämpimästi )?(?:välkomna|velkomne|velkomen|welcome|tervetulleita)\b|"
    r"(?:.*[.,] |.*\b(?:varmt|hjertelig) )?(?:välkomna|velkomne) (?:är|er) (?P<these>[^.!?]{4,110})|"
    r".*?\b(?:tervetulleita|welcome are|voi osallistua|voivat osallistua|"
    r"voi tulla)\s(?:ovat\s)?(?P<last>(?:kaikki|all|kuka tahansa|\w+t)\b[^.!?]{2,110}))"
)

# `Kurset gir deg som … en innføring`: from the word for you until what is given.
GIVEN_TO = (
    r"(?:gir|ger|giver|gjev|gives|offers) (?P<who>(?!(?:deg|dig|dere|er|jer|dykk|you)\s(?!som|der|"
    r"who))(?:(?:deg|dig|dere|er|jer|dykk|you),? (?:som|der|who) )?[^.,]{5,90}?)"
    r"(?= (?:en|et|ett|ei|ein|eit|a|an|mulighet|möjlighet|mulighed|overblik|overblikk|kunskap|kunnskap|verktyg|verktøy)\b)"
)

# Words for people, by their stems: `sygeplejersker`, `förvaltningschefer`, `ammattilaiset`.
PEOPLE = (
    r"\w*(?:ledare|ledere|leiarar|leder[e]?|chefer|chef|lærer[e]?|lærar[ea]?r?|lärare|teacher|pedagog|"
    r"pædagog|student|"
    r"forsk[en]?[ae]?r?|research|sjuksköt|sygeplej|sykeplei|sjukeplei|handlägg|saksbehand|sagsbehand|"
    r"medarb|ansat|"
    r"tilsett|anställd|personal|personale|politik|förä?ld|forældr|foreldr|forelder|foresatt|føresett|"
    r"vanhem|opettaj|"
    r"esihenkil|esimie|ammattil|asiantun|työnteki|työntekij|frivillig|volunt|medlem|member|konsulent|"
    r"konsult|"
    r"koordinator|samordnare|planner|engineer|develop|officer|manager|psykolog|kurator|rektor|principal|"
    r"borger|"
    r"borgar|invånare|innbygg|resident|ungdom|unge|unga|senior|pårørende|anhörig|elev|opiskelij|tutkij|"
    r"supervisor|"
    r"counsel|bedstefor|besteforel|dagplej|barn|børn|adult|vuxna|voksne|läkare|læge[r]?|lege[r]?|"
    r"assistent|terapeut|"
    r"arkivar|bibliotek|redakt|utvikl|udvikl|utveckl|strateg|journalist|jurist|ekonom|økonom|deltag|"
    r"employer|staff|"
    r"professional|youth|anyone|everyone|employees|workers|families|famil|nybörj|praktik|jordbruk|"
    r"bønder|bönder|"
    r"ægtefæl|make|maka|makar|partner|venner|vänner|venn|naboer|grannar|naboar|mennesk|människ|personer|persons|"
    r"people|boende|beboer|bebuar|nyanländ|newcomer|newly|visitor|besökare|"
    r"sekretær|sekreterare|byråd|nemnds|nämnd|utvalgs|förtroendevald|folkevalg|folkevald|kommunalbestyr|"
    r"rådgiv|rådgjev|rådgiver|jurister|arkitekt|planlegg|planlæg|planer|ingeniør|ingenjör|inspektør|inspektör|"
    r"tolk|präst|prest|præst|diakon|polis|politi|brannfolk|brandm|mentor|veilede|vejlede|handled|styremedlem|"
    r"bestyrelsesmedlem|ordförande|leiar|ildsjel|ildsjæl|eldsjäl|organisasjon|organisation|lag og|næringsliv|"
    r"landman|landmænd|bonde|skogeig|skogsägar|skovej|metsänomist|yrittäj|kuntal|virkamie|viranhalt|luottamus|"
    r"nuor|ikäihmi|lapsi|lapset|maahanmuutt|harrastaj|kaikenikäi|päättäj|kehittäj|suunnittelij|sihteer|puheenjoht|kunnat|kuntia|järjestö|mayor|chief|executive|caseworker|ordfører|rådmenn|borgmäst|borgmest|"
    r"undervis|instruktør|instruktör|company|companies|compan|business|entrepreneur|librarian|archiv|curator|nurse|doctor|physician|public|"
    r"citizen|decision-?mak|policy-?mak|practition|enthusias|graduate|carer|caretaker|leaders|municipal|"
    r"företag|virksomhed|bedrifter|foreninger|föreningar|kommuner|läheiset|omaiset|omaishoitaj|asukkaat|"
    r"jäsen|"
    r"beslut[ns]|beslutning|embeds|tjänstemän|socialrådg|socionom|sosionom|frontlin)\w*"
)
AGENTS = (
    r"\w{3,}(?:are|arna|ere|erne|ister|istar|örer|ører|ørar|loger|logar|iker|ikere|anter|antar|enter|"
    r"entar|ers|ors|ists|"
    r"ians|ants|ents|jat|jät|jille|jia|jiä|laiset|laisille|laisia|sköterskor|plejersker|pleiere|"
    r"pleiarar|rådgivere|nomer)"
)

# `X bjuder in … till`, `… inviteres til`, `samlas …`: who is asked to come.
INVITED = (
    r"(?:bjuder (?:\w+ )?in|inbjuder|inviterar|inviterer|invitere|inbjuda|bjuda in|invite|indbyder|"
    r"innbyr|kutsuu|kutsuvat|invites?|"
    r"welcomes?|välkomnar|"
    r"kallar|indkalder|samlar|samler|kokoaa(?: yhteen)?|brings together|gathers|samlas|samles|møtes|"
    r"möts|mødes) "
    r"(?P<asked>(?!till?\b|to\b|en\b|et\b|ett\b|dig\b|vi\b|you\b|deg\b|på\b|i\b|"
    r"om\b)[a-zåäöæø][^.!?:]{3,140}?)"
    r"(?: (?:till?|to|på|i|at|in|\w+(?:iin|aan|ään|oon|seen|hville|lulle|valle|aville|ahville)|for å|för att|for at|på nytt|"
    r"keskustelemaan|yhteen|tilaisuuteen|"
    r"seminaariin|mukaan)\b|[.!]?$)"
)
ARE_INVITED = (
    r"^(?P<invited>[A-ZÅÄÖÆØ][^.!?:]{4,110}?) (?:inviteres|inbjuds|bjuds|indbydes|inviterast|kutsutaan|"
    r"are (?:warmly )?invited|"
    r"hälsas välkomna|kallas|indkaldes|innkalles|ønskes velkommen|er inviterede?|er inviteret|er inviterte?|er invitert|"
    r"är inbjudna|blir inviterte?|bliver inviteret|ønskes)\b"
)
FINNISH_FOR = r"(?P<who>(?:[\w,-]+ )*?[\wåäö]+lle) (?:avoin|avoimia|tarkoitettu|suunnattu|sopiva)"

# `… som vill träffa dig som är mellan 16 och 24 år`: the last resort.
YOU_WHO = (
    r"(?<![\w])(?P<who>(?:dig|deg|jer|dere|er|dykk),? (?:som|der) (?:är|er|arbetar|arbejder|jobber|"
    r"jobbar|möter|møder|"
    r"møter|på något|i din|i ditt|har|vill|ønsker|går|bor|driver|leder|undervis\w+)\b.+)"
)
EVENT_FOR = (
    r"(?:\w*(?:dag|dagen|kurs|kursen|kurset|kursus|kurser|utbildning|uddannelse|seminari?u?m|seminariet|"
    r"seminaret|"
    r"konferens|konference|konferanse|konferansen|workshop|workshopen|workshoppen|webinar|webbinarium|"
    r"träff|träffen|"
    r"møte|møde|möte|mötet|mødet|møtet|samling|samlingen|nätverk|kväll|kveld|aften|training day|"
    r"training|course|"
    r"workshop|event|seminar|meeting|programme|session|forum)(?: (?:i|om|in|on|about) [\w -]{3,40}?)?) (?:för|for)"
)

# What is for somebody, but is not the event.
OTHER_SUBJECT = (
    r"nyhetsbrev|nyhedsbrev|rapport|projekt|prosjekt|hanke|vägledning|vejledning|veileder|hjemmeside|"
    r"webbplats|"
    r"nettside|stöd(?:et|linje)|tilbud(?:et)? er|bostad|lov(?:en)?\b|law|bok(?:en)?\b|materialet|"
    r"uutiskirje|opas\b|"
    r"puljen|avgiften|pris(?:et|en)\b|frist|plass(?:er|en)|plats(?:er|en)|parkering|hotel|ansvar|fee\b|"
    r"tid(?:en)? "
)

# Where a sentence turns to something else.
TURN = (
    r",?\s(?:(?:och|og|and|ja|samt)\s(?:är|kostar|koster|costs|maksaa|siihen|sinne|paikkoja|äger|hålls|genomförs|sänds|kräver|varar|arrangeras|det|den|"
    r"vi|du|er|"
    r"afholdes|holdes|foregår|sendes|strømmes|krever|is|takes|will|it|we|you|se|järjestetään|on|der er|"
    r"har|byder|"
    r"sker|skjer|bygger|går|leds|ledes|ges|start\w+|børjar|begynder|pidetään|oli|the)\b|"
    r"to (?:a|an|the|two|three|our)\b|eikä\s|men\s|but\s|mutta\s|on \d|den \d+|kl\.? ?\d)|"
    r",\s(?:organi[sz]ed|hosted|arranged|arrangeret|arrangerad|arrangert|anordnad)\b|"
    r"\s(?:den|on|d\.) ?\d|\sfrom \d|\s(?:från|fra|kl\.?|klo|at) \d(?!\d? (?:år|års|vuot|mån|md))|"
    r"\s[–—]\s(?=[a-z]+ (?:och|og|men|"
    r"but)\b)|\s\d{1,2}\. "
)

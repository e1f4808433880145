"""How five languages say who arranges something. Data of `organiser`: every entry is a piece of a regular expression."""

# `X arrangerar …`, and turned round `… arrangerar X …`.
ARRANGES = {
    "sv": r"arrangerar|anordnar|ordnar|genomför|"
    r"håller(?!\s(?:\w+\s){0,2}?(?:före?drag|föreläsning|anförande|tal)\b)|bjuder(?=\s(?:\w+\s){0,9}?in\b)|välkomnar|"
    r"inbjuder|inviterar|"
    r"kallar|hälsar|ger(?=\s(?:en|ett|för|kurs|öppn))|startar|erbjuder|drar igång|slår upp|öppnar dörrarna|"
    r"(?:har (?:glädjen|nöjet|äran)|vill)(?=\s.{0,25}?(?:bjuda|inbjuda|hälsa))|står (?:bakom|som|för)|"
    r"är (?:med)?(?:arrangör|värd)|anordnas|ställer till med|samlar(?=\s)",
    "da": r"inviterer|indbyder|indkalder|afholder|"
    r"holder(?!\s(?:\w+\s){0,2}?(?:foredrag|oplæg|innlegg|tale|hovedtale[nt]?)\b)|arrangerer|udbyder|tilbyder|"
    r"byder(?=\s(?:\w+\s){0,4}?(?:velkommen|indenfor|på))|"
    r"(?:åbner|slår)(?=\s.{0,30}?dørene)|står (?:bag|for)|er (?:vært|arrangør)|sætter(?= (?:igen |"
    r"nu )?fokus)|har fornøjelsen|"
    r"har (?:den )?glæden?|vil gerne (?:invitere|byde)|stiller skarpt",
    "nb": r"innbyr|innkaller|avholder|tilbyr|byr(?=\sinn)|ønsker(?=\s.{0,25}?velkom\w+|\så invitere)|"
    r"står bak|slår(?=\s.{0,45}?(?:opp|dørene|portene))|"
    r"er (?:vert(?:skap)?|medarrangør)|har gleden|vil gjerne invitere|byd(?=\s(?:\w+\s){0,3}?inn)|"
    r"skipar til|"
    r"held(?=\s)|innbyd|tilbyd|ynskjer(?=\s.{0,25}?velkom\w+)|står som",
    "fi": r"järjestää|järjestävät|kutsuu|kutsuvat|toteuttaa|toteuttavat|tarjoaa|tarjoavat|toivottaa|"
    r"toivottavat|"
    r"toimii järjestäjänä|toimivat järjestäjinä|vastaa järjestelyistä",
    "en": r"invites?|welcomes?|(?:is|are) (?:hosting|organi[sz]ing|arranging|inviting|holding|"
    r"pleased to|proud to|"
    r"delighted to|happy to)|hosts?(?=\s)|organi[sz]es?|arranges|presents|convenes|"
    r"will (?:host|hold|organi[sz]e|arrange)|holds(?=\s)|offers(?=\sa)|runs(?=\s)|is running",
}

# `arrangeras av X`, `järjestäjänä on X`, `X` follows.
ARRANGED_BY = {
    "sv": r"(?:ett|et|eit) (?:samarbe(?:te|jde|id)|samarrangemang|samarrangement|fællesarrangement) (?:mellan|mellem|mellom)|"
    r"det (?:är|er)(?=\s[A-ZÅÄÖÆØ][^.]{2,60},? (?:der|som) (?:står|arrang|invit|bjud|indby))|"
    r"(?:arrangera[sdt]\w*|anordnas|"
    r"anordnat|ordnas|organiseras|hålls|ges|genomförs|"
    r"initierats)\s(?:\S+\s){0,6}?av|"
    r"i regi av|bakom (?:\S+\s){0,2}?står|(?:som )?(?:med)?arrangör(?:er)? står|på uppdrag av|"
    r"(?:är|utgör) (?:en )?del av|inbjudan från|(?:med)?(?:arrangör|organisatör|värd|inbjudare)(?:er|ar|en|erna)?"
    r"(?:\s(?:för|av)\s[^.,]{3,40}?)?\s(?:är|var)|arrangör(?:en|erna)?,",
    "da": r"(?:arrangere[st]|arrangeret|afholde[st]|holdes|udbydes|tilrettelægges|tilrettelagt)\s(?:\S+\s){0,6}?af|"
    r"i regi af|"
    r"bag (?:\S+\s){0,2}?står|(?:som )?arrangør(?:er)? står|indbydelse fra|er (?:en )?del af|"
    r"(?:arrangør|vært|udbyder)(?:er|en|erne|ne)?(?:\s(?:for|"
    r"af)\s[^.,]{3,40}?)?\s(?:er|var)|"
    r"arrangøre[nr](?:ne)?,",
    "nb": r"(?:arrangere[st]|arrangert|arrangerast|avholdes|holdes|blir halde|"
    r"vert halde)\s(?:\S+\s){0,6}?(?:av|i regi av)|"
    r"bak (?:\S+\s){0,2}?står|(?:som )?(?:med)?arrangør(?:er|ar)? står|invitasjon fra|er (?:ein |en )?del av|"
    r"(?:arrangør|vert)(?:er|ar|en|ene|ane)?(?:\s(?:for|"
    r"av)\s[^.,]{3,40}?)?\s(?:er|var)",
    "fi": r"järjestäj(?:änä|inä)\s(?:toimii|toimi|toimivat|on|ovat|oli)|järjestäjä[t]?\s(?:on|ovat)|"
    r"(?:järjestelyistä|järjestämisestä|toteutuksesta)\svastaa(?:vat)?|(?:tilaisuuden|seminaarin|koulutuksen|"
    r"tapahtuman|luennon|päivän|illan|kurssin)\stakana\s(?:on|ovat)",
    "en": r"(?:joint (?:effort|event|initiative|venture) (?:by|of|between))|"
    r"(?:collaboration|partnership|co-?operation) between|(?:organi[sz]ed|hosted|arranged|"
    r"presented|convened|run|given|offered)\s(?:\w+\s){0,2}?(?:jointly\s)?by|"
    r"(?:organi[sz]er|host)s?\s(?:is|are)|[Jj]oin(?= (?:the )?[A-Z][^.!?]{3,80} (?:for|in|on|at|as) )|"
    r"(?:is|are) (?:a )?part of",
}

# `vi på X`, `medlemmarna i X`: the body speaks of itself.
OURSELVES = (
    r"\b(?:vi|oss|os|me)\s(?:på|i|hos|ved|fra|från|vid|at)|\bwe at(?: the)?|"
    r"(?:medlemmarna|medlemmerne|medlemmene|medlemmane|medlemmer|medlemmar)\s(?:i|av|af)"
)

TOGETHER = (
    r"i (?:nära |tæt |nært )?samarbe(?:te|jde|id) med|i samverkan med|tillsammans med|sammen med|saman med|"
    r"i fællesskab med|i fellesskap med|i partnerskap med|together with|in (?:co-?operation|"
    r"collaboration|partnership) with|"
    r"jointly with|med stöd (?:av|från)|med støtte fra|på uppdrag av"
)

# Ends and beginnings of words that name a body.
BODY = (
    r"kommun(?:en|er)?|kommune[nr]?|kommunes|region(?:en)?|län(?:et)?|fylke\w*|univers\w*|högskola\w*|"
    r"høgskol\w*|"
    r"højskol\w*|\w*bibliotek(?:et)?|förbund(?:et)?|forbund(?:et)?|förening\w*|forening\w*|foreining\w*|"
    r"styrelse[n]?|myndighet(?:en)?|verket|direktorat(?:et)?|departement(?:et)?|råd(?:et)?|nätverk(?:et)?|"
    r"netværk(?:et)?|nettverk(?:et)?|centrum|centret|senter(?:et)?|center(?:et)?|institut(?:tet|ionen|t|"
    r"tt|te)?|"
    r"selskab(?:et)?|selskap(?:et)?|sällskap(?:et)?|akademi\w*|stiftelse[n]?|fond(?:en)?|säätiö|liitto|"
    r"ry|yhdistys|"
    r"seura|kaupunki|kunta|laitos|virasto|keskus|hyvinvointialue|yliopisto|verkosto|museum|museet|museo|"
    r"kirjasto|"
    r"kansli(?:et)?|sekretariat(?:et)?|nämnd(?:en)?|utvalg(?:et)?|udvalg(?:et)?|avdeling\w*|"
    r"avdelning\w*|afdeling\w*|"
    r"enhet(?:en)?|enhed(?:en)?|skole[n]?|skola[n]?|klubb?(?:en)?|forum|council|"
    r"association|society|"
    r"agency|centre|office|department|institute|service|network|organisation(?:en)?|organisasjon(?:en)?|"
    r"statsforvalter(?:en|ne)?|vesen(?:et)?|väsen(?:det)?|væsen(?:et)?|embassy|ministry|"
    r"ministeri(?:et|ö|öt)?|trust|alliance|foundation|union(?:en)?|bibliotek(?:erne|ene|en)|arkiv(?:et)?|desk|"
    r"byrån?|byrået?|byråer|bureau|tilsyn(?:et)?|inspektion(?:en)?|kontor(?:et)?|kommission(?:en)?|"
    r"komit[eé](?:en)?|kommitt[eé]n?|board|committee|authority|library|college|university|hospital|"
    r"sykehus(?:et)?|sygehus(?:et)?|sjukhus(?:et)?|sjukehus(?:et)?|sairaala|kammare[n]?|kammer(?:et)?|"
    r"partnerskap(?:et)?|partnerskab(?:et)?|polis(?:en)?|politi(?:et)?|järjestöt?|toimisto|rahasto|neuvosto|"
    r"korkeakoulu|opisto|liitot|sekretariat|bispedømme|stift(?:et)?|provsti(?:et)?|hiippakunta|"
    r"r[øö]d[ea] kors(?:et)?|punainen risti|red cross|lions|rotary|laug(?:et)?|"
    r"kyrka[n]?|församling(?:en)?|menighet(?:en)?|seurakunta|palvelut"
)

BODY_WORD = r"lag(?:et)?|kor|as|ab|oy|aps|ry|vel"

NOT_A_BODY = (
    r"derfor|därför|siksi|therefore|vi|du|i|de|det|den|detta|dette|denna|denne|disse|dessa|här|her|kom|när|når|nu|hej|kära|bästa|me|"
    r"dykk|han|hon|"
    r"se|we|you|it|this|they|there|join|tule|olet|sinut|teidät|tervetuloa|varmt|hjertelig|hjärtligt|"
    r"välkom\w*|velkom\w*|welcome|på|under|med|for|för|från|fra|om|hvis|if|in|on|at|tidigare|tidligere|"
    r"efter|after|"
    r"etter|som|igen|också|och|og|så|\d+\S*|dagen|konferen\w+|konferans\w*|seminari?e?t|kurse[nt]|"
    r"møte[nt]?|möte[nt]?|mødet|"
    r"web\w+|tilaisu\w+|tapahtuma|koulutus\w*|seminaari\w*|who|that|which|alle|alla|kaikki|all|both|"
    r"many|some|våre|våra|"
    r"vores|our|foredragsholder\w*|föreläs\w+|talare|hotel\w*|deltag\w+|deltak\w+|osallistu\w+|"
    r"workshop\w*|utbildningen|"
    r"uddannelsen|programmet|program|ohjelma|innan|lunch|"
    r"online|zoom|teams|mån\w+dag|tisdag|onsdag|torsdag|fredag|lördag|söndag|mandag|tirsdag|"
    r"lørdag|"
    r"søndag|the (?:event|seminar|conference|course|day|workshop|webinar|lecture|training|programme)|there|"
    r"tysdag|laurdag|sundag|maanantai\w*|tiistai\w*|keskiviik\w*|torstai\w*|perjantai\w*|lauantai\w*|"
    r"sunnuntai\w*|illan|päivän|luennon|kurssin|koulutuksen|tilaisuuden|resep\w+|recep\w+|parker\w+|"
    r"hvorfor|varför|hvordan|hur|vad|hva|hvad|hvor|var|what|how|why|professor|lektor|docent|dosent|"
    r"psykolog|forsker|"
    r"forskare|tutkija|lege|læge|läkare|lääkäri|dr\.?|forfatter\w*|författare\w*|kirjailija|author|"
    r"överläkare|overlege|"
    r"universitetslektor|førsteamanuensis|phd|jurist|borgmester\w*|ordförande\w*|ordfører\w*|statsråd|"
    r"minister|rektor"
)

"""Which of the languages an announcement is written in."""

import re

_WORDS = {
    "sv": "och att är som för med till på av den det inte vi du eller från kl om har välkommen hur vid ska barn plats "
    "när var datum tid anmälan målgrupp kostnad avgift sista anmälningsdag arrangör frågor också från kontakt",
    "da": "og at er som for med til på af den det ikke vi du eller fra kl om har velkommen hvordan ved skal børn bliver "
    "sted hvor hvornår tid dato tilmelding målgruppe arrangør spørgsmål også efter deltage ud der jer uge møde",
    "nb": "og at er som for med til på av den det ikke vi du eller fra kl om har velkommen hvordan ved skal barn blir "
    "sted hvor når tid dato påmelding målgruppe arrangør spørsmål også etter delta ut dere uke møte innen",
    "nn": "og at er som for med til på av den det ikkje vi du eller frå kl om har velkomen korleis ved skal blir ein dei "
    "kva stad kvar når tid dato påmelding målgruppe arrangør spørsmål også etter delta ut de veke møte innan",
    "fi": "ja on että kanssa klo tai ei se sekä joka miten ovat tervetuloa voi osallistua mukaan myös tilaisuus aika "
    "paikka hinta järjestäjä kohderyhmä ilmoittautuminen lisätietoja ohjelma pvm maksuton mennessä euroa tiedustelut "
    "milloin missä kenelle ajankohta osallistumismaksu yhteyshenkilö",
    "en": "and the of to in for is with on at by or from you we are will how be this welcome your date time venue "
    "price free contact organiser register registration deadline fee audience when where",
}
_TELLING = {
    "sv": r"\boch\b|\bär\b|\bför\b|\binte\b|ningen?\b|\btill\b|\bfrån\b|\bett\b|\bsom\b|anmäl|\w+arna?\b|[bdfgklmnprst]ö[rdlmt]",
    "da": r"\baf\b|\bikke\b|\bfra\b|tilmeld|\bhvornår\b|\bblive|\beller\b|\bder\b|\bhvad\b|deltagelse|\bjer\b|"
    r"\bkommune[rs]\b|æ|gennem|\buden\b|møde|uddann|aflys|udsat|kursus|sagsbehand|undervisning|foregår|samarbejd|"
    r"\w{3}hed(?:en|er)?\b|\w{3}erne\b|\bnogle[nt]?\b|\befter|\bforår|\bhver\b|arbejd|\bbeklag|mål?ret|\bhold\b|oplæg|spørgsm|\blav\b|"
    r"\bkøb(?:e[rs]?)?\b|værksted|\bpr\. |\bbørn|\bpå\b|\bhvordan\b|\bderes\b",
    "nb": r"\bav\b|\bikke\b|\bfra\b|påmeld|deltakel|\bnår\b|\bhva\b|\bbli\b|\bblir\b|\bderes\b|gjennom|\buten\b|\bpå\b|"
    r"\binnen\b|\bdere\b|\bhvordan\b|møte|utdann|avlys|utsatt|saksbehand|samarbeid|\w{3}het(?:en|er)?\b|\w{3}ene\b|"
    r"\bnoe[nt]?\b|\better\b|arbeid|foredrag|foresatte|innlegg|spørsm|\bverksted",
    "nn": r"\bav\b|\bikkje\b|\bfrå\b|\bein\b|\beit\b|\bkva\b|\bkven\b|\bkvar\b|\bdei\b|\bkorleis\b|\bvere\b|påmeld|"
    r"gjennom|\bmeir\b|\bhalde|\bblir\b|\w{3}ane\b|\bseinast\b|\bkjem\b|\bstad\b|\bope\b|\bopnar\b|\blaurdag|"
    r"\bsundag|\btysdag|\bmåndag|\bvert\b|\bsaman\b|\bnoko\b|\bnokon\b|\bberre\b|\bgjer\b|tilsette\b|\bborna\b|"
    r"\bkjend|\bvelkomen\b|\bheile\b|møte|samarbeid|\w{3}leg(?:e)?\b|\w{4}arar?\b|\bnaudsynt|søkje|\binnan\b|leiar",
    "fi": r"\w{2}(?:ssa|ssä|lla|llä|sta|stä|lle|lta|ksi)\b|ää|aa|uu|yy|öö|ii|\bja\b|\bklo\b|\w{3}nen\b|\w{4}ien\b|"
    r"\w{3}(?:uus|yys|minen)\b|uo|yö|äy|\w{2}kuu",
    "en": r"\bthe\b|\band\b|\bof\b|\bfor\b|tion\b|\bto\b|\bin\b|\bwith\b|\byou\b|\bis\b|\bby\b|ing\b|\bwill\b",
}
_TELL = {code: re.compile(pattern, re.I) for code, pattern in _TELLING.items()}
_COMMON = {code: frozenset(words.split()) for code, words in _WORDS.items()}


def language_of(text: str, stated: str | None = None) -> str | None:
    """The language of the words; what the markup claims decides only when they do not say enough."""
    sample = text[:1500]
    words = re.findall(r"[a-zåäöæøéü]+", sample.lower())
    if len(words) < 3:
        return stated
    scores = {
        code: sum(word in common for word in words) + 1.5 * len(_TELL[code].findall(sample))
        for code, common in _COMMON.items()
    }
    northern = len(re.findall(r"[øæ]", sample.lower()))
    eastern = len(re.findall(r"[äö]", sample.lower()))
    if northern and northern >= eastern:
        scores |= {"sv": 0, "fi": 0, "en": scores["en"] / 2}
    elif eastern > 2 * northern:
        scores |= {"da": 0, "nb": 0, "nn": 0}
    if len(re.findall("å", sample.lower())) * 60 > len(words):  # not a Finnish letter, but in names
        scores["fi"] /= 2
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else stated

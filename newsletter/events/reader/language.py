"""Which of the languages an announcement is written in."""

import re

_WORDS = {
    "sv": "och att är som för med till på av den det inte vi du eller från kl om har välkommen hur vid ska barn",
    "da": "og at er som for med til på af den det ikke vi du eller fra om har velkommen hvordan ved skal børn bliver",
    "nb": "og at er som for med til på av den det ikke vi du eller fra om har velkommen hvordan ved skal barn blir",
    "nn": "og at er som for med til på av den det ikkje vi du eller frå om har velkomen korleis ved skal blir ein dei kva",
    "fi": "ja on että kanssa klo tai ei se sekä joka miten ovat tervetuloa voi osallistua mukaan myös tilaisuus",
    "en": "and the of to in for is with on at by or from you we are will how be this welcome your",
}
_TELLING = {
    "sv": r"[äö]|\boch\b|\bär\b|\bför\b|\binte\b|ning\b|\btill\b|\bfrån\b|\bett\b",
    "da": r"\baf\b|\bikke\b|\bfra\b|\btilmeld|\bmålgruppe\b|\bhvornår\b|\bblive|\beller\b|"
    r"tilmelding|\bder\b|\bhvad\b|\bdeltagelse|\bjer\b|\bkommune[rs]\b|æ|\bgennem\b|\buden\b",
    "nb": r"\bav\b|\bikke\b|\bfra\b|påmeld|\bdeltakel|\bnår\b|\bhva\b|\bbli\b|\bblir\b|"
    r"\bderes\b|\bgjennom\b|\buten\b|\bpå\b|\binnen\b|\bdere\b|\bhvordan\b",
    "nn": (
        r"\bav\b|\bikkje\b|\bfrå\b|\bein\b|\beit\b|\bkva\b|\bkven\b|\bkvar\b|\bdei\b|"
        r"\bkorleis\b|\bvere\b|påmeld|\bgjennom\b|"
        r"\bmeir\b|\bhalde|\bblir\b|ane\b|\bseinast\b|\bkjem\b|\bstad\b|\bope\b|\bopnar\b|"
        r"\blaurdag|\bsundag|\btysdag|\bmåndag|"
        r"\bvert\b|\bsaman\b|\bnoko\b|\bnokon\b|\bberre\b|\bgjer\b|\btilsette\b|\bborna\b|"
        r"\bkjend|\bvelkomen\b|\bein\b|\bikkje\b|\bheile\b"
    ),
    "fi": r"ssa\b|ssä\b|lla\b|llä\b|sta\b|stä\b|ää|aa|\bja\b|\bklo\b|nen\b|uu|tt|kk",
    "en": r"\bthe\b|\band\b|\bof\b|\bfor\b|tion\b|\bto\b|\bin\b|\bwith\b|\byou\b|\bis\b",
}
_TELL = {code: re.compile(pattern, re.I) for code, pattern in _TELLING.items()}
_COMMON = {code: frozenset(words.split()) for code, words in _WORDS.items()}


def language_of(text: str, stated: str | None = None) -> str | None:
    """The language of the words; what the markup claims decides only when they do not say enough."""
    sample = text[:2500]
    words = re.findall(r"[a-zåäöæøéü]+", sample.lower())
    if len(words) < 3:
        return stated
    scores = {
        code: sum(word in common for word in words) + 1.5 * len(_TELL[code].findall(sample))
        for code, common in _COMMON.items()
    }
    if re.search(r"[øæ]", sample) and not re.search(r"[äö]", sample):
        scores["sv"] = 0
    elif len(re.findall(r"[äö]", sample)) > 2 * len(re.findall(r"[øæ]", sample)):
        scores |= {"da": 0, "nb": 0, "nn": 0}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] else stated

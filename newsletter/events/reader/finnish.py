"""Finnish names out of the cases they stand in: `Lehtolan kirjastossa`, `Lehtolan kirjastoon`, `Lehtolan kirjaston`."""

import re

_HEADS = (
    r"talo|sali|kirjasto|koulu|auditorio|museo|halli|tori|puisto|lukio|yliopisto|kahvila|teatteri|hotelli|"
    r"opisto|asema|areena|virasto|ranta|la|lä"
)
_INSIDE = re.compile(rf"\b([\wåäö-]*(?:{_HEADS}))(?:ssa|ssä|lla|llä)\b")
_INTO = re.compile(
    r"\b([\wåäö-]*(?:talo|kirjasto|museo|auditorio|lukio|yliopisto|opisto|virasto|puisto|koulu|sali|halli|tori))"
    r"(?:on|un|iin|lle)\b"
)
_OF = (
    ("keskuksen", "keskus"), ("kampuksen", "kampus"), ("laitoksen", "laitos"), ("yhdistyksen", "yhdistys"),
    ("hallituksen", "hallitus"), ("kaupungin", "kaupunki"), ("kunnan", "kunta"), ("liiton", "liitto"),
    ("korkeakoulun", "korkeakoulu"), ("koulun", "koulu"), ("yliopiston", "yliopisto"), ("opiston", "opisto"),
    ("museon", "museo"), ("kirjaston", "kirjasto"), ("viraston", "virasto"), ("toimiston", "toimisto"),
    ("säätiön", "säätiö"), ("ministeriön", "ministeriö"), ("seuran", "seura"), ("seurakunnan", "seurakunta"),
    ("alueen", "alue"), ("verkoston", "verkosto"), ("järjestön", "järjestö"), ("yhteisön", "yhteisö"),
    ("osaston", "osasto"), ("yksikön", "yksikkö"), ("rahaston", "rahasto"), ("neuvoston", "neuvosto"),
    ("teatterin", "teatteri"), ("kerhon", "kerho"), ("piirin", "piiri"), ("instituutin", "instituutti"),
    ("ammattikorkeakoulun", "ammattikorkeakoulu"), ("palvelujen", "palvelut"), ("palveluiden", "palvelut"),
    ("ry:n", "ry"), ("oy:n", "oy"),
)  # fmt: skip
BODY_OF = "|".join(sorted((genitive for genitive, _ in _OF), key=len, reverse=True))


def base_form(place: str) -> str:
    """`Lehtolan kulttuurikeskuksessa` is held at `Lehtolan kulttuurikeskus`."""
    place = re.sub(r"(keskuk|kampuk)se(?:ssa|lla|en|lle)\b", lambda match: f"{match[1][:-1]}s", place)
    place = re.sub(r"(huone)e(?:ssa|lla|seen)\b", r"\1", place)
    place = re.sub(r"ranna(?:lla|lle)\b", "ranta", place)
    return _INTO.sub(r"\1", _INSIDE.sub(r"\1", place))


def body_form(name: str) -> str:
    """`Lehtolan kirjaston` arranges as `Lehtolan kirjasto`; what is no known kind of body stays."""
    for genitive, plain in _OF:
        if name.lower().endswith(genitive):
            return name[: -len(genitive)] + (plain if name[-len(genitive)].islower() else plain.capitalize())
    return name

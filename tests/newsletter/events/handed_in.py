"""Announcements that editors hand in, in five languages; every body and person in them is invented."""

SV = """
Läsglädje i förskolan

Datum: onsdag 5 maj 2027, kl. 09.00–15.30
Plats: Kulturhuset Vingen, Strandgatan 4, Ekby
Målgrupp: Förskollärare och bibliotekarier i Ekby län
Arrangör: Region Ekby
Pris: 650 kr exklusive moms, lunch ingår
Sista anmälningsdag: 14 april
Anmälan: https://anmalan.example/lasgladje

Anmälan öppnar den 1 mars. Hotellrum kan bokas till 10 april för 1 290 kr.

Program
09.00–09.15 Inledning
09.15–10.30 Orden mellan oss
10.30–11.00 Kaffe

Kontakt: Mira Lund, mira.lund@ekby.example
"""
DA = """
Virtuelt temamøde om tidlig indsats

Tidspunkt: torsdag den 6. maj 2027 kl. 13.00-15.00
Sted: Online på Teams
Målgruppe: Sagsbehandlere i kommunerne
Arrangør: Styrelsen for Eksempler
Det er gratis at deltage.
Tilmeldingsfrist: 22. april 2027
Tilmelding sker på mail til kursus@styrelsen.example
"""
NB = """
Frokostseminar om åpne data

Tid: tirsdag 4. mai kl. 08.30–10.00
Sted: Rådhuset i Fjordby
Målgruppe: Ansatte i kommunen
Arrangør: Fjordby kommune
Pris: Gratis
Påmelding: https://pamelding.example/data
Påmeldingsfrist: 27. april

På seminaret får du høre hvordan kommunen deler data og hva som blir det neste. Seminaret er gratis.
Vi serverer frokost fra klokken åtte, og det er ikke nødvendig å ha med noe.
"""
FI = """
Kirjastopäivä

Aika: ke 5.5.2027 klo 9–12
Paikka: Koskikeskus, Rantatie 3, Jokela
Kohderyhmä: Kirjastojen henkilöstö
Järjestäjä: Jokelan kirjasto
Hinta: maksuton
Ilmoittautuminen viimeistään 21.4.2027
Ilmoittaudu: https://lomake.example/kirjasto

Päivän aikana kuulet, miten kirjastot ovat kehittäneet toimintaansa ja mitä asiakkaat siitä ajattelevat.
Tilaisuus on tarkoitettu kaikille, jotka työskentelevät kirjastossa. Tervetuloa!
"""
EN = """
Open seminar on water

Date: Monday 10 May 2027, 10:00–12:00
Venue: Harbour Hall
Target group: Engineers and planners
Organiser: Harbour University
Price: Free of charge
Registration deadline: 3 May 2027
Register at https://forms.example/water
"""
NEWS = "Ny rapport om läsning\n\nRapporten visar att fler barn läser. Ladda ned rapporten på webbplatsen."

PAGE = """<!doctype html><html lang="sv"><head><title>Lekdag | Ekby</title></head><body>
<nav><a href="https://ekby.example/nyhetsbrev">Anmäl dig till nyhetsbrev</a></nav>
<main><h1>Lekdag i Ekby</h1><p>Datum: 12 maj 2027 kl. 10.00–12.00</p><p>Plats: Parken</p>
<p>Arrangör: Ekby kommun</p><p>Målgrupp: <b>Barn</b> &amp; vuxna 100 %(line)s &lt;script&gt;alert(1)&lt;/script&gt;</p>
<p>Sista anmälningsdag: 1 maj 2027</p><p><a href="https://anmalan.example/lek">Anmäl dig här</a></p></main>
</body></html>"""


def ics(*events: str, newline: str = "\r\n") -> str:
    inner = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Example//EN\n{inner}END:VCALENDAR\n".replace(
        "\n", newline
    )


MEETING = (
    "UID:1@example.org\nSUMMARY:Möte\\, höst\nDTSTART;TZID=Europe/Helsinki:20270506T090000\n"
    "DTEND;TZID=Europe/Helsinki:20270506T120000\nLOCATION:Sal 5\n"
    "DESCRIPTION:Anmälan: https://anmalan.example/mote"
)
WALK = "UID:2@example.org\nSUMMARY:Vandring\nDTSTART;VALUE=DATE:20270601\nRRULE:FREQ=WEEKLY"

"""The pages that an editor pastes in the course of a year, each in a language of its own."""

EARLY_SUPPORT = """
Early support, together

Date: Thursday 15 April 2027, 9.00–12.00
Place: Online (Teams)
Target group: Social workers and school nurses in the county
Organiser: Example Region
Price: Free of charge
Register by: 18 March 2027
The link will be e-mailed to those who have registered.

Programme
9.00–9.15 Welcome
9.15–10.30 What helps early
10.30–12.00 Questions

Contact: Mira Lund, mira.lund@ekby.example
"""

SCHOOL_DAY = """
Skolans tidiga insatser

Datum: torsdag 10 juni 2027, kl. 9.00–15.00
Plats: Stadshuset, Storgatan 1, Ekby
Målgrupp: Rektorer och elevhälsa i länets kommuner
Organisatör: Exempelregionen
Pris: Kostnadsfritt
Sista anmälningsdag: 20 maj 2027

Kontakt: Mira Lund, mira.lund@ekby.example
"""

CARE_DAY = """
Temadag om omsorg

Dato: torsdag den 23. september 2027 kl. 9.00–12.00
Sted: Rådhuset, Torvet 1, Ekby
Målgruppe: Ledere i hjemmeplejen
Arrangør: Eksempelregionen
Pris: Gratis
Tilmeldingsfrist: 16. september 2027

Kontakt: Mira Lund, mira.lund@ekby.example
"""

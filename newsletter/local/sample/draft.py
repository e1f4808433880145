"""The draft issue of the sample, in Swedish and Danish."""

from typing import Any

TITLE = "Årets sista nyhetsbrev"


def content(event_ids: dict[str, int]) -> dict[str, Any]:
    """Content of the issue; event blocks refer to the events of the sample by their slug's id."""
    return {
        "sv": {
            "subject": "Två möten att anmäla sig till, och nytt om barns delaktighet",
            "preheader": "Temamöte på nätet, förmiddag i Almvika och en ansökningsrunda för kommuner.",
            "blocks": [
                {"id": "sv1", "type": "heading", "level": 2, "text": "Barn som får vara med ändrar planen"},
                {
                    "id": "sv2",
                    "type": "text",
                    "html": "<p>Hej {name|du som läser}!</p><p>Fyra kommuner i nätverket har under året låtit barn vara med "
                    "när deras samordnade plan skrivs. Resultatet är tydligt: planerna blev kortare, och "
                    "fler av dem följdes.</p><ul><li>Mötena hålls där barnet trivs.</li>"
                    "<li>Barnet får frågorna i förväg.</li><li>Planen skrivs på ett språk som barnet förstår.</li></ul>",
                },
                {"id": "sv3", "type": "event", "event": str(event_ids["barnets-rost-i-samordnade-planer"])},
                {"id": "sv4", "type": "divider"},
                {"id": "sv5", "type": "heading", "level": 2, "text": "På nätet för alla"},
                {
                    "id": "sv6",
                    "type": "text",
                    "html": "<p>Våra danska kollegor bjuder in till ett temamöte om samarbete med föräldrar. Mötet hålls på "
                    "danska och är öppet för alla i nätverket.</p>",
                },
                {
                    "id": "sv7",
                    "type": "event",
                    "event": str(event_ids["samarbejde-med-foraeldre-om-smaa-boerns-trivsel"]),
                },
                {"id": "sv8", "type": "deadlines", "days": 60},
                {
                    "id": "sv9",
                    "type": "button",
                    "text": "Se alla evenemang",
                    "url": "https://smasteg.example/",
                },
            ],
        },
        "da": {
            "subject": "To møder, du kan tilmelde dig, og nyt om børns deltagelse",
            "preheader": "Virtuelt temamøde, formiddag i Almvika og en ansøgningsrunde for kommuner.",
            "blocks": [
                {"id": "da1", "type": "heading", "level": 2, "text": "Når børn er med, ændrer planen sig"},
                {
                    "id": "da2",
                    "type": "text",
                    "html": "<p>Hej {name|du som læser med}!</p><p>Fire kommuner i netværket har i år ladet børn være med, når "
                    "deres koordinerede plan bliver skrevet. Resultatet er klart: Planerne blev kortere, og "
                    "flere af dem blev fulgt.</p><ul><li>Møderne holdes, hvor barnet er trygt.</li>"
                    "<li>Barnet får spørgsmålene på forhånd.</li><li>Planen skrives på et sprog, barnet forstår.</li></ul>",
                },
                {"id": "da3", "type": "event", "event": str(event_ids["barnets-rost-i-samordnade-planer"])},
                {"id": "da4", "type": "divider"},
                {"id": "da5", "type": "heading", "level": 2, "text": "Temamøde for hele landet"},
                {
                    "id": "da6",
                    "type": "text",
                    "html": "<p>Det næste temamøde handler om samarbejde med forældre og holdes på nettet.</p>",
                },
                {
                    "id": "da7",
                    "type": "event",
                    "event": str(event_ids["samarbejde-med-foraeldre-om-smaa-boerns-trivsel"]),
                },
                {"id": "da8", "type": "deadlines", "days": 60},
                {
                    "id": "da9",
                    "type": "button",
                    "text": "Se alle arrangementer",
                    "url": "https://smasteg.example/",
                },
            ],
        },
    }

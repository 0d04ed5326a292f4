"""What vendors write above the columns of a list of authorized prices.

Beside the wordings all kinds of file share; compared like those.
"""

PROGRAM_VOCABULARY = {
    "discount_percent": {
        1.0: """
            discount|discount percent|discount rate|discount in percent|
            percent discount|rebate percent|percent|rabatt|rabatt prozent|
            rabattsatz|nachlass|nachlass prozent|prozent|remise|taux de remise|
            remise pourcent|pourcentage|descuento|porcentaje de descuento|
            porcentaje|sconto|sconto percentuale|percentuale|korting|
            kortingspercentage|percentage|desconto|percentual de desconto""",
    },
    "margin_percent": {
        1.0: """
            margin|margin percent|guaranteed margin|distributor margin|
            margin rate|marge|handelsspanne|spanne|garantierte marge|
            marge garantie|taux de marge|margen|margen garantizado|margine|
            margine garantito|gegarandeerde marge|margem|margem garantida""",
    },
    "min_quantity": {
        1.0: """
            minimum quantity|min quantity|min qty|minimum qty|minimum order|
            mindestmenge|min menge|mindestabnahme|quantite minimum|
            quantite minimale|quantite min|cantidad minima|cantidad min|
            quantita minima|quantita min|minimumaantal|minimale hoeveelheid|
            quantidade minima""",
    },
    "max_quantity": {
        1.0: """
            authorized quantity|authorised quantity|authorized qty|max quantity|
            maximum quantity|max qty|quantity limit|quantity cap|
            approved quantity|genehmigte menge|höchstmenge|max menge|
            quantite autorisee|quantite maximale|cantidad autorizada|
            cantidad maxima|quantita autorizzata|quantita massima|
            geautoriseerde hoeveelheid|maximumaantal|quantidade autorizada|
            quantidade maxima""",
    },
    "max_amount": {
        1.0: """
            authorized amount|authorised amount|max amount|maximum amount|
            amount limit|amount cap|budget|genehmigter betrag|höchstbetrag|
            montant autorise|montant maximal|importe autorizado|importe maximo|
            importo autorizzato|importo massimo|geautoriseerd bedrag|
            maximumbedrag|valor autorizado|valor maximo""",
    },
    "min_resale_price": {
        1.0: """
            lowest resale price|minimum resale price|min resale price|min resale|
            floor price|mindestverkaufspreis|niedrigster verkaufspreis|
            prix de revente minimum|precio minimo de venta|
            prezzo minimo di vendita|minimale verkoopprijs|
            preco minimo de venda""",
    },
    "max_resale_price": {
        1.0: """
            highest resale price|maximum resale price|max resale price|max resale|
            ceiling price|höchster verkaufspreis|maximaler verkaufspreis|
            prix de revente maximum|precio maximo de venta|
            prezzo massimo di vendita|maximale verkoopprijs|
            preco maximo de venda""",
    },
}

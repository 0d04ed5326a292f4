"""Wordings of columns with quantities, prices, amounts and what belongs to them.

How the lists are meant says :mod:`.vocabulary`.
"""

MONEY_VOCABULARY = {
    "quantity": {
        1.0: """
            quantity|qty|qnty|qnt|quant|product qt|product qty|quantity sold|
            qty sold|sold qty|sold quantity|qty ship|qty shipped|ship qty|
            shipped qty|quantity shipped|shipped quantity|units|units sold|
            unit qty|no of units|pieces|pcs|claim qty|claim quantity|
            claimed qty|claimed quantity|qty claimed|quantity claimed|invoice qty|
            invoiced qty|invoiced quantity|quantity invoiced|pos qty|pos quantity|
            sales qty|sales quantity|debit qty|menge|stückzahl|anzahl|stück|
            verkaufsmenge|verkaufte menge|liefermenge|absatzmenge|absatz|
            quantite|qte|quantite vendue|qte vendue|quantite livree|nombre|
            cantidad|cant|cantidad vendida|unidades|unidades vendidas|quantita|
            qta|quantita venduta|pezzi|hoeveelheid|aantal|aantal stuks|stuks|
            verkochte hoeveelheid|quantidade|qtd|qtde|quantidade vendida|qty39""",
    },
    "uom_ref": {
        1.0: """
            uom|qty unit|unit of measure|unit of measurement|um|qty uom|
            quantity unit|sales unit|sales uom|unit|einheit|
            mengeneinheit|me|verkaufseinheit|unite|unite de mesure|
            unite de vente|unidad|unidad de medida|udm|unita|unita di misura|
            unita misura|eenheid|maateenheid|verkoopeenheid|unidade|
            unidade de medida|un med""",
        0.6: "cond uom",
    },
    "book_price": {
        1.0: """
            book price|book cost|book|disti book|disti book cost|
            distributor book cost|distributor book price|dbc|catalog cost|
            catalogue cost|distributor cost|disti cost|dist cost|into stock price|
            into stock cost|stock price|standard cost|std cost|list cost|
            acquisition price|acquisition cost|wac|wholesale acquisition cost|
            purchase price|purchase cost|buy price|buying price|cost price|
            base cost|original cost|original price|regular cost|regular price|
            normal cost|normal price|invoice cost|sale price per unit|disti price|
            distributor price|unit cost|cost|cos|book price per unit|
            einkaufspreis|ek|ek preis|einstandspreis|händlereinkaufspreis|hek|
            buchpreis|lagerpreis|standardpreis|prix d achat|prix achat|
            cout d achat|prix catalogue|prix distributeur|prix standard|
            precio de compra|precio compra|coste|costo|precio de lista|
            precio distribuidor|prezzo di acquisto|prezzo acquisto|
            costo di acquisto|prezzo di listino|prezzo listino|inkoopprijs|
            kostprijs|catalogusprijs|preco de compra|preco compra|custo|
            preco de lista|preco de tabela|preco de custo""",
        0.65: """
            list price|listenpreis|sale price|price paid|gross price""",
    },
    "authorized_price": {
        1.0: """
            authorized price|authorised price|authorized cost|authorised cost|
            authorized unit price|auth price|auth cost|approved price|
            approved cost|special price|special cost|special net|
            special net price|snp|snd cost|snd price|s d cost|s d price|
            ship and debit cost|ship and debit price|ship debit cost|
            ship debit price|spa price|spa cost|contract price|contract cost|
            contract rate|net price|net cost|bid price|bid cost|quote price|
            quoted price|quoted cost|deal price|promo price|
            reference price per unit|acs|act|agreed price|adjusted cost|new cost|
            debit price|sonderpreis|genehmigter preis|projektpreis|aktionspreis|
            vertragspreis|nettopreis|prix autorise|prix derogatoire|prix special|
            prix net|prix contrat|prix contractuel|prix accorde|precio autorizado|
            precio especial|precio neto|precio de contrato|precio acordado|
            prezzo autorizzato|prezzo speciale|prezzo netto|prezzo concordato|
            prezzo contratto|geautoriseerde prijs|speciale prijs|nettoprijs|
            contractprijs|projectprijs|afgesproken prijs|preco autorizado|
            preco especial|preco liquido|preco de contrato|preco acordado""",
        0.7: "vpc cost|net|netto|approved net|target price",
    },
    "resale_price": {
        1.0: """
            resale price|resale|resale price per unit|resale unit price|rsp|
            reseller price|selling price|sell price|sales price|unit sell price|
            unit selling price|unit resale|sold price|price sold|customer price|
            end customer price|end user price|invoice price|invoiced price|
            resale cost|pos price|actual resale|actual selling price|
            verkaufspreis|vk|vk preis|weiterverkaufspreis|wiederverkaufspreis|
            prix de vente|prix vente|prix de revente|prix revente|precio de venta|
            precio venta|precio de reventa|precio reventa|prezzo di vendita|
            prezzo vendita|prezzo di rivendita|verkoopprijs|wederverkoopprijs|
            preco de venda|preco venda|preco de revenda|preco revenda""",
    },
    # where it is not said whose price it is
    "unit_price": {
        0.7: """
            sale price|unit price|price per unit|stückpreis|einzelpreis|
            prix unitaire|precio unitario|prezzo unitario|eenheidsprijs|stukprijs|
            preco unitario""",
        0.5: """
            price|preis|prix|precio|prezzo|prijs|preco|per unit|per piece|per pc|
            pro stück|je stück|par piece|par unite|por unidad|por pieza|al pezzo|
            per pezzo|per stuk|por unidade|por peca""",
    },
    "unit_credit": {
        1.0: """
            unit credit|unit rebate|unit claim|credit per unit|rebate per unit|
            claim per unit|claimed per unit|debit per unit|unit debit|
            unit discount|discount per unit|credit unit|rebate unit|
            unit claim amount|unit credit claimed|claimed unit credit|
            claimed credit per unit|unit rebate amount|unit difference|
            difference per unit|price difference|cost difference|delta|
            unit support|support per unit|price support|per unit credit|
            credit each|rebate each|unit chargeback|gutschrift pro stück|
            gutschrift je stück|stückgutschrift|rückvergütung pro stück|
            rückvergütung je stück|preisdifferenz|differenz pro stück|
            differenz je stück|wkz pro stück|credit unitaire|avoir unitaire|
            remise unitaire|ristourne unitaire|difference de prix|ecart unitaire|
            credito unitario|abono unitario|descuento unitario|
            diferencia de precio|diferencia unitaria|accredito unitario|
            sconto unitario|rimborso unitario|differenza prezzo|
            differenza unitaria|krediet per stuk|korting per stuk|
            vergoeding per stuk|prijsverschil|creditering per stuk|
            credito por unidade|desconto unitario|diferenca de preco|
            diferenca unitaria""",
        0.6: """
            rebate rate|credit rate|cond rate|difference|differenz|diferencia|
            differenza|verschil|diferenca|claim rate|rate""",
    },
    "amount_claimed": {
        1.0: """
            amount claimed|claim amount|claimed amount|claim amt|claimed amt|
            claim value|claim total|total claim|total claimed|clm|
            extended claim|ext claim|claim ext|claim extended|credit amount|
            credit requested|requested credit|requested amount|total credit|
            extended credit|ext credit|rebate amount|rebate amt|rebate ext|
            rebate extended|extended rebate|ext rebate|total rebate|rebate|
            rebate total|debit amount|debit amt|debit value|total debit|
            ext debit|extended debit|cb amount|chargeback amount|chargeback|amt|
            total amount claimed|credit claimed|forderung|forderungsbetrag|
            geforderter betrag|beanspruchter betrag|gutschriftsbetrag|gutschrift|
            gutschriftswert|anspruch|rückvergütung|rückvergütungsbetrag|
            bonusbetrag|montant reclame|montant demande|montant de l avoir|
            montant avoir|avoir|montant du credit|montant de la demande|
            total reclame|ristourne|montant remise|importe reclamado|
            monto reclamado|importe abono|abono|importe del abono|
            importe solicitado|total reclamado|importo richiesto|importo reclamato|
            importo accredito|accredito|importo rimborso|totale richiesto|
            rimborso|geclaimd bedrag|claimbedrag|creditbedrag|gevraagd bedrag|
            te crediteren|te crediteren bedrag|totale claim|valor reclamado|
            valor reivindicado|valor do credito|credito solicitado|
            valor solicitado|valor do rebate""",
        0.65: """
            claim|amount|value|total|total amount|betrag|wert|summe|gesamt|
            gesamtbetrag|montant|importe|monto|importo|totale|bedrag|totaal|
            valor|ext amount|extended amount|extension|ext|monetary amount|
            credit""",
    },
    "serial_numbers": {
        1.0: """
            serial|serials|serial no|serial nos|serial numbers|sn|s no|
            sno list|serial id|imei|seriennummer|seriennummern|serien no|sn nr|
            numero de serie|numeros de serie|no serie|n de serie|serie|series|
            numero de serial|numero di serie|numeri di serie|matricola|
            numero seriale|serienummer|serienummers""",
    },
    "currency": {
        1.0: """
            currency|currency code|currency iso code|cur|curr|ccy|cond currency|
            iso currency|claim currency|währung|währungscode|währungskürzel|
            waers|devise|monnaie|code devise|moneda|divisa|codigo moneda|
            valuta|codice valuta|valutacode|munt|moeda|codigo da moeda""",
    },
}

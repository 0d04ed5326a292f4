"""What senders write above their columns, in seven languages.

Each field lists wordings by how surely they mean it: 1.0 leaves no doubt, below 0.6 a
person has to choose. A wording is compared without case, accents, punctuation and
blanks, so ``NETPRICE``, ``Net price`` and ``net_price`` are one. ``ignored`` are
columns senders add that a claim does not need. Sources: the data dictionaries and real
files gathered for X12 844, RosettaNet 5D5, rebate portals and ERP exports.
"""

from .vocabulary_money import MONEY_VOCABULARY

VOCABULARY = {
    "transaction_type": {
        1.0: """
            transaction type|trans type|trx type|txn type|type of transaction|
            line type|sale type|claim type|carrier order code|delivery type|
            record type|product transfer type|natureza|natureza da operacao|
            transaktionstyp|transaktionsart|vorgangsart|bewegungsart|belegart|
            positionstyp|type de transaction|type de ligne|type d operation|
            tipo de transaccion|tipo de movimiento|tipo transazione|
            tipo di operazione|tipo operazione|transactietype|soort transactie|
            regeltype|tipo de transacao|tipo de operacao|tipo de movimento""",
        0.7: """
            type|typ|tipo|soort|art|sale return|sale or return|return flag|
            order type""",
    },
    "authorization_ref": {
        1.0: """
            authorization|authorisation|authorization no|authorisation no|
            authorization ref|authorization reference|authorization code|
            authorization id|auth no|auth code|autorization|
            supplier authorization|vendor authorization|price authorization|
            price authorization no|pricing authorization|ship and debit|ship debit|
            ship and debit no|ship and debit contract|ship and debit authorization|
            s d no|s and d no|sandd|ssd no|snd no|sfsd no|spa|spa no|spa id|
            spa ref|special price agreement|special price agreement no|
            special pricing agreement|special price authorization|
            special price request|spr no|special pricing no|special price no|
            special bid no|bid no|bid id|bid reference|opg|opg no|opg id|
            deal id|deal no|deal ref|deal code|contract no|contract ref|
            contract reference|contract id|contract|vendor contract|program no|
            program code|program reference|program reference number|program ref|
            program id|program|programme|promotion code|promo code|promotion no|
            quote no|vendor quote|supplier quote|supplier quote no|becs no|
            agreement no|agreement id|agreement|genehmigung|genehmigungsnummer|
            genehmigungs no|autorisierung|autorisierungsnummer|sonderpreis no|
            sonderpreisnummer|sonderpreisvereinbarung|projektpreis no|
            projektnummer|vertragsnummer|vertrag|vereinbarungsnummer|
            programmnummer|aktionsnummer|aktionscode|numero d autorisation|
            autorisation|no autorisation|no de contrat|contrat|no de derogation|
            derogation|code promotion|autorizacion|numero de autorizacion|
            no autorizacion|contrato|numero de contrato|acuerdo|autorizzazione|
            numero autorizzazione|contratto|numero contratto|autorisatie|
            autorisatienummer|goedkeuringsnummer|contractnummer|projectnummer|
            actiecode|autorizacao|numero da autorizacao|numero de autorizacao|
            no autorizacao|numero do contrato|acordo|con02""",
        0.65: """
            quote|offer no|angebotsnummer|offre|oferta|offerta|offerte|
            project no|deal|bid|promotion|special price""",
    },
    "product_ref": {
        1.0: """
            product|product no|product code|product id|product ref|
            product reference|product sku|product identification|sku|sku no|item|
            item no|item code|item id|item ref|item reference|part|part no|
            part id|part code|pn|mpn|manufacturer part no|mfr part no|
            mfg part no|mfr part|vendor part no|vendor part|vendor sku|
            supplier part no|supplier item|material|material no|material code|
            article|article no|article code|stock code|model|model no|gtin|ean|
            ean code|upc|upc code|barcode|ndc|ndc no|artikel|artikelnummer|
            artikel no|artikelcode|art no|artnr|materialnummer|produkt|
            produktnummer|produktcode|produkt no|herstellernummer|
            hersteller artikelnummer|teilenummer|bestellnummer|article reference|
            reference article|ref article|reference produit|ref produit|
            code article|code produit|produit|no article|no d article|
            reference fabricant|producto|codigo|codigo de producto|
            codigo producto|articulo|codigo articulo|codigo de articulo|
            referencia|referencia producto|no de parte|no parte|prodotto|
            codice prodotto|codice articolo|codice|articolo|cod articolo|
            productnummer|artikelnr|materiaalnummer|fabrikantnummer|produto|
            codigo do produto|codigo produto|cod produto|artigo|
            referencia do produto|codigo do artigo|product ean|manufacturer sku|
            mfr sku""",
        0.75: """
            buyer part number|distributor part number|disti part no|
            distributor sku|distributor item|customer part number|customer item|
            lieferantenartikelnummer|lin|stock no|catalog no|catalogue no""",
        0.6: "reference|ref",
        0.55: """
            product name|item name|part name|artikelname|nom produit|
            nombre producto|nome prodotto|nome do produto""",
    },
    "pos_document": {
        1.0: """
            invoice|invoice no|invoice id|invoice ref|invoice reference|inv no|
            inv|distributor invoice|distributor invoice no|disti invoice|
            disti invoice no|customer invoice|customer invoice no|sales invoice|
            sales invoice no|pos invoice|pos document|point of sale document|
            document|document no|document id|doc no|business document reference|
            billing document|billing doc|orig txn ref|original transaction ref|
            sales document|sales doc|rechnung|rechnungsnummer|rechnungs no|
            rechnung no|rechnungsnr|beleg|belegnummer|beleg no|belegnr|facture|
            no facture|no de facture|piece|no piece|numero de piece|factura|
            no factura|no de factura|documento|no documento|numero de documento|
            fattura|no fattura|factuur|factuurnummer|factuur no|factuurnr|
            documentnummer|fatura|numero da fatura|numero fatura|nota fiscal|
            numero da nota|numero nota fiscal|numero do documento""",
        0.7: """
            receipt no|transaction no|transaction id|delivery note|
            delivery note no|packing slip|packing slip no|lieferschein|
            lieferscheinnummer|bon de livraison|albaran|ddt|pakbon|
            guia de remessa|ship document|shipment no|proof of sale|
            sales reference""",
        0.62: """
            order no|sales order|sales order no|so no|auftragsnummer|no commande|
            pedido|ordine|ordernummer""",
    },
    "pos_line_ref": {
        1.0: """
            line|line no|line id|line ref|line item|invoice line|
            invoice line no|document line|document line no|pos line|inv line|
            inv line no|item line|line item identifier|position|positionsnummer|
            pos no|posnr|zeile|zeilennummer|rechnungsposition|rechnungszeile|
            ligne|no ligne|no de ligne|ligne de facture|linea|no linea|
            numero de linea|linea de factura|riga|no riga|riga fattura|regel|
            regelnummer|factuurregel|linha|no linha|numero da linha|
            linha da fatura|line item no|line seq|line sequence""",
    },
    "origin_document": {
        1.0: """
            original invoice|original invoice no|orig invoice|orig invoice no|
            origin document|original document|original document no|original sale|
            original sales document|credited invoice|related invoice|
            return of invoice|reference invoice|ursprungsrechnung|ursprungsbeleg|
            originalrechnung|ursprüngliche rechnung|bezugsrechnung|
            facture d origine|facture origine|factura original|factura de origen|
            documento de origen|fattura di origine|fattura originale|
            documento di origine|oorspronkelijke factuur|originele factuur|
            fatura original|documento de origem""",
    },
    "date_ship": {
        1.0: """
            ship date|shipped date|date shipped|ship dt|shipment date|
            shipping date|date of shipment|actual ship date|invoice date ship|
            delivery date|date delivered|despatch date|dispatch date|date ship|
            sale date|sales date|date of sale|pos date|versanddatum|lieferdatum|
            versandtag|liefertag|verkaufsdatum|warenausgangsdatum|leistungsdatum|
            date d expedition|date expedition|date de livraison|date livraison|
            date de vente|date vente|fecha de envio|fecha envio|fecha de entrega|
            fecha entrega|fecha de venta|fecha venta|data spedizione|
            data di spedizione|data consegna|data di consegna|data vendita|
            data di vendita|verzenddatum|leverdatum|verkoopdatum|data de envio|
            data envio|data de entrega|data de expedicao|data da venda|
            data de venda|data embarque""",
        0.7: """
            date|datum|fecha|data|activity date|transaction date|last ship date|
            posting date|buchungsdatum|movement date|trans date|
            date de transaction|fecha de transaccion|data transazione|
            transactiedatum""",
    },
    "date_invoice": {
        1.0: """
            invoice date|inv date|date of invoice|date invoiced|invoiced date|
            billing date|billed date|document date|doc date|rechnungsdatum|
            belegdatum|fakturadatum|date facture|date de facture|
            date de facturation|date piece|fecha factura|fecha de factura|
            fecha de facturacion|fecha documento|data fattura|data della fattura|
            data documento|factuurdatum|documentdatum|data da fatura|data fatura|
            data da nota|data de emissao|data emissao""",
        0.55: """
            order date|claim date|bestelldatum|auftragsdatum|date de commande|
            fecha de pedido|data ordine|orderdatum""",
    },
    "end_customer_name": {
        1.0: """
            end customer|end customer name|end customer no|end customer id|
            end cust|end cust id|end cust name|end user|end user name|
            end user id|final customer|final customer name|customer|customer name|
            cust|cust name|used by|pos customer|acceptable customer id|
            ultimate customer|endkunde|endkundenname|endkunden no|endkundennummer|
            endabnehmer|kunde|kundenname|client|client final|nom client|
            nom du client|utilisateur final|cliente|cliente final|nombre cliente|
            nombre del cliente|usuario final|cliente finale|nome cliente|
            utente finale|eindklant|klant|klantnaam|eindgebruiker|eindklantnaam|
            nome do cliente|consumidor final|utilizador final|account name""",
        0.9: """
            customer id|customer no|cust no|cust id|kundennummer|kunden no|
            no client|code client|codigo cliente|codice cliente|klantnummer|
            codigo do cliente""",
        0.65: """
            carrier partner id|participating account|participating account number|
            ship to|ship to name|ship to customer|project customer|
            customer account|account|ship to party|lieferadresse|destinatario|
            destinataire""",
    },
    "reseller_name": {
        1.0: """
            reseller|reseller name|reseller id|reseller no|sold to|sold to name|
            sold to customer|dealer|dealer name|var|var name|sold to party|
            sub distributor|wiederverkäufer|fachhändler|händler|händlername|
            revendeur|nom revendeur|revendedor|distribuidor final|rivenditore|
            wederverkoper|dealernaam|revenda|nome da revenda|partner reseller|
            integrator|system integrator""",
        0.6: "bill to|bill to name|bill to customer|auftraggeber",
    },
    "branch_ref": {
        1.0: """
            branch|branch no|branch code|branch id|branch name|
            distributor branch|distributor location|location|location name|
            location no|location code|location id|carrier location no|warehouse|
            warehouse code|store|store no|site|selling location|
            distribution centre id|distribution center id|dc id|plant|depot|
            filiale|niederlassung|filialnummer|standort|lager|agence|succursale|
            code agence|magasin|depot no|sucursal|almacen|tienda|delegacion|
            filiale no|sede|magazzino|punto vendita|vestiging|filiaal|
            filiaalnummer|magazijn|filial|loja|armazem|deposito""",
    },
    **MONEY_VOCABULARY,
    "resubmission_ref": {
        1.0: """
            line sent again|sent again for|resubmission of|resubmission ref|
            resubmission reference|resubmitted line|resubmit of|
            erneut gesendete zeile|erneut eingereichte zeile|ligne renvoyee|
            ligne soumise a nouveau|linea reenviada|riga rinviata|
            riga inviata di nuovo|opnieuw ingediende regel|
            opnieuw verzonden regel|linha reenviada""",
    },
    "debit_number": {
        1.0: """
            debit no|debit ref|debit reference|debit memo|debit memo no|
            debit reference identifier|debit note|debit note no|claim no|claim id|
            claim ref|claim reference|distributor claim number|our claim no|
            chargeback no|claim document|belastungsnummer|belastungsanzeige|
            belastung no|lastschriftnummer|forderungsnummer|antragsnummer|
            note de debit|no note de debit|no de reclamation|nota de cargo|
            no nota de cargo|numero de reclamo|numero de reclamacion|
            nota di addebito|numero nota di addebito|numero richiesta|debetnota|
            debetnotanummer|claimnummer|nota de debito|numero da nota de debito""",
    },
    "distributor": {
        1.0: """
            distributor|distributor name|distributor id|distributor no|
            distributor code|disti|disti name|dist id|dist name|dist|claimant|
            claimed by account|claimed by account number|distributed by|
            tkpartner id|carrier company no|distributor account|trading partner|
            trading partner reference|distributeur|nom distributeur|distribuidor|
            nombre distribuidor|distributore|nome distributore|distributornaam|
            nome do distribuidor|händlernummer|partner id|partner name""",
    },
    "date_adjusted": {
        1.0: """
            stock date|inventory date|count date|date of count|counted on|as of|
            as of date|per date|adjustment date|correction date|effective date|
            stichtag|bestandsdatum|inventurdatum|zähldatum|korrekturdatum|
            date d inventaire|date inventaire|date du stock|date de stock|
            date d effet|fecha de inventario|fecha inventario|fecha de stock|
            fecha de ajuste|data inventario|data di inventario|data giacenza|
            data rettifica|voorraaddatum|teldatum|inventarisatiedatum|peildatum|
            data do inventario|data do estoque|data do ajuste""",
    },
    "adjustment_kind": {
        1.0: """
            adjustment|adjustment type|adjustment kind|kind of adjustment|
            kind of stock adjustment|stock adjustment|stock adjustment type|
            correction type|reason for adjustment|adjustment reason|kind|
            art der korrektur|korrekturart|type d ajustement|tipo de ajuste|
            tipo di rettifica|soort correctie""",
    },
    "on_hand": {
        1.0: """
            avbl qty|available qty|available quantity|qty on hand|
            quantity on hand|on hand|on hand qty|on hand quantity|stock qty|
            stock quantity|stock on hand|inventory|inventory qty|
            inventory quantity|counted qty|counted quantity|qty counted|soh|
            lagerbestand|bestand|bestandsmenge|lagermenge|quantite en stock|
            qte en stock|existencias|cantidad en stock|giacenza|
            quantita a magazzino|voorraad|aantal op voorraad|quantidade em estoque|
            estoque""",
        0.8: "available|stock",
    },
    "remarks": {
        1.0: """
            comment|comments|remark|remarks|note|notes|bemerkung|bemerkungen|
            kommentar|commentaire|observaciones|comentario|osservazioni|
            opmerking|opmerkingen|observacao|observacoes""",
    },
    "ignored": {
        1.0: """
            description|desc|product desc|product description|item description|
            part description|article description|descricao|beschreibung|
            bezeichnung|artikelbezeichnung|artikelbeschreibung|produktbezeichnung|
            designation|libelle|descripcion|descrizione|omschrijving|
            artikelomschrijving|descricao do produto|row|reason|row no|status|
            status code|status message|verdict|reason code|reason codes|x12 code|
            x12 codes|rosettanet code|rosettanet codes|what to do|processing status|
            processing status message|submission cnt|submission count|
            external record identifier|
            customer city|customer state|customer country|customer cep|
            customer zip|city|state|country|zip|zip code|postal code|postcode|
            cep|address|street|ort|plz|land|strasse|ville|pays|code postal|
            ciudad|pais|citta|paese|plaats|cidade|region|province|county|
            phone|email|vat|vat no|tax id|carrier supplier id|supplier|
            supplier id|supplier name|vendor|vendor name|vendor id|manufacturer|
            manufacturer name|mfr|mfr name|brand|marque|marke|product family|
            product line|product group|category|quote line|sales channel|
            quote effective date|quote expiration date|expiration date|start date|
            end date|valid from|valid to|latest sellin dt|sales org|cond prc unit|
            design registration identifier|design registration|
            supplier authorization line item|authorization line|sales rep|
            salesperson|claim date|debit memo date|debit date|purchase order|
            purchase order number|po no|customer po|po|month|period|year|
            quarter|exchange rate|tax|tax rate|discount percent|discount|margin|
            gross margin|profit|order qty|qty ordered|ordered qty|open qty|
            remaining qty|backorder qty|returned qty|qty returned|extended cost|
            ext cost|extended resale|ext resale|total cost|total resale|
            sales amount|sales value|revenue|umsatz|chiffre d affaires|
            importe venta|fatturato|omzet|faturamento|approved amount|
            amount approved|calculated amount|paid amount|credit memo|credit note|
            credit reference|credit note no|contact|contact name|contact person|
            contact email""",
        0.8: """
            remaining|ordered|open|returned|backordered|
            backorder|planned|forecast|target""",
    },
}

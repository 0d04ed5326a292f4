"""What headings mean: the wordings of the field, remembered ones, doubtful ones."""

import unittest

from ...intake import KINDS, normalise_heading
from ...intake.columns.headings import heading_scores
from ...intake.columns.vocabulary import VOCABULARY
from .files import SAMPLES, guessed


class TestKnownFiles(unittest.TestCase):
    """Files met in the field."""

    def check(self, expected, samples=None):
        cells = [
            (samples or {}).get(name) or SAMPLES.get(field, "x1")
            for name, field in expected.items()
        ]
        self.assertEqual(guessed(list(expected), cells), expected)

    def test_sell_out_file_of_an_erp(self):
        self.check(
            {
                "DistributorName": "distributor",
                "CustomerName": "end_customer_name",
                "CustomerID": "",
                "CustomerCity": "ignored",
                "CustomerState": "ignored",
                "CustomerCountry": "ignored",
                "CustomerCep": "ignored",
                "ProductDesc": "ignored",
                "PartNumber": "product_ref",
                "BuyerPartNumber": "",
                "Invoice": "pos_document",
                "InvoiceDate": "date_invoice",
                "InvoiceDateShip": "date_ship",
                "ProductQt": "quantity",
                "SerialNumber": "serial_numbers",
                "Natureza": "",
                "Descrição": "ignored",
            },
            {"Natureza": "5102", "ProductQt": "-3"},
        )

    def test_rebate_report_for_a_carrier(self):
        self.check(
            {
                "Carrier Company #": "distributor",
                "Carrier Supplier ID": "ignored",
                "Line Number": "pos_line_ref",
                "Carrier Location #": "branch_ref",
                "Order Date": "",
                "Carrier Order Code": "transaction_type",
                "Carrier Partner ID": "end_customer_name",
                "Serial #": "serial_numbers",
                "Zip": "ignored",
                "Qty Ship": "quantity",
                "Rebate Ext": "amount_claimed",
            },
            {"Carrier Order Code": "SS"},
        )

    def test_special_price_template(self):
        self.check(
            {
                "Date": "date_ship",
                "Distributor Branch (code)": "branch_ref",
                "Delivery Type (how)": "transaction_type",
                "Trading partner reference": "distributor",
                "Units": "quantity",
                "Value": "amount_claimed",
                "Currency": "currency",
            },
            {"Delivery Type (how)": "Direct", "Currency": "EUR"},
        )

    def test_rebate_claim_object(self):
        self.check(
            {
                "Claim Number": "debit_number",
                "ClaimAmount": "amount_claimed",
                "ClaimedByAccountNumber": "distributor",
                "ParticipatingAccountNumber": "end_customer_name",
                "ProductCode": "product_ref",
                "ProgramReferenceNumber": "authorization_ref",
                "Quantity": "quantity",
                "ReferencePricePerUnit": "authorized_price",
                "ResalePricePerUnit": "resale_price",
                "SalePricePerUnit": "book_price",
                "ProcessingStatus": "ignored",
                "ProcessingStatusMessage": "ignored",
                "Description": "ignored",
            }
        )

    def test_staged_partner_data(self):
        self.check(
            {
                "AccountName": "end_customer_name",
                "ActivityDate": "date_ship",
                "CurrencyIsoCode": "currency",
                "ExternalRecordIdentifier": "ignored",
                "LocationName": "branch_ref",
                "ProductName": "",
                "Quantity": "quantity",
                "ResalePrice": "resale_price",
                "SalePrice": "book_price",
                "Status": "ignored",
                "StatusMessage": "ignored",
                "Type": "transaction_type",
            },
            {
                "ActivityDate": "2024-01-31",
                "CurrencyIsoCode": "USD",
                "Type": "PointOfSaleReturnDocument",
            },
        )

    def test_rosettanet(self):
        self.check(
            {
                "Authorization Identifier": "authorization_ref",
                "BusinessDocumentReference": "pos_document",
                "DebitReferenceIdentifier": "debit_number",
                "DesignRegistrationIdentifier": "ignored",
                "ProductIdentification": "product_ref",
                "ShipDate": "date_ship",
                "ShippedQuantity": "quantity",
                "SupplierAuthorizationLineItem": "ignored",
                "UnitOfMeasure": "uom_ref",
            }
        )

    def test_flat_chargeback(self):
        self.check(
            {
                "claim_ref": "debit_number",
                "dist_id": "distributor",
                "end_cust_id": "end_customer_name",
                "item_id": "product_ref",
                "contract_ref": "authorization_ref",
                "orig_txn_ref": "pos_document",
                "cb_amount": "amount_claimed",
                "status_code": "ignored",
                "submission_cnt": "ignored",
            }
        )

    def test_chargeback_words(self):
        self.check(
            {
                "Distribution-centre id": "branch_ref",
                "Debit-memo number": "debit_number",
                "Debit-memo date": "ignored",
                "Acceptable customer id": "end_customer_name",
                "Product id": "product_ref",
                "Invoice number": "pos_document",
                "Invoice date": "date_invoice",
                "Contract": "authorization_ref",
            }
        )

    def test_price_file(self):
        self.check({"Product ID": "product_ref", "SND Cost": "authorized_price"})
        self.check(
            {"PART ID": "product_ref", "VPC Cost": "authorized_price"},
            {"VPC Cost": "12"},
        )
        self.check({"Product ID": "product_ref", "Last Ship Date": "date_ship"})

    def test_quotes_and_sales_of_a_maker(self):
        self.check(
            {
                "QUOTE": "",
                "QUOTELINE": "ignored",
                "CUSTOMER": "end_customer_name",
                "PART": "product_ref",
                "QTY": "quantity",
                "NETPRICE": "authorized_price",
                "RESALEPRICE": "resale_price",
                "SOLDTO": "reseller_name",
                "SALESCHANNEL": "ignored",
                "SHIPANDDEBIT": "authorization_ref",
                "INVOICEDATE": "date_invoice",
                "QUOTE_EFFECTIVE_DATE": "ignored",
                "QUOTE_EXPIRATION_DATE": "ignored",
                "DISTRIBUTOR_COST": "book_price",
            }
        )

    def test_channel_inventory(self):
        self.check(
            {
                "PRODUCT_ID": "product_ref",
                "TKPARTNER_ID": "distributor",
                "SALES_ORG": "ignored",
                "COND_RATE": "unit_credit",
                "COND_CURRENCY": "currency",
                "COND_PRC_UNIT": "ignored",
                "COND_UOM": "",
                "AVBL_QTY": "ignored",
                "QTY_UNIT": "uom_ref",
                "LATEST_SELLINDT": "ignored",
            },
            {"COND_CURRENCY": "EUR"},
        )

    def test_ledger_of_a_wholesaler(self):
        self.check(
            {
                "InvoiceNo": "pos_document",
                "StockCode": "product_ref",
                "Description": "ignored",
                "Quantity": "quantity",
                "InvoiceDate": "date_invoice",
                "UnitPrice": "resale_price",
                "CustomerID": "end_customer_name",
                "Country": "ignored",
            },
            {"InvoiceDate": "2010-12-01 08:26:00", "UnitPrice": "2.55"},
        )


class TestLanguages(unittest.TestCase):
    FIELDS = (
        "authorization_ref product_ref pos_document date_ship end_customer_name "
        "quantity book_price authorized_price resale_price amount_claimed"
    ).split()

    def test_six_languages(self):
        cells = [SAMPLES.get(field, "x1") for field in self.FIELDS]
        for words in (
            "Genehmigungs-Nr.|Artikelnummer|Rechnungsnr.|Lieferdatum|"
            "Endkunde|Menge|EK-Preis|Sonderpreis|Verkaufspreis|"
            "Gutschriftsbetrag",
            "N° d'autorisation|Référence article|N° facture|"
            "Date d'expédition|Client final|Qté|Prix d'achat|"
            "Prix dérogatoire|Prix de vente|Montant réclamé",
            "Nº de autorización|Código de producto|Nº factura|"
            "Fecha de envío|Cliente final|Cantidad|Precio de compra|"
            "Precio autorizado|Precio de venta|Importe reclamado",
            "N. autorizzazione|Codice articolo|Numero fattura|"
            "Data di spedizione|Cliente finale|Quantità|Prezzo di acquisto|"
            "Prezzo autorizzato|Prezzo di vendita|Importo richiesto",
            "Autorisatienummer|Artikelnr.|Factuurnummer|Verzenddatum|"
            "Eindklant|Aantal|Inkoopprijs|Geautoriseerde prijs|"
            "Verkoopprijs|Geclaimd bedrag",
            "Nº da autorização|Código do produto|Número da fatura|"
            "Data de envio|Consumidor final|Quantidade|Preço de compra|"
            "Preço autorizado|Preço de venda|Valor reclamado",
        ):
            with self.subTest(words):
                found = guessed(words.split("|"), cells)
                self.assertEqual(list(found.values()), self.FIELDS)


class TestNormalise(unittest.TestCase):
    def test_spellings_of_one_heading(self):
        for heading in (
            "Part No.",
            "PART_NO",
            "part-nr",
            "PartNumber",
            "  Part  # ",
            "part№",
        ):
            self.assertEqual(normalise_heading(heading), "part no")
        self.assertEqual(normalise_heading("Größe/Maß"), "grosse mass")

    def test_what_is_per_piece_is_no_document(self):
        """French documents are called pieces."""
        claim = KINDS["claim"]
        for heading in ("Per piece", "per unit", "Par pièce"):
            self.assertEqual(heading_scores(heading, claim), (("resale_price", 0.5),))
        for heading in ("Pièce", "N° pièce"):
            self.assertEqual(heading_scores(heading, claim)[0], ("pos_document", 1.0))

    def test_vocabulary_has_no_contradictions(self):
        clear = {}
        for field, weights in VOCABULARY.items():
            meant = {kind.field_of(field) for kind in KINDS.values()} - {"ignored"}
            self.assertTrue(meant or field == "ignored", field)
            for wording in weights.get(1.0, "").split("|"):
                name = normalise_heading(wording).replace(" ", "")
                self.assertNotIn(name, clear, (wording, field))
                clear[name] = field

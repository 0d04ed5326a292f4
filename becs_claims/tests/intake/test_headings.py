"""What headings mean: the wordings of the field, remembered ones, doubtful ones."""

import io
import unittest

import openpyxl

from ...intake import IntakeError, normalise_heading, open_table, write_template
from ...intake.fields import FIELDS
from ...intake.vocabulary import VOCABULARY
from ...intake.writers import TEMPLATE_FIELDS
from .files import HEADINGS, LINE, claim_csv, csv_file, xlsx_file

# Cells that suit each kind of column.
SAMPLES = {
    "date_ship": "2024-01-31",
    "date_invoice": "2024-01-30",
    "transaction_type": "sale",
    **dict.fromkeys(
        ("quantity", "book_price", "authorized_price", "resale_price"), "12"
    ),
    **dict.fromkeys(("unit_credit", "amount_claimed"), "12"),
}


def guessed(headings, cells=None, options=None):
    """Return {heading: proposed field} of a sheet with these headings."""
    table = open_table(csv_file(headings, cells or ["1"] * len(headings)), "x", options)
    return {column.heading: column.field for column in table.columns}


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

    def test_vocabulary_has_no_contradictions(self):
        clear = {}
        for field, weights in VOCABULARY.items():
            self.assertIn(field, FIELDS)
            for wording in weights[1.0].split("|"):
                name = normalise_heading(wording).replace(" ", "")
                self.assertNotIn(name, clear, (wording, field))
                clear[name] = field


class TestProposal(unittest.TestCase):
    def test_confidence_and_samples(self):
        headings = ["Part no", "Qty sold in January", "Price"]
        rows = [[f"P{n}", str(n), "2.5"] for n in range(9)]
        table = open_table(csv_file(headings, *rows), "x")
        part, quantity, price = table.columns
        self.assertEqual((part.field, part.confidence), ("product_ref", 1.0))
        self.assertEqual(part.samples, ["P0", "P1", "P2", "P3", "P4"])
        self.assertEqual(quantity.field, "quantity")
        self.assertLess(quantity.confidence, 0.95)
        self.assertEqual((price.field, price.candidates), ("", ["resale_price"]))

    def test_typing_errors(self):
        found = guessed(["Qauntity", "Prodcut number", "Invoice"], ["3", "x", "y"])
        self.assertEqual(
            list(found.values()), ["quantity", "product_ref", "pos_document"]
        )

    def test_equals_are_left_to_a_person(self):
        found = guessed(["Product", "Quantity", "Qty", "Invoice"], ["x", "1", "2", "y"])
        self.assertEqual((found["Quantity"], found["Qty"]), ("", ""))

    def test_cells_speak_against_a_heading(self):
        found = guessed(["Product", "Qty", "Claim"], ["P", "1", "C-2024/01"])
        self.assertEqual(found["Claim"], "")

    def test_clear_heading_above_bad_cells(self):
        found = guessed(["Product", "Qty", "Invoice"], ["P", "ten", "I"])
        self.assertEqual(found["Qty"], "quantity")

    def test_stock_is_no_quantity_sold(self):
        for heading in (
            "Stock qty",
            "Qty on hand",
            "Ordered qty",
            "Remaining quantity",
        ):
            found = guessed(["Product", "Invoice", heading], ["P", "I", "1"])
            self.assertNotEqual(found[heading], "quantity", heading)

    def test_columns_without_heading(self):
        table = open_table(csv_file([*HEADINGS, ""], [*LINE, "note"]), "x")
        self.assertEqual(
            (table.columns[-1].key, table.columns[-1].field), ("column g", "")
        )
        table = open_table(csv_file([*HEADINGS, ""], [*LINE, ""]), "x")
        self.assertEqual(len(table.columns), 6)

    def test_same_heading_twice(self):
        table = open_table(
            csv_file(["Product", "Product", "Qty"], ["a", "b", "1"]), "x"
        )
        self.assertEqual(
            [c.key for c in table.columns], ["product", "product 2", "qty"]
        )


class TestMapping(unittest.TestCase):
    def test_remembered_wins(self):
        remembered = {"pre": "product_ref", "qty": "", "stk": "quantity"}
        found = guessed(
            ["Pre", "Part no", "Qty", "Stk", "Invoice"],
            ["a", "b", "1", "2", "c"],
            {"mapping": remembered},
        )
        self.assertEqual(
            list(found.values()),
            ["product_ref", "", "ignored", "quantity", "pos_document"],
        )

    def test_remembered_headings_find_the_heading_row(self):
        content = csv_file(["title"], ["Pre", "Stk"], ["a", "1"])
        table = open_table(
            content, "x", {"mapping": {"pre": "product_ref", "stk": "quantity"}}
        )
        self.assertEqual(table.heading_row, 2)

    def test_corrected_by_a_person(self):
        headings = ["Part", "Document", "Shipped", "Pieces", "Remark"]
        line = ["P", "I", "2024-01-31", "3", "7"]
        table = open_table(csv_file(headings, line), "x")
        mapping = {**table.mapping, "pieces": "", "remark": "quantity"}
        row = next(iter(table.read(mapping)))
        self.assertEqual(row.values["quantity"], 7)

    def test_impossible_choices(self):
        table = open_table(claim_csv(LINE), "x")
        for mapping, code in (
            ({"qty": "quantity", "invoice": "quantity"}, "field_twice"),
            ({"qty": "colour"}, "unknown_field"),
            ({"weight": "quantity"}, "unknown_column"),
        ):
            with self.assertRaises(IntakeError) as caught:
                table.read(mapping)
            self.assertEqual(caught.exception.code, code)
            self.assertTrue(str(caught.exception))

    def test_what_is_missing(self):
        table = open_table(csv_file(["Product", "Customer"], ["a", "b"]), "x")
        self.assertEqual(table.missing(), ["quantity", "date_ship", "pos_document"])
        table = open_table(
            csv_file(["Product", "Invoice date"], ["a", "2024-01-31"]), "x"
        )
        self.assertEqual(table.missing(), ["quantity", "pos_document"])

    def test_basis(self):
        for headings, basis in (
            (["Product", "Qty"], "calculated"),
            (["Product", "Qty", "Resale price"], "calculated"),
            (["Product", "Qty", "Book price"], "calculated"),
            (["Product", "Qty", "Book price", "Authorized price"], "stated"),
            (["Product", "Qty", "Unit credit"], "stated"),
            (["Product", "Qty", "Claim amount"], "stated"),
        ):
            table = open_table(csv_file(headings, ["1"] * len(headings)), "x")
            self.assertEqual(table.basis(), basis, headings)

    def test_template_is_understood(self):
        with self.assertRaises(IntakeError) as caught:
            open_table(write_template(), "form.xlsx")
        self.assertEqual(caught.exception.code, "no_rows")
        sheet = openpyxl.load_workbook(io.BytesIO(write_template())).active
        headings = [cell.value for cell in sheet[1]]
        cells = [SAMPLES.get(field, "x1") for field in TEMPLATE_FIELDS]
        table = open_table(xlsx_file(headings, cells), "form.xlsx")
        self.assertEqual(list(table.mapping.values()), list(TEMPLATE_FIELDS))

"""Every sentence of the intake, in English, by code.

The texts are marked for extraction by ``_lt`` but not translated here: the package
knows no language. Whoever shows one passes a translating function to
:meth:`.errors.IntakeError.message` or :meth:`.errors.Problem.message`.
"""


def _lt(text):
    """Mark a text as translatable and return it unchanged."""
    return text


FIELD_LABELS = {
    "transaction_type": _lt("Transaction type"),
    "authorization_ref": _lt("Authorization number"),
    "product_ref": _lt("Product"),
    "pos_document": _lt("Point-of-sale document"),
    "pos_line_ref": _lt("Document line"),
    "origin_document": _lt("Document of the original sale"),
    "date_ship": _lt("Ship date"),
    "end_customer_name": _lt("End customer"),
    "reseller_name": _lt("Reseller"),
    "branch_ref": _lt("Branch"),
    "quantity": _lt("Quantity"),
    "uom_ref": _lt("Unit of measure"),
    "book_price": _lt("Book price"),
    "authorized_price": _lt("Authorized price"),
    "resale_price": _lt("Resale price"),
    "unit_credit": _lt("Claimed credit per unit"),
    "amount_claimed": _lt("Claimed amount"),
    "serial_numbers": _lt("Serial numbers"),
    "currency": _lt("Currency"),
    "resubmission_ref": _lt("Line sent again"),
    "adjustment_kind": _lt("Kind of adjustment"),
    "date_adjusted": _lt("Date"),
    "unit_price": _lt("Price per unit"),
    "note": _lt("Note"),
    "agreed_book_price": _lt("Agreed book price"),
    "discount_percent": _lt("Discount (%)"),
    "line_credit": _lt("Credit per unit"),
    "margin_percent": _lt("Margin (%)"),
    "min_quantity": _lt("Minimum quantity"),
    "max_quantity": _lt("Authorized quantity"),
    "max_amount": _lt("Authorized amount"),
    "min_resale_price": _lt("Lowest resale price"),
    "max_resale_price": _lt("Highest resale price"),
    "date_invoice": _lt("Invoice date"),
    "debit_number": _lt("Debit number"),
    "distributor": _lt("Distributor"),
    "ignored": _lt("Not used"),
}
# further labels of forms
FORM_LABELS = {
    "date_from": _lt("First ship date"),
    "date_to": _lt("Last ship date"),
    "amount": _lt("Amount asked for"),
}

# The whole file.
FILE_TEMPLATES = {
    "empty_file": _lt("The file %(name)s is empty. Please send the file again."),
    "file_too_large": _lt(
        "The file %(name)s has %(size)s MB; at most %(limit)s MB can be read. Please "
        "split it into several files."
    ),
    "wrong_type": _lt(
        "The file %(name)s is neither an Excel workbook nor a text file with columns. "
        "Please open it in your spreadsheet program and save it as .xlsx or .csv."
    ),
    "wrong_type_pdf": _lt(
        "The file %(name)s is a PDF, from which no rows can be read. Please send the "
        "spreadsheet it was made from, as .xlsx or .csv."
    ),
    "wrong_type_image": _lt(
        "The file %(name)s is a picture, from which no rows can be read. Please send "
        "the spreadsheet itself, as .xlsx or .csv."
    ),
    "wrong_type_html": _lt(
        "The file %(name)s is a web page, although it may be named like a spreadsheet. "
        "Please open it in your spreadsheet program and save it as .xlsx."
    ),
    "wrong_type_xml": _lt(
        "The file %(name)s is an XML file, not a spreadsheet. Please open it in your "
        "spreadsheet program and save it as .xlsx or .csv."
    ),
    "wrong_type_json": _lt(
        "The file %(name)s holds JSON data, not a table. Please send the rows as .xlsx "
        "or .csv."
    ),
    "wrong_type_text_document": _lt(
        "The file %(name)s is a text document, not a spreadsheet. Please send the rows "
        "as .xlsx or .csv."
    ),
    "wrong_type_presentation": _lt(
        "The file %(name)s is a presentation, not a spreadsheet. Please send the rows "
        "as .xlsx or .csv."
    ),
    "wrong_type_mail": _lt(
        "The file %(name)s is an e-mail message. Please save the spreadsheet attached "
        "to it and send that one."
    ),
    "wrong_type_ods": _lt(
        "The file %(name)s is an OpenDocument spreadsheet. Please open it in your "
        "spreadsheet program and save it as Excel workbook (.xlsx)."
    ),
    "wrong_type_xlsb": _lt(
        "The file %(name)s is a binary Excel workbook (.xlsb). Please open it in Excel "
        "and save it as Excel workbook (.xlsx)."
    ),
    "wrong_type_archive": _lt(
        "The file %(name)s is an archive of files. Please unpack it and send the "
        "spreadsheet inside."
    ),
    "password_protected": _lt(
        "The file %(name)s is protected by a password. Please remove the password in "
        "your spreadsheet program, save and send it again."
    ),
    "damaged": _lt(
        "The file %(name)s is damaged or was only received in part, so it cannot be "
        "opened. Please open it in your spreadsheet program, save it again and send "
        "the new file."
    ),
    "zip_bomb": _lt(
        "The file %(name)s grows to more than %(limit)s MB when it is unpacked and was "
        "not opened. Please save only its rows in a new workbook, or as .csv."
    ),
    "unsafe_xml": _lt(
        "The file %(name)s contains definitions no spreadsheet program writes "
        "(%(part)s) and was not opened. Please open it in your spreadsheet program and "
        "save it as .xlsx again."
    ),
    "too_many_rows": _lt(
        "The sheet %(sheet)s has more than %(limit)s filled rows. Please split it into "
        "several files."
    ),
    "too_many_empty_rows": _lt(
        "The sheet %(sheet)s goes on for more than %(limit)s rows, most of them empty. "
        "Please delete the rows below the last filled one, or save it as .csv."
    ),
    "too_many_columns": _lt(
        "Row %(row)s of sheet %(sheet)s has something in column %(column)s; at most "
        "%(limit)s columns can be read. Please delete what is not part of the list."
    ),
    "no_sheet": _lt(
        "The workbook %(name)s has no sheet with cells. Please send the sheet that "
        "holds the rows."
    ),
    "unknown_sheet": _lt(
        "The workbook %(name)s has no sheet named %(sheet)s. Its sheets are: "
        "%(sheets)s."
    ),
    "no_headings": _lt(
        "No row of headings was found in the first %(limit)s rows of %(name)s. The "
        "headings must say what each column is, for example: Product, Quantity, Ship "
        "date, Invoice number, Price."
    ),
    "no_heading_in_row": _lt(
        "Row %(row)s of %(name)s, chosen as the row of headings, is empty or too far "
        "down. Please choose another one."
    ),
    "no_rows": _lt(
        "The file %(name)s has headings in row %(row)s but no rows below them. Please "
        "send the rows as well."
    ),
    "unknown_encoding": _lt(
        "The characters of %(name)s cannot be read as %(encoding)s. Please save the "
        "file as “CSV UTF-8” or as .xlsx."
    ),
    "field_twice": _lt(
        "Two columns, %(column)s and %(other)s, are both set to be the %(field)s. "
        "Please choose one of them."
    ),
    "unknown_column": _lt(
        "The chosen column %(column)s is not in the file %(name)s. Please check the "
        "columns again."
    ),
    "unknown_field": _lt(
        "Column %(column)s is set to be %(target)s, which is not known. Please choose "
        "its meaning again."
    ),
}

# One row; each sentence starts with the field and its column.
ROW_TEMPLATES = {
    "not_a_number": _lt("%(field)s (column %(column)s): “%(value)s” is not a number."),
    "number_with_unit": _lt(
        "%(field)s (column %(column)s): “%(value)s” has a text behind the number. "
        "Please put the unit into a column of its own."
    ),
    "number_percent": _lt(
        "%(field)s (column %(column)s): “%(value)s” is a percentage; please state the "
        "amount itself."
    ),
    "number_ambiguous": _lt(
        "%(field)s (column %(column)s): “%(value)s” can mean %(first)s or %(second)s. "
        "Please choose the decimal sign of the file."
    ),
    "number_mixed": _lt(
        "%(field)s (column %(column)s): “%(value)s” can mean %(first)s or %(second)s, "
        "and the file uses both decimal point and decimal comma. Please correct the "
        "cells or choose the decimal sign of the file."
    ),
    "number_too_large": _lt(
        "%(field)s (column %(column)s): “%(value)s” is too large; the limit is "
        "%(limit)s."
    ),
    "number_too_precise": _lt(
        "%(field)s (column %(column)s): “%(value)s” has more than %(limit)s decimals. "
        "Please round it."
    ),
    "number_not_finite": _lt(
        "%(field)s (column %(column)s): “%(value)s” is not a number one can calculate "
        "with."
    ),
    "number_is_date": _lt(
        "%(field)s (column %(column)s): the cell holds a date (%(value)s), not a "
        "number. Please format it as a number and check its value."
    ),
    "formula_without_value": _lt(
        "%(field)s (column %(column)s): the formula “%(value)s” has no result in the "
        "file. Please open the file in your spreadsheet program, save it and send it "
        "again, or enter the value."
    ),
    "error_cell": _lt(
        "%(field)s (column %(column)s): the cell shows the error %(value)s. Please "
        "correct its formula or enter the value."
    ),
    "not_a_date": _lt("%(field)s (column %(column)s): “%(value)s” is not a date."),
    "date_impossible": _lt(
        "%(field)s (column %(column)s): there is no such day as “%(value)s”."
    ),
    "date_ambiguous": _lt(
        "%(field)s (column %(column)s): “%(value)s” can mean %(first)s or %(second)s. "
        "Please choose whether day or month comes first in the file."
    ),
    "date_mixed": _lt(
        "%(field)s (column %(column)s): “%(value)s” can mean %(first)s or %(second)s, "
        "and the file has dates with the day first and with the month first. Please "
        "correct the cells or choose the order of the file."
    ),
    "date_other_order": _lt(
        "%(field)s (column %(column)s): “%(value)s” is no date when read like the "
        "others of the file (%(order)s)."
    ),
    "date_year": _lt(
        "%(field)s (column %(column)s): the year of “%(value)s” is not between "
        "%(first)s and %(last)s."
    ),
    "text_too_long": _lt(
        "%(field)s (column %(column)s): the text has %(length)s characters, at most "
        "%(limit)s are allowed: “%(value)s”."
    ),
    "text_is_date": _lt(
        "%(field)s (column %(column)s): the cell holds a date (%(value)s). The "
        "spreadsheet program may have turned a number into it; please format the "
        "column as text and enter the original."
    ),
    "text_rounded": _lt(
        "%(field)s (column %(column)s): “%(value)s” is a rounded number whose last "
        "digits are lost. Please format the column as text and enter it in full."
    ),
    "serial_too_long": _lt(
        "%(field)s (column %(column)s): the serial number “%(value)s” has more than "
        "%(limit)s characters."
    ),
    "too_many_serials": _lt(
        "%(field)s (column %(column)s): the cell holds %(count)s serial numbers, at "
        "most %(limit)s are allowed on a row."
    ),
    "type_unknown": _lt(
        "%(field)s (column %(column)s): “%(value)s” is not known. Use sale or return, "
        "or leave the column out."
    ),
    "adjustment_unknown": _lt(
        "%(field)s (column %(column)s): “%(value)s” is not known. Use opening stock, "
        "correction or price protection, or leave the column out."
    ),
    "currency_unknown": _lt(
        "%(field)s (column %(column)s): “%(value)s” is not a currency known here. Use "
        "the three-letter code, for example EUR. A currency that is missing can be "
        "added by an administrator."
    ),
    "currency_differs": _lt(
        "%(field)s (column %(column)s): “%(value)s” is not in %(expected)s, the "
        "currency of this file. Please put rows in another currency into a file of "
        "their own."
    ),
    "resubmission_unknown": _lt(
        "%(field)s (column %(column)s): “%(value)s” is no line of a claim you filed. "
        "Please copy it from the response file, or clear the cell if the row is a new "
        "sale."
    ),
    "resubmission_paid": _lt(
        "%(field)s (column %(column)s): %(value)s was approved as claimed. Please "
        "leave the row out; if it is another sale, clear the cell."
    ),
    "resubmission_open": _lt(
        "%(field)s (column %(column)s): %(value)s is not decided yet. Please leave the "
        "row out and wait for the answer."
    ),
    "resubmission_standing": _lt(
        "%(field)s (column %(column)s): %(value)s was sent again already, as "
        "%(other)s. Please leave the row out; to correct that one, name it instead."
    ),
    "resubmission_twice": _lt(
        "%(field)s (column %(column)s): %(value)s is sent again in row %(other)s "
        "already. Please leave one of the two out."
    ),
    "resubmission_too_much": _lt(
        "%(field)s (column %(column)s): %(paid)s of %(claimed)s claimed by %(value)s "
        "was paid. Please state the claimed amount of the rest, at most %(rest)s."
    ),
    "currency_sign": _lt(
        "%(field)s (column %(column)s): “%(value)s” names a currency, and the row has "
        "a cell of its own for that. Please state the number alone."
    ),
    "currency_not_used": _lt(
        "Currency: %(value)s is not among the currencies in use. Ask an administrator "
        "to activate it, or state the price in another one."
    ),
    "missing_value": _lt("%(field)s: nothing is stated, and the row needs it."),
    "quantity_zero": _lt("The quantity is 0, so the row says nothing."),
    "quantity_negative": _lt(
        "%(field)s: %(value)s is negative. Only a correction may take units away."
    ),
    "price_negative": _lt("%(field)s: %(value)s is negative; a price never is."),
    "percent_too_large": _lt("%(field)s: %(value)s is more than 100 percent."),
    "several_methods": _lt(
        "Both %(field)s and %(other_field)s are stated; the credit of a product is "
        "worked out in one way. Please leave one of the two empty."
    ),
    "price_missing": _lt(
        "The program does not have this product yet, so the row needs an authorized "
        "price, a discount, a credit per unit or a margin."
    ),
    "product_twice": _lt(
        "The same product is stated in row %(row)s already. Please leave one of the "
        "two out."
    ),
    "product_of_program_unknown": _lt(
        "%(field)s: “%(value)s” is no internal reference or barcode of a product, or "
        "of several."
    ),
    "protection_without_price": _lt(
        "%(field)s: nothing is stated. Price protection says how much less each unit "
        "costs."
    ),
    "unit_unknown": _lt(
        "%(field)s: “%(value)s” is not known. Use the name of a unit of measure, or "
        "leave the cell empty for the product's own unit."
    ),
    "unit_not_convertible": _lt(
        "%(field)s: “%(value)s” cannot be converted to %(unit)s, the unit of the "
        "product. Please state the quantity in that unit."
    ),
    "product_not_found": _lt(
        "%(field)s: “%(value)s” is not known, or stands for several products. Enter it "
        "as a product code of this distributor and import the row again."
    ),
    "sale_twice": _lt(
        "This line of the document, with the same product, is stated in row %(row)s "
        "already. Please leave one of the two out."
    ),
    "sale_reported_before": _lt(
        "This line of the document, with the same product, was reported before "
        "(%(report)s). Leave it out, or import the file again and let it take the "
        "place of the earlier reports of its period."
    ),
    "outside_period": _lt(
        "%(field)s: %(value)s is not between %(first)s and %(last)s, the period this "
        "report replaces."
    ),
    "too_many_cells": _lt(
        "The row has %(cells)s cells but there are only %(columns)s headings. Probably "
        "a text contains the separator %(separator)s; such a text must stand in double "
        "quotes."
    ),
    "broken_quotes": _lt(
        "A double quote is opened or closed in the wrong place, so the cells of this "
        "row cannot be told apart."
    ),
    "line_too_long": _lt(
        "The row is longer than any that can be read. Probably a line break or a "
        "separator is missing."
    ),
    "row_cut_off": _lt(
        "The file ends in the middle of this row: %(cells)s of %(columns)s cells are "
        "there. Please check whether the file was received completely."
    ),
}

# What a page may want to tell about the file without refusing anything.
NOTE_TEMPLATES = {
    "ask_decimal": _lt(
        "Values such as “%(value)s” can be read in two ways. Which sign separates the "
        "decimals in this file?"
    ),
    "ask_date_order": _lt(
        "Dates such as “%(value)s” can be read in two ways. Does the day or the month "
        "come first?"
    ),
    "total_differs": _lt(
        "Row %(row)s states a total of %(stated)s for %(field)s; the rows read add up "
        "to %(found)s."
    ),
    "total_agrees": _lt(
        "Row %(row)s states a total of %(stated)s for %(field)s; the rows read add up "
        "to it."
    ),
}

# One field of a form.
TYPED_TEMPLATES = {
    "typed_missing": _lt("%(field)s: please fill this in."),
    "typed_number": _lt(
        "%(field)s: “%(value)s” is not written like a number. Write it like "
        "%(example)s."
    ),
    "typed_too_large": _lt(
        "%(field)s: “%(value)s” is too large; the limit is %(limit)s."
    ),
    "typed_too_precise": _lt(
        "%(field)s: “%(value)s” has more than %(limit)s decimals. Please round it."
    ),
    "typed_date": _lt(
        "%(field)s: “%(value)s” is not written like a date. Write it like %(example)s."
    ),
    "typed_year": _lt(
        "%(field)s: the year of “%(value)s” is not between %(first)s and %(last)s."
    ),
    "typed_type": _lt("%(field)s: “%(value)s” is not known. Choose sale or return."),
    "typed_serials": _lt(
        "%(field)s: %(count)s serial numbers, at most %(limit)s are possible on one "
        "line."
    ),
    "typed_too_long": _lt(
        "%(field)s: the text has %(length)s characters, at most %(limit)s are "
        "possible: “%(value)s”."
    ),
}

TEMPLATES = {
    **FILE_TEMPLATES,
    **ROW_TEMPLATES,
    **NOTE_TEMPLATES,
    **TYPED_TEMPLATES,
}

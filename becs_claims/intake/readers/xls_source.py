"""Rows of an xls workbook, with xlrd."""

import io

import xlrd

from ..errors import IntakeError


class XlsSource:
    """An xls workbook; ``rows()`` reads the sheet chosen by :meth:`open_sheet`, as
    often as needed.
    """

    format = "xls"
    typed = True

    def __init__(self, content, name, options, limits):
        self.name = name
        try:
            self.book = xlrd.open_workbook(
                file_contents=content,
                on_demand=True,
                ragged_rows=True,
                logfile=io.StringIO(),
            )
            names, shown = self.book.sheet_names(), self.book._sheet_visibility
        except (
            Exception
        ) as error:  # xlrd meets damaged files with whatever it stumbles over
            if "encrypted" in str(error).lower():
                raise IntakeError("password_protected", name=name) from error
            raise IntakeError("damaged", name=name) from error
        hidden = {
            names[index]
            for index in range(len(names))
            if index < len(shown) and shown[index]
        }
        self.sheets = sorted(names, key=lambda sheet: sheet in hidden)
        self.date_system = 1904 if self.book.datemode else 1900
        self._sheet = None

    def open_sheet(self, sheet):
        """Choose the sheet to read."""
        try:
            if self._sheet is not None and self._sheet.name != sheet:
                self.book.unload_sheet(self._sheet.name)
            self._sheet = self.book.sheet_by_name(sheet)
        except Exception as error:
            raise IntakeError("damaged", name=self.name) from error

    def rows(self, width=None):
        """Yield every row of the sheet from row 1 on, empty ones too, as lists of
        cells.
        """
        sheet, dates = self._sheet, {}
        special = {xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN, xlrd.XL_CELL_ERROR}
        for index in range(sheet.nrows):
            cells = sheet.row_values(index)
            types = sheet.row_types(index)
            if not special.isdisjoint(types):
                for column, kind in enumerate(types):
                    if kind == xlrd.XL_CELL_DATE:
                        value = cells[column]
                        if value not in dates:
                            dates[value] = self._date(value)
                        cells[column] = dates[value]
                    elif kind == xlrd.XL_CELL_BOOLEAN:
                        cells[column] = bool(cells[column])
                    elif kind == xlrd.XL_CELL_ERROR:
                        cells[column] = xlrd.error_text_from_code.get(
                            cells[column], "#UNKNOWN!"
                        )
            yield cells

    def _date(self, value):
        try:
            moment = xlrd.xldate_as_datetime(value, self.book.datemode)
        except (
            Exception
        ):  # no day of the calendar: leave the number for the reader of dates to refuse
            return value
        return moment if value % 1 else moment.date()

    def ends_open(self):
        """A workbook is complete or cannot be opened."""
        return False

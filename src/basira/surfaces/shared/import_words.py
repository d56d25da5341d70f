"""The words of the faults of imported files, by code; the row and the column are shown beside them."""

from django.utils.translation import gettext_lazy as _

IMPORT_WORDS = {
    # the file as such
    "table.empty": _("The file is empty. It needs a row with the columns' names and one row for each centre or visit."),
    "table.too-large": _("The file is larger than %(limit_mb)s MB. Cut it into parts."),
    "table.old-workbook": _("This is an old .xls workbook. Save it as .xlsx, or as CSV UTF-8."),
    "table.not-a-table": _("This is not a table. Save the list as CSV UTF-8 or as .xlsx."),
    "table.not-a-workbook": _("This archive is not a workbook that can be read. Save it again as .xlsx."),
    "table.damaged-workbook": _("The sheet is damaged. Save the workbook again as .xlsx."),
    "table.not-utf8": _(
        "This row is not UTF-8. Save the file as “CSV UTF-8”. If it comes from an old Arabic Windows, the row would read "
        "“%(reading)s”: then choose the encoding Windows-1256."
    ),
    "table.damaged-utf16": _("The UTF-16 text breaks off or is damaged."),
    "table.nul-byte": _("The file holds a NUL byte: it is damaged, or not a text."),
    "table.broken-quotes": _("A quotation mark does not close, or something follows it before the delimiter."),
    "table.ragged-row": _("The row has %(cells)s cells, the first row has %(columns)s."),
    "table.cell-too-long": _("A cell is too long, or a quotation mark was not closed."),
    "table.no-header": _("The first row must name the columns."),
    "table.no-rows": _("The file names its columns but has no row."),
    "table.too-many-rows": _("The file has too many rows. Cut it into parts."),
    "table.hidden-direction": _("A column's name holds %(character)s, which hides its direction. Type it again."),
    "table.formula-cell": _("The cell holds a formula; the value that the workbook remembers is taken."),
    "table.formula-without-value": _("The cell holds a formula without a value. Paste its value."),
    "table.error-value": _("The cell shows an error of the workbook; it is taken as empty."),
    "table.other-sheets": _("The sheet “%(sheet)s” was read; “%(other)s” was not."),
    "table.more-faults": _("%(count)s more problems are not listed. Correct these first."),
    # which column is which
    "map.not-a-pair": _("“%(text)s” is not of the form target=column."),
    "map.unknown-target": _("There is no target “%(target)s”."),
    "map.target-twice": _("A target is named twice. Keep one."),
    "map.unknown-column": _("The file has no column “%(column)s”."),
    "map.column-twice": _("The column “%(column)s” stands more than once. Give each column a name of its own."),
    "map.ambiguous": _("More than one column fits “%(target)s”: %(columns)s. Say which one."),
    # centres
    "centre.no-name-column": _("No column holds the centres' names. Say which one. Columns of the file: %(columns)s."),
    "centre.half-a-point": _("Latitude and longitude come together: both columns or none."),
    "centre.name-missing": _("The row has no name; it is called by its type and code until somebody names it."),
    "centre.code-made": _("%(count)s rows have no code; codes were made from their content."),
    "centre.code-unfit": _("The code holds %(character)s, which nobody can see. Type the code again."),
    "centre.code-too-long": _("The code is longer than 40 characters."),
    "centre.text-too-long": _("The text is longer than %(limit)s characters."),
    "centre.hidden-direction": _("The text holds %(character)s, which makes it read as something else. Type it again."),
    "centre.formula-like": _("The text begins like a spreadsheet formula. It is kept as text and never run."),
    "centre.code-repeated": _("The code %(centre)s already stands in row %(other_row)s for another centre."),
    "centre.code-repeated-often": _("%(count)s more rows repeat a code: this column does not seem to hold the codes."),
    "centre.repeated-row": _("The row says the same centre as row %(other_row)s; it is left out."),
    "centre.already-known": _("The registry already has %(centre)s; it is left as it is."),
    "centre.duplicate-likely": _(
        "The same name as %(other)s, at or near the same place. If it is one centre, keep one."
    ),
    "centre.unknown-entity-kind": _("This is not a kind of body; “other” is taken."),
    "centre.unknown-channel": _("This is not a channel; it is left out."),
    "point.half": _("Only one of the two coordinates is given; the place is left open."),
    "point.null-island": _("Both coordinates are 0, which is a point in the sea; the place is left open."),
    "point.swapped": _("This is no place on earth. Latitude and longitude seem to be exchanged."),
    "point.out-of-range": _("This is no place on earth: latitude goes to 90, longitude to 180."),
    "point.not-a-number": _("These are not degrees. Write decimal degrees, such as 24.7136 and 46.6753."),
}

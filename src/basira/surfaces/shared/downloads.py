"""A table as a file to keep: streamed while it is read, never stored on the way, never cached by anybody."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language_bidi

from basira.core.kernel.tabular import Table, TableKind, pieces

CONTENT_TYPES = {
    TableKind.CSV: "text/csv; charset=utf-8; header=present",
    TableKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableKind.JSON: "application/json",
}


def kind_asked(name: str) -> TableKind:
    """
    Return the kind of file that an address ends with.

    :raises Http404: for any other
    """
    if name not in set(TableKind):
        raise Http404
    return TableKind(name)


def download(request: HttpRequest, table: Table, *, name: str, title: str, kind: TableKind) -> StreamingHttpResponse:
    """
    Answer with a table as a file of this kind; `?bom=0` leaves Excel's mark off a CSV.

    `name` is the file's name in ASCII, for old programs; `title` the one that people read.
    """
    turned = Table(table.columns, table.rows, right_to_left=get_language_bidi())
    answer = StreamingHttpResponse(pieces(turned, kind, bom=request.GET.get("bom") != "0"))
    answer["Content-Type"] = CONTENT_TYPES[kind]
    answer["Content-Disposition"] = disposition(f"{name}.{kind}", f"{title}.{kind}")
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def disposition(plain: str, titled: str) -> str:
    """Return the header that makes a browser keep a file, under an ASCII name and under the one that people read."""
    ascii_name = "".join(each if each.isascii() and (each.isalnum() or each in "-_.") else "-" for each in plain)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(shown_name(titled), safe='')}"


def shown_name(title: str) -> str:
    """Return a title as a file's name: no path, nothing invisible that could make it look like another."""
    return "".join(" " if each in '/\\:*?"<>|' else each for each in title if each.isprintable()).strip(" .") or "table"

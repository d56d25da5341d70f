"""One centre as a file describes it."""

from dataclasses import dataclass

from basira.core.imports.geo import Point


@dataclass(frozen=True, slots=True)
class CentreRow:
    """
    One centre as the file describes it; empty text where the file says nothing.

    `code_made` tells that the code was made from the row's content. `known` tells that the registry already has a
    centre of this code: it is left as it is.
    """

    number: int
    code: str
    name_ar: str
    name_en: str
    entity: str = ""
    entity_kind: str = ""
    sector: str = ""
    region: str = ""
    town: str = ""
    site_type: str = ""
    point: Point | None = None
    services: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    code_made: bool = False
    known: bool = False

"""
Sealed files that no row names: what a crash between the file and its row leaves behind. Set aside, much later deleted.

Nobody was ever told that such a file is safe: the answer comes after the row. Still nothing is deleted in haste. Only a
file that is a day old is looked at; it is named when any text column of any of our tables holds its reference, whoever
added that table; and it lies apart for a month first, in case the database was brought back from a backup.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.apps import apps
from django.db import connection
from django.db.models import CharField, JSONField, Model, TextField

from basira.gateways.evidence import EvidenceStore
from basira.gateways.postgres.dumping import check_sees_every_row

A_DAY_S = 86400.0
KEPT_ASIDE_S = 30 * A_DAY_S
REFS_A_TURN = 500
OURS = "basira."
NAMING = ("sealed_ref", "derivative_ref")
"""Columns that name sealed files, asked first; what they do not know is asked of every column."""


def sweep_store(store: EvidenceStore, *, now: float) -> int:
    """
    Set aside the files of a store that no row names, delete what lies aside for a month; return how many went.

    :raises RowsHidden: when row-level security may hide rows from us; then nothing is set aside or deleted
    """
    with connection.cursor() as cursor:  # a file whose row is hidden would seem to have none
        check_sees_every_row(cursor)
    store.sweep_unnamed(before=now - KEPT_ASIDE_S)
    old, gone = store.refs(before=now - A_DAY_S), 0
    while turn := list(islice(old, REFS_A_TURN)):
        for ref in unnamed(turn):
            store.set_aside(ref, at=now)
            gone += 1
    return gone


def unnamed(refs: Sequence[str]) -> set[str]:
    """Return those references that no row of any table names."""
    left = set(refs)
    for model, column in (*columns(naming=True), *columns(naming=False)):
        if left:
            left -= set(model._base_manager.filter(**{f"{column}__in": left}).values_list(column, flat=True))
    return {ref for ref in left if not named_in_json(ref)}


def columns(*, naming: bool) -> Iterator[tuple[type[Model], str]]:
    """Yield the text columns of our tables: those that are called as naming sealed files, or all others."""
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, CharField | TextField) and (field.name in NAMING) is naming:
                yield model, field.name


def named_in_json(ref: str) -> bool:
    """Tell whether a JSON column of any of our tables holds a reference; asked only of the few that nothing named."""
    return any(
        model._base_manager.filter(**{f"{field.name}__icontains": ref}).exists()
        for model in our_models()
        for field in model._meta.concrete_fields
        if isinstance(field, JSONField)
    )


def our_models() -> Iterator[type[Model]]:
    """Yield the models of our own apps that have a table here."""
    return (model for model in apps.get_models() if model.__module__.startswith(OURS) and model._meta.managed)

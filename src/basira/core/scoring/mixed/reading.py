"""Columns of text into ratings, or every reason why not. A level is its cell as it stands; an empty rating did not apply."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from basira.core.kernel.problem import Fault, FileRefused, Severity
from basira.core.scoring.mixed.ratings import LARGEST, Covariate, Floats, RatingTable, covariates_of, factor_of

NUMBER = re.compile(r"[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?[ \t]*", re.ASCII)
NOT_APPLICABLE = frozenset({"", "NA", "N/A", "n/a"})
MOST_FAULTS = 1000


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns say what: `factors` and `nested` by factor name, `nested` as (inner, outers)."""

    rating: str
    factors: tuple[tuple[str, str], ...]
    weight: str | None = None
    fixed: tuple[str, ...] = ()
    nested: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unit: str = "centre"


@dataclass(frozen=True, slots=True)
class Reading:
    """The ratings of a file, and how many of its rows did not apply."""

    table: RatingTable
    rows: int
    not_applicable: int


def read_ratings(columns: Mapping[str, Sequence[str]], mapping: Columns) -> Reading:
    """
    Return the ratings of a file's columns.

    :raises FileRefused: with every fault: names, columns, cells by row, and what should be nested and is not
    """
    faults = faults_of_names(columns, mapping)
    if faults:
        raise FileRefused(faults)
    cells = columns[mapping.rating]
    rows = [row for row, cell in enumerate(cells) if cell.strip() not in NOT_APPLICABLE]
    if not rows:
        raise FileRefused([error("ratings.none", "No row has a rating.", column=mapping.rating)])
    values, faults = numbers_of(mapping.rating, cells, rows, least=None)
    weights = np.ones(len(rows))
    if mapping.weight:
        weights, wrong = numbers_of(mapping.weight, columns[mapping.weight], rows, least=0.0)
        faults += wrong
    used = [column for _name, column in mapping.factors]
    faults += [
        error("cell.empty", "The cell is empty.", row=row + 2, column=column)
        for column in (*used, *mapping.fixed)
        for row in rows
        if not columns[column][row].strip()
    ]
    if faults:
        raise FileRefused(faults[:MOST_FAULTS])
    factors = tuple(factor_of(name, [columns[column][row] for row in rows]) for name, column in mapping.factors)
    covariates, faults = fixed_columns(columns, mapping, rows)
    above = tuple(outer for inner, outers in mapping.nested if inner == mapping.unit for outer in outers)
    table = RatingTable(values, weights, factors, covariates, above=above)
    faults += faults_of_nesting(table, mapping)
    if faults:
        raise FileRefused(faults)
    return Reading(table, len(cells), len(cells) - len(rows))


def error(code: str, message: str, *, row: int | None = None, column: str | None = None) -> Fault:
    """Return a fault that refuses the file."""
    return Fault(Severity.ERROR, code, message, row=row, column=column)


def faults_of_names(columns: Mapping[str, Sequence[str]], mapping: Columns) -> list[Fault]:
    """Return what is wrong with the names: columns that are not there, factors said twice, not at all, or to lie in themselves."""
    wanted = [
        mapping.rating,
        *([mapping.weight] if mapping.weight else []),
        *(c for _n, c in mapping.factors),
        *mapping.fixed,
    ]
    faults = [
        error("column.missing", f"There is no column {name!r}; there are: {', '.join(columns)}.", column=name)
        for name in dict.fromkeys(wanted)
        if name not in columns
    ]
    names = [name for name, _column in mapping.factors]
    told = [name for inner, outers in mapping.nested for name in (inner, *outers)]
    faults += [
        error("factor.twice", f"The factor {name!r} is named twice.")
        for name in {n for n in names if names.count(n) > 1}
    ]
    faults += [
        error("factor.unknown", f"No --factor is named {name!r}.")
        for name in dict.fromkeys([*told, mapping.unit])
        if name not in names
    ]
    faults += [
        error("nested.itself", f"--nested says that {inner!r} lies in itself. Leave it out.")
        for inner, outers in mapping.nested
        if inner in outers
    ]
    if len(set(mapping.fixed)) < len(mapping.fixed):
        faults.append(error("fixed.twice", "A --fixed column is named twice."))
    if "residual" in names:
        faults.append(error("factor.reserved", "A factor can't be named 'residual': that is what no factor explains."))
    return faults


def numbers_of(
    column: str, cells: Sequence[str], rows: Sequence[int], *, least: float | None
) -> tuple[Floats, list[Fault]]:
    """Return the numbers in some rows of a column, above `least` if given, and a fault for each cell that is none."""
    values, faults = np.zeros(len(rows)), list[Fault]()
    for place, row in enumerate(rows):
        cell = cells[row]
        value = float(cell) if NUMBER.fullmatch(cell) else math.nan
        if not math.isfinite(value):
            faults.append(error("cell.not-a-number", f"{cell[:40]!r} is not a number.", row=row + 2, column=column))
        elif abs(value) > LARGEST:
            faults.append(error("cell.too-large", f"{cell[:40]!r} is beyond {LARGEST:g}.", row=row + 2, column=column))
        elif least is not None and value <= least:
            faults.append(error("cell.too-small", f"{cell[:40]!r} is not above {least:g}.", row=row + 2, column=column))
        else:
            values[place] = value
    return values, faults


def fixed_columns(
    columns: Mapping[str, Sequence[str]], mapping: Columns, rows: Sequence[int]
) -> tuple[tuple[Covariate, ...], list[Fault]]:
    """Return the covariates, and a fault for each column that says nothing or what others say."""
    covariates: list[Covariate] = []
    faults: list[Fault] = []
    known = np.ones((len(rows), 1))
    for name in mapping.fixed:
        own = covariates_of(name, [columns[name][row] for row in rows])
        if not all((np.abs(covariate.values) <= LARGEST).all() for covariate in own):
            faults.append(error("fixed.not-finite", f"{name}: a number without end or meaning.", column=name))
            continue
        scaled = [covariate.values / max(float(np.abs(covariate.values).max()), 1e-300) for covariate in own]
        wider = np.column_stack([known, *scaled]) if own else known
        if not own or np.linalg.matrix_rank(wider) < wider.shape[1]:
            faults.append(
                error("fixed.says-nothing", f"{name}: constant, or told by the other covariates.", column=name)
            )
            continue
        known = wider
        covariates += own
    return tuple(covariates), faults


def faults_of_nesting(table: RatingTable, mapping: Columns) -> list[Fault]:
    """Return a fault for each level that should have one level of another factor and has several."""
    faults = []
    for inner_name, outers in mapping.nested:
        inner = table.factor(inner_name)
        for outer_name in outers:
            outer = table.factor(outer_name)
            if inner is None or outer is None:
                continue
            pairs = np.unique(inner.codes * outer.size + outer.codes)
            several = np.flatnonzero(np.bincount(pairs // outer.size, minlength=inner.size) > 1)
            faults += [
                error("nested.several", f"{inner_name} {inner.levels[place]!r} has more than one {outer_name}.")
                for place in several[:MOST_FAULTS]
            ]
    return faults

"""A matrix of full rows and sparse ones says what the same matrix written out says."""

import numpy as np
import pytest
from scipy import sparse

from basira.core.scoring.mixed.bundles import alike, pairs_of
from basira.core.scoring.mixed.halves import at_places, batches, halves_of

FULL, ROWS, COLUMNS = 2, 30, 40


@pytest.fixture
def written():
    """Rows of which the first are full; columns of none to thirty entries; and a symmetric matrix."""
    chance = np.random.default_rng(3)
    dense = chance.normal(size=(ROWS, COLUMNS)) * (chance.random((ROWS, COLUMNS)) < np.linspace(0, 1, COLUMNS))
    dense[:FULL] = chance.normal(size=(FULL, COLUMNS))
    square = chance.normal(size=(ROWS, ROWS))
    return dense, square + square.T


def test_a_product_is_found_at_the_places_of_the_matrix(written):
    dense, square = written
    halves = halves_of(sparse.csr_array(dense), FULL)
    found = halves.through(square)
    is_there = (dense != 0) | (np.arange(ROWS) < FULL)[:, None]
    whole = np.vstack([found.top, found.bottom.toarray()])
    assert np.allclose(whole, np.where(is_there, square @ dense, 0))
    assert np.allclose(halves.dotted(found), np.diag(dense.T @ square @ dense))
    assert np.allclose(halves.quadratic(square), np.diag(dense.T @ square @ dense))


def test_columns_meet_columns_of_another_matrix_any_number_of_times(written):
    dense, _square = written
    halves = halves_of(sparse.csr_array(dense), FULL)
    few = halves_of(sparse.csr_array(dense[:, ::7]), FULL)
    kinds, places = np.tile(np.arange(6), 20), np.arange(120) % COLUMNS
    expected = np.einsum("ij,ij->j", dense[:, ::7][:, kinds], dense[:, places])
    assert np.allclose(few.met(kinds, halves, places), expected)


def test_numbers_are_put_at_the_places_of_a_wider_matrix():
    wide = sparse.csr_array(np.array([[1.0, 2, 0], [0, 3, 4]]))
    some = sparse.csr_array(np.array([[0.0, 5, 0], [0, 0, 6]]))
    assert at_places(wide, some).tolist() == [0, 5, 0, 6]
    assert at_places(wide, wide * 2).tolist() == [2, 4, 6, 8]


def test_no_batch_is_padded_to_more_than_twice_what_it_holds():
    counts = np.array([0, 1, 1, 900, 2, 3, 1, 1800, 0])
    parts = list(batches(counts))
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(counts)))
    assert all(counts[part].max() <= 2 * max(counts[part].min(), 1) for part in parts)


@pytest.mark.parametrize("span", [5, 10**12])
def test_codes_that_are_alike_have_one_place(span):
    codes = np.array([4, 0, 4, 2, 0]) * (span // 5)
    some, own = alike(codes, span)
    assert len(some) == 3 and (codes[some][own] == codes).all()


@pytest.mark.parametrize("cells", [10**9, 1])
def test_pairs_are_counted_in_a_table_and_without_one(cells, monkeypatch):
    monkeypatch.setattr("basira.core.scoring.mixed.bundles.MOST_CELLS", cells)
    found = pairs_of(np.array([0, 1, 1, 1]), np.array([2, 0, 0, 1]), (2, 3))
    assert found.toarray().tolist() == [[0, 0, 1], [2, 1, 0]]

"""The shelf between dry run and confirmation: nobody takes another's file, and nothing stays for ever."""

import hashlib
import os

import pytest

from basira.gateways.uploads import KEPT_S, UploadShelf

NOW_S = 1_800_000_000.0


@pytest.fixture
def shelf(tmp_path):
    return UploadShelf(tmp_path / "imports")


def test_nobody_takes_another_persons_file(shelf):
    digest = shelf.keep(b"list", owner="aisha", now_s=NOW_S)
    assert shelf.take(digest, owner="rashid") is None


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 63, "G" * 64, "0" * 64])
def test_what_is_no_digest_of_a_kept_file_is_not_there(shelf, digest):
    shelf.keep(b"list", owner="aisha", now_s=NOW_S)
    assert shelf.take(digest, owner="aisha") is None


def test_an_owner_that_could_leave_the_folder_is_refused(shelf):
    with pytest.raises(ValueError, match=r"\.\./aisha"):
        shelf.keep(b"list", owner="../aisha", now_s=NOW_S)
    assert shelf.take("0" * 64, owner="../aisha") is None


def test_a_file_whose_bytes_changed_is_not_taken(shelf, tmp_path):
    digest = shelf.keep(b"list", owner="aisha", now_s=NOW_S)
    (tmp_path / "imports" / f"aisha.{digest}").write_bytes(b"other")
    assert shelf.take(digest, owner="aisha") is None


def test_old_files_go_at_the_next_one(shelf, tmp_path):
    old = shelf.keep(b"old", owner="aisha", now_s=NOW_S)
    os.utime(tmp_path / "imports" / f"aisha.{old}", (NOW_S, NOW_S))
    shelf.keep(b"new", owner="aisha", now_s=NOW_S + KEPT_S + 1)
    assert shelf.take(old, owner="aisha") is None


def test_a_file_is_kept_for_its_owner_alone_and_removed(shelf, tmp_path):
    digest = shelf.keep(b"list", owner="aisha", now_s=NOW_S)
    place = tmp_path / "imports" / f"aisha.{digest}"
    assert digest == hashlib.sha256(b"list").hexdigest()
    assert (place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert shelf.take(digest, owner="aisha") == b"list"
    shelf.remove(digest, owner="aisha")
    assert shelf.take(digest, owner="aisha") is None

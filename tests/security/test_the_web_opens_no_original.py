"""A process with everything that the web process has opens no original; the worker, with what it has, does."""

import os
import subprocess
import sys

import pytest

from basira.core.instrument.sendings import Place
from basira.gateways.evidence import EvidenceStore
from basira.gateways.postgres.roles import Addresses
from basira.gateways.programme_key import public_half
from basira.project import environment
from basira.project.databases import child_environment
from basira.project.sealing_keys import ready_keys
from basira.project.serving import Serving, web_child, worker_child
from tests import database
from tests.sealed_scene import Plain, seal_part

PHOTO = b"\xff\xd8\xff\xe0" + b"pixels" * 50
OPEN = """
import sys, django
django.setup()
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import stores
try:
    print(b"".join(stores.originals().open_sealed(sys.argv[1])).hex())
except Problem as refusal:
    print(refusal.code)
"""
SEAL = """
import django
django.setup()
from basira.programme.fieldwork import stores
print(stores.originals().seal([bytes.fromhex("%s")], limit=10000).ref)
"""
ADDRESSES = Addresses("dbname=owner", "dbname=app", "dbname=vault", "dbname=portal")


def said_by(child, data, script: str, *arguments: str) -> str:
    """Return what a script says with the environment of a child of `./basira serve`."""
    found = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env=child_environment(data) | child.variables, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


@pytest.fixture
def served(tmp_path, monkeypatch):
    """A data folder at its first start, and its two children; the supervisor itself was told a place of its own for the key."""
    monkeypatch.setenv(environment.PRIVATE_KEY_VARIABLE, str(tmp_path / "apart" / "programme.key"))
    data = tmp_path / "data"
    ready_keys(data)
    return data, web_child(ADDRESSES, Serving("127.0.0.1", 8000)), worker_child(ADDRESSES, data)


def test_the_web_process_seals_and_opens_nothing_and_the_worker_opens(served):
    data, web, worker = served
    ref = said_by(web, data, SEAL % PHOTO.hex())
    assert said_by(web, data, OPEN, ref) == "evidence.private-half-not-here"
    assert said_by(worker, data, OPEN, ref) == PHOTO.hex()


def test_no_file_that_the_web_process_is_told_of_opens_an_original(served):
    data, web, _worker = served
    ref = said_by(web, data, SEAL % PHOTO.hex())
    told = child_environment(data) | web.variables
    assert "apart" not in repr(sorted(told.items())) and environment.PRIVATE_KEY_VARIABLE not in told
    keys = [file for folder in ("keys", "secrets") for file in (data / folder).iterdir()]
    assert {"evidence.key", "programme.pub", "django"} <= {file.name for file in keys}
    assert all(b"PRIVATE" not in file.read_bytes() for file in keys)
    sealed = (data / "evidence" / ref[:2] / ref).read_bytes()
    assert b"pixels" not in sealed
    with pytest.raises(Exception, match=r"evidence\.damaged"):
        b"".join(EvidenceStore(data / "evidence", data / "keys" / "evidence.key").open_sealed(ref))


def test_twin_a_web_process_that_is_told_the_private_half_fails_the_same_measure(served):
    data, web, worker = served
    ref = said_by(web, data, SEAL % PHOTO.hex())
    web.variables[environment.PRIVATE_KEY_VARIABLE] = worker.variables[environment.PRIVATE_KEY_VARIABLE]
    assert said_by(web, data, OPEN, ref) == PHOTO.hex()


OPEN_PART = """
import sys, django
django.setup()
from pathlib import Path
from basira.core.instrument.sendings import Place, open_part
from basira.core.kernel.problem import Problem
from basira.programme.fieldwork import stores
try:
    sealed = b"".join(stores.originals().open_sealed(sys.argv[1])) if sys.argv[2] == "kept" else Path(sys.argv[1]).read_bytes()
    print(b"".join(open_part([sealed], Place("uuid:1", 1), stores.programme_key().unwrap).content).hex())
except Problem as refusal:
    print(refusal.code)
"""


def test_what_a_phone_sealed_is_opened_by_the_worker_alone_even_as_it_comes_in(served, tmp_path):
    data, web, worker = served
    part = seal_part(Plain("a.jpg", PHOTO), Place("uuid:1", 1), public_half(data / "keys" / "programme.pub"))
    ref = said_by(web, data, SEAL % part.hex())
    (tmp_path / "part").write_bytes(part)  # as the web process has it in its hands, before it is kept
    for where, said in ((ref, "kept"), (str(tmp_path / "part"), "coming")):
        assert said_by(web, data, OPEN_PART, where, said) == "evidence.private-half-not-here"
        assert said_by(worker, data, OPEN_PART, where, said) == PHOTO.hex()
    assert b"pixels" not in part


@pytest.mark.parametrize("lost", ["told of none", "lost"])
def test_the_worker_refuses_to_start_without_the_private_half_and_says_why(served, lost):
    data, _web, worker = served
    database.start()
    variables = dict(worker.variables) | {"DATABASE_URL": os.environ["DATABASE_URL"]}
    if lost == "lost":
        os.unlink(variables[environment.PRIVATE_KEY_VARIABLE])
    else:
        del variables[environment.PRIVATE_KEY_VARIABLE]
    found = subprocess.run(
        worker.command, env=child_environment(data) | variables, capture_output=True, text=True, timeout=60
    )
    code = "evidence.key-unusable" if lost == "lost" else "evidence.private-half-not-here"
    assert found.returncode == 1 and code in found.stderr and "private half" in found.stderr
    assert "Traceback" not in found.stderr

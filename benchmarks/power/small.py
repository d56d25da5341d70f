"""
One cut in small, without a server: the real gateway of files and a bare commit of PostgreSQL, on a disk in an image.

`python small.py [deaf]` prints JSON: how many pairs of a sealed file and a row were acknowledged, and how many files and
rows of them are lost after one cut; with `deaf`, every fsync of writer and database is harmless. It ends with code 3
where no such disk can be mounted, 4 where no compiler makes the twin.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
sys.path.insert(0, str(HERE.parent / "submission"))

from deafness import deaf  # noqa: E402
from disks import Disk, NoDisk, adopt_orphans, disk, own_namespace  # noqa: E402
from ending import end_all, freeze  # noqa: E402

MEGABYTES = 320
SENDING_S = 1.0
NO_DISKS_HERE, NO_COMPILER = 3, 4
BEGIN = """
import hashlib, os, sys
from pathlib import Path
import psycopg
from basira.gateways.evidence import EvidenceStore
from basira.gateways.postgres import cluster
cluster.STOP_WAIT_S = 3  # a database that cannot come back is not asked for long
folder = Path(sys.argv[1])
server = cluster.start_server(folder)
database = psycopg.connect(server.superuser_conninfo(), autocommit=True)
store = EvidenceStore(folder / "evidence", folder / "keys" / "evidence.key")
"""
PREPARE = BEGIN + "database.execute('CREATE TABLE kept (ref text)'); database.close(); cluster.stop_server(server)"
WRITE = (
    BEGIN
    + """
while True:
    sealed = store.seal([os.urandom(5000)], limit=10000)
    database.execute("INSERT INTO kept VALUES (%s)", [sealed.ref])
    os.write(1, f"{sealed.ref} {sealed.sha256}\\n".encode())
"""
)
READ = (
    BEGIN
    + """
def digest_of(ref):
    try:
        return hashlib.sha256(b"".join(store.open_sealed(ref))).hexdigest()
    except Exception:
        return "lost"
rows = {ref for (ref,) in database.execute("SELECT ref FROM kept")}
for ref in {*rows, *store.refs()}:
    print(ref, digest_of(ref), int(ref in rows))
database.close()
cluster.stop_server(server)
"""
)


def main(arguments: list[str]) -> int:
    """Cut once and print what is left."""
    folder = Path(tempfile.mkdtemp(prefix="basira-cut-"))
    folder.chmod(0o711)
    try:
        own_namespace()
        adopt_orphans()
        more = deaf(folder) if arguments == ["deaf"] else {}
        if more is None:
            return NO_COMPILER
        with disk("ext4", folder, MEGABYTES) as made:
            try:
                print(json.dumps(one_cut(made, more | {"DEAF_ALL": "1"} if more else {})))
            finally:
                end_all()
    except NoDisk as reason:
        print(reason, file=sys.stderr)
        return NO_DISKS_HERE
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def one_cut(made: Disk, more: dict[str, str]) -> dict[str, int]:
    """Let a writer seal files and commit rows for a second, cut, and count what is gone of what it said is kept."""
    assert child(PREPARE, made, {}).wait() == 0
    acknowledged = written_until_cut(made, more)
    reader = child(READ, made, {})
    said, _ = reader.communicate()
    left = {ref: (digest, has_row == "1") for ref, digest, has_row in map(str.split, said.splitlines())}
    gone = ("", False)
    return {
        "acknowledged": len(acknowledged),
        "lost_files": sum(left.get(ref, gone)[0] != digest for ref, digest in acknowledged.items()),
        "lost_rows": sum(not left.get(ref, gone)[1] for ref in acknowledged),
    }


def written_until_cut(made: Disk, more: dict[str, str]) -> dict[str, str]:
    """Return the files that a writer acknowledged before it was stopped and the power was cut, by ref with their hash."""
    writer = child(WRITE, made, more)
    heard: list[str] = []
    assert writer.stdout is not None
    listener = threading.Thread(target=lambda: heard.extend(writer.stdout or ()))
    heard.append(writer.stdout.readline())
    listener.start()
    time.sleep(SENDING_S)
    freeze([writer.pid])
    made.power_cycle(end_all)
    listener.join()
    return dict(line.split() for line in heard if line.endswith("\n"))  # type: ignore[misc]


def child(program: str, made: Disk, more: dict[str, str]) -> "subprocess.Popen[str]":
    """Start a program on the disk."""
    environment = os.environ | {"PYTHONPATH": str(SOURCE)} | more
    command = [sys.executable, "-c", program, str(made.place)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

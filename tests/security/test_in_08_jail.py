"""
IN-08: whoever takes over the decoder of pictures finds nothing to take: no file, no network, no process, no signal.

Each attempt runs inside the limited process as it stands after the door is shut, in place of the decoding itself.
"""

import json
from pathlib import Path

import pytest

from basira.gateways import jail, pictures
from basira.gateways.limited import Ending, RunLimits, run_limited
from basira.gateways.pictures import DecoderNotHeld, repaint
from tests.gateways.test_pictures import picture
from tests.security.hostile_pictures import drawn, saved

INTRUDER = """
import ctypes, json, mmap, os, resource, signal, socket, subprocess, sys, threading, urllib.request
from basira.gateways import repainting
{fault}
PARENT, OWN, KEPT = os.getppid(), os.getpid(), {kept!r}
kernel = ctypes.CDLL(None, use_errno=True)

def call(name, *words):
    if getattr(kernel, name)(*words) < 0:
        raise OSError(ctypes.get_errno(), name)

def pid_of_fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

ATTEMPTS = dict(
    read_a_file=lambda: open(KEPT).read(),
    read_a_system_file=lambda: open("/etc/passwd").read(),
    list_a_folder=lambda: os.listdir("/"),
    look_at_a_file=lambda: os.stat(KEPT),
    write_a_file=lambda: open(KEPT + ".new", "w").close(),
    make_a_folder=lambda: os.mkdir(KEPT + ".folder"),
    delete_a_file=lambda: os.unlink(KEPT + ".spare"),
    rename_a_file=lambda: os.rename(KEPT + ".moved", KEPT + ".away"),
    change_a_mode=lambda: os.chmod(KEPT, 0o666),
    link_a_file=lambda: os.symlink(KEPT, KEPT + ".link"),
    see_the_environment=lambda: open("/proc/self/environ").read(),
    see_the_parents_environment=lambda: open(f"/proc/{{PARENT}}/environ").read(),
    see_the_parents_memory=lambda: open(f"/proc/{{PARENT}}/mem", "rb").close(),
    trace_the_parent=lambda: call("ptrace", 16, PARENT, 0, 0),
    signal_the_parent=lambda: os.kill(PARENT, 0),
    signal_itself=lambda: os.kill(OWN, signal.SIGCONT),
    be_traced=lambda: call("ptrace", 0, 0, 0, 0),
    open_a_socket=lambda: socket.socket().close(),
    open_a_local_socket=lambda: socket.socket(socket.AF_UNIX).close(),
    open_a_pair_of_sockets=lambda: [each.close() for each in socket.socketpair()],
    ask_a_name=lambda: socket.create_connection(("localhost", 9), timeout=1),
    make_a_pipe=lambda: os.pipe(),
    fork=pid_of_fork,
    run_a_program=lambda: subprocess.run(["/bin/true"], check=True),
    replace_itself=lambda: os.execv("/bin/true", ["true"]),
    start_a_thread=lambda: threading.Thread(target=int).start(),
    raise_its_limits=lambda: resource.setrlimit(resource.RLIMIT_CPU, (9, 9)),
    become_nicer=lambda: os.nice(1),
    hide_a_program_in_memory=lambda: os.memfd_create("x"),
    leave_its_namespace=lambda: call("unshare", 0x10000000),
    mount=lambda: call("mount", b"none", b"/mnt", b"tmpfs", 0, 0),
    shut_another_door=lambda: call("prctl", 22, 1, 0, 0, 0),
)

def intrude(original):
    sys.stdin.buffer.seek(0)
    escaped = []
    for name, attempt in ATTEMPTS.items():
        if name in original.decode().split():
            try:
                attempt()
            except BaseException:
                continue
            escaped.append(name)
    sys.stdout.buffer.write(json.dumps(escaped).encode())
    sys.stdout.buffer.flush()
    os._exit(0)

repainting.repainted = intrude
repainting.main()
"""
ATTEMPTS = [
    line.split("=")[0].strip() for line in INTRUDER.split("ATTEMPTS = dict(")[1].split("\n)\n")[0].splitlines()[1:]
]
OPEN_DOOR = "repainting.shut_in = lambda: True"
UNSAFE_WITHOUT_A_DOOR = {
    "trace_the_parent",
    "replace_itself",
    "mount",
    "leave_its_namespace",
    "shut_another_door",
    "be_traced",
}
"""Attempts whose success would end or change the test's own surroundings; the twin leaves them out."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the jail is one of Linux")


@pytest.fixture
def escapes(tmp_path, monkeypatch):
    """Run attempts inside the decoder, its door as it is or left open, and return those that succeeded."""
    kept = tmp_path / "kept"
    for name in ("kept", "kept.spare", "kept.moved"):
        (tmp_path / name).write_text("evidence")
    monkeypatch.setattr("basira.gateways.limited.EXTRA_PATHS", (str(tmp_path),))

    def run(attempts, *, fault: str = "") -> list[str]:
        source = INTRUDER.format(fault=fault, kept=str(kept))
        (tmp_path / "basira_test_intruder.py").write_text(source, encoding="utf-8")
        run = run_limited("basira_test_intruder", " ".join(attempts).encode(), limits=RunLimits(wall_seconds=60.0))
        assert run.ending is Ending.DONE, run
        return json.loads(run.output)

    return run


@pytest.mark.slow
def test_in_08_no_attempt_to_escape_succeeds(escapes, tmp_path):
    assert len(ATTEMPTS) >= 30
    assert escapes(ATTEMPTS) == []
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("kept")) == [
        "kept",
        "kept.moved",
        "kept.spare",
    ]


@pytest.mark.slow
def test_in_08_twin_a_decoder_with_limits_alone_fails_the_same_measure(escapes):
    tried = [name for name in ATTEMPTS if name not in UNSAFE_WITHOUT_A_DOOR]
    escaped = escapes(tried, fault=OPEN_DOOR)
    assert {"read_a_file", "read_a_system_file", "write_a_file", "open_a_socket", "run_a_program", "fork"} <= set(
        escaped
    )


def test_in_08_an_unknown_processor_is_refused(monkeypatch):
    monkeypatch.setattr(jail, "MACHINES", {})
    with pytest.raises(jail.JailUnusable):
        jail.shut_in()


def test_elsewhere_than_on_linux_the_limits_alone_hold(monkeypatch):
    monkeypatch.setattr(jail.sys, "platform", "darwin")
    assert jail.shut_in() is False


IMPORTS = """
import sys
from basira.gateways import repainting
real, before = repainting.shut_in, set()
def shut_in():
    before.update(sys.modules)
    return real()
repainting.shut_in = shut_in
remade = repainting.repainted
def repainted(original):
    try:
        return remade(original)
    finally:
        late.extend(sorted(set(sys.modules) - before))
late = []
repainting.repainted = repainted
repainting.main()
sys.stdout.flush()
sys.stdout.buffer.write(b"LATE" + repr(late).encode())
sys.stdout.buffer.flush()
"""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "MPO"])
def test_in_08_nothing_is_imported_behind_the_door(tmp_path, monkeypatch, kind):
    """What is looked for behind the door is not found, and a good picture would pass for an unreadable one."""
    (tmp_path / "basira_test_imports.py").write_text(IMPORTS, encoding="utf-8")
    monkeypatch.setattr("basira.gateways.limited.EXTRA_PATHS", (str(tmp_path),))
    run = run_limited("basira_test_imports", picture(kind))
    assert run.ending is Ending.DONE
    assert run.output.startswith(b'{"width"') and run.output.endswith(b"LATE[]"), run.output[-300:]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_in_08_a_large_picture_needs_no_thread_that_the_door_forbids(kind):
    """Some decoders start a thread for large pictures; behind the door they must do without."""
    made = repaint(saved(drawn((2400, 1800)), kind))
    assert (made.width, made.height) == (2048, 1536)


NO_JAIL = """
from basira.gateways import jail, repainting
jail.MACHINES.clear()
repainting.repainted = lambda original: exit(0)
repainting.main()
"""


def test_in_08_where_the_door_does_not_shut_nothing_is_decoded_and_nothing_is_said_of_the_picture(
    tmp_path, monkeypatch
):
    (tmp_path / "basira_test_no_jail.py").write_text(NO_JAIL, encoding="utf-8")
    monkeypatch.setattr("basira.gateways.limited.EXTRA_PATHS", (str(tmp_path),))
    run = run_limited("basira_test_no_jail", picture("JPEG"))
    assert run.ending is Ending.DONE and json.loads(run.output) == {"refused": "no-jail"}
    monkeypatch.setattr(pictures, "run_limited", lambda *_words, **_limits: run)
    with pytest.raises(DecoderNotHeld):
        repaint(picture("JPEG"))

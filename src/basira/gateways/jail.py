"""
The door that a decoder shuts behind itself before it looks at a stranger's bytes (security bar IN-08).

A process that called `shut_in` keeps the files that it already has open, memory and the clock, and nothing else: it opens
no file, makes no socket, starts no process, signals nobody and cannot raise its limits. The kernel holds it (seccomp, a list
of what is allowed; everything else is refused with EPERM), needs no privilege and no installed tool, and never lets go.
Import everything first. Only for a process of its own, such as `limited` starts.
"""

import ctypes
import platform
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD_WORD, JUMP_IF_EQUAL, ANSWER = 0x20, 0x15, 0x06
CALL_NUMBER, CALL_ARCHITECTURE = 0, 4
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # the last with errno 1, EPERM

X86_64 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
    "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20,
    "sched_yield": 24, "mremap": 25, "madvise": 28, "getpid": 39, "exit": 60, "getrusage": 98, "sysinfo": 99,
    "sigaltstack": 131, "gettid": 186, "futex": 202, "restart_syscall": 219, "clock_gettime": 228,
    "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273, "getrandom": 318, "rseq": 334,
}  # fmt: skip
AARCH64 = {
    "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226, "munmap": 215,
    "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "pread64": 67, "readv": 65,
    "writev": 66, "sched_yield": 124, "mremap": 216, "madvise": 233, "getpid": 172, "exit": 93, "getrusage": 165,
    "sysinfo": 179, "sigaltstack": 132, "gettid": 178, "futex": 98, "restart_syscall": 128, "clock_gettime": 113,
    "clock_nanosleep": 115, "exit_group": 94, "set_robust_list": 99, "getrandom": 278, "rseq": 293,
}  # fmt: skip
MACHINES = {"x86_64": (0xC000003E, X86_64), "aarch64": (0xC00000B7, AARCH64)}
"""By machine: how the kernel names it in a filter, and the numbers of the allowed calls."""


class JailUnusable(OSError):
    """The kernel of this Linux does not hold a process in; nothing of a stranger may be decoded here."""


class Step(ctypes.Structure):
    """One step of a filter, as the kernel reads it."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("jump_true", ctypes.c_ubyte),
        ("jump_false", ctypes.c_ubyte),
        ("k", ctypes.c_uint),
    )


class Program(ctypes.Structure):
    """A whole filter, as the kernel reads it."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step)))


def shut_in() -> bool:
    """
    Give up everything but open files, memory and the clock, for good; return whether a kernel holds us to it.

    False only where the system is no Linux (a developer's machine): there the limits of `limited` are all that holds.

    :raises JailUnusable: on a Linux that refuses, or on a processor whose call numbers are not known here
    """
    if not sys.platform.startswith("linux"):
        return False
    known = MACHINES.get(platform.machine())
    if known is None:
        raise JailUnusable(platform.machine())
    steps = filter_of(*known)
    program = Program(len(steps), (Step * len(steps))(*steps))
    kernel = ctypes.CDLL(None, use_errno=True)
    for words in (
        (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0),
    ):
        if kernel.prctl(*words) != 0:
            raise JailUnusable(ctypes.get_errno(), "prctl")
    return True


def filter_of(architecture: int, calls: dict[str, int]) -> list[Step]:
    """Return the filter: another processor's calls end the process, those on the list pass, the others are refused."""
    steps = [
        Step(LOAD_WORD, 0, 0, CALL_ARCHITECTURE),
        Step(JUMP_IF_EQUAL, 1, 0, architecture),
        Step(ANSWER, 0, 0, KILL),
        Step(LOAD_WORD, 0, 0, CALL_NUMBER),
    ]
    for number in sorted(calls.values()):
        steps += [Step(JUMP_IF_EQUAL, 0, 1, number), Step(ANSWER, 0, 0, ALLOW)]
    return [*steps, Step(ANSWER, 0, 0, REFUSE)]

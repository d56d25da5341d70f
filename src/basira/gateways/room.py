"""Whether a disk has room left, asked before something is begun that could not be ended."""

import os
from pathlib import Path

from basira.gateways.evidence import EvidenceNoSpace


def check_room(folder: Path | None, reserve_bytes: int) -> None:
    """
    Refuse what would eat into a disk's reserve; nothing is known, and nothing refused, where no folder is named.

    :raises EvidenceNoSpace: when fewer bytes than the reserve are left
    """
    if folder is None:
        return
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize < reserve_bytes:
        raise EvidenceNoSpace()

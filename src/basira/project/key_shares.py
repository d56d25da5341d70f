"""
`./basira vault split` and `./basira vault join`: the vault's key in shares for several hands, and whole again from enough of them.

The vault's own program does both. This side says where the key file and the journal's database are, and sees no share.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from basira.project import environment
from basira.project.backing_up import NoProgramme, databases_of
from basira.project.databases import child_environment
from basira.project.vaulting import vault_child


def run(arguments: list[str]) -> int:
    """Split the key, or join it; return the exit code of the vault's program."""
    wanted = options().parse_args(arguments)
    if wanted.data:
        os.environ["BASIRA_DATA"] = str(wanted.data.absolute())
    data = environment.command_data_folder()
    if wanted.action == "split":
        return split(data, wanted.shares, wanted.threshold, wanted.out.absolute())
    return join(data, wanted.files)


def options() -> argparse.ArgumentParser:
    """Return what the two commands take."""
    parser = argparse.ArgumentParser(prog="./basira vault", description="The vault's key in shares for several hands.")
    actions = parser.add_subparsers(dest="action", required=True)
    splitting = actions.add_parser("split", help="write the key's shares into a new folder, one a file")
    splitting.add_argument("--shares", type=int, required=True, metavar="N", help="how many there are, 16 at most")
    splitting.add_argument(
        "--threshold", type=int, required=True, metavar="T", help="how many give the key, at least 2"
    )
    splitting.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder for them")
    joining = actions.add_parser("join", help="write the key file, which was lost, from files of shares")
    joining.add_argument("files", type=Path, nargs="+", metavar="FILE", help="shares, as many as are needed")
    for each in (splitting, joining):
        each.add_argument("--data", type=Path, help="the programme's folder (default: .basira, or BASIRA_DATA)")
    return parser


def split(data: Path, shares: int, threshold: int, folder: Path) -> int:
    """
    Have the shares written, and say what to do with them.

    :raises NoProgramme: when no key lies here
    """
    if not environment.vault_key_file(data).exists():  # or a database would be made to journal nothing in
        raise NoProgramme(data=str(data))
    with databases_of(data) as addresses:
        code = ask_vault(data, vault_child(data, addresses).variables, "split", shares, threshold, folder)
    if code == 0:
        print(
            f"{folder} holds {shares} shares: any {threshold} give the key, fewer tell nothing of it. Give each file to somebody of "
            "another body, then delete the folder. After a new key (./basira vault rotate) destroy the "
            "old shares and split again."
        )
    return code


def join(data: Path, files: list[Path]) -> int:
    """Have the key file written where it is missing, and say what to do next."""
    file = environment.vault_key_file(data)
    code = ask_vault(data, {"VAULT_KEY_FILE": str(file)}, "join", *(each.absolute() for each in files))
    if code == 0:
        print(f"{file} is whole again. Delete the shares that were brought here, then start: ./basira serve")
    return code


def ask_vault(data: Path, variables: dict[str, str], *words: object) -> int:
    """Run the vault's own program for one command, and return its exit code."""
    command = [sys.executable, "-m", "basira.vault", *(str(word) for word in words)]
    return subprocess.run(command, env=child_environment(data) | variables, check=False).returncode  # noqa: S603

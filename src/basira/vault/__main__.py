"""The vault's command line: `python -m basira.vault migrate` (VAULT_DATABASE_URL says where)."""

import os
import sys

from basira.vault.schema import migrate


def main(arguments: list[str]) -> int:
    """Run a command of the vault; 2 for one that it does not know."""
    if arguments != ["migrate"]:
        print("usage: python -m basira.vault migrate", file=sys.stderr)
        return 2
    for step in migrate(os.environ["VAULT_DATABASE_URL"]):
        print(f"vault schema: {step}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

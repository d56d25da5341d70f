"""
A vault whose program runs within the test's own process, so that a fault can be planted in it: the measure that a bar holds is taken
once as the code is, and once with one guard taken away, when it must find something.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg_pool import ConnectionPool

from basira.vault.door import Door
from basira.vault.key_file import open_key_file
from basira.vault.keys import Keys
from basira.vault.settings import Clocks
from tests.vault.conftest import VaultOfItsOwn, own_database


@dataclass
class VaultWithin(VaultOfItsOwn):
    """The same door, database and key; what it prints, this process prints."""


@contextmanager
def vault_within() -> Iterator[VaultWithin]:
    """Open a vault's door in a thread of this process for as long as the block lasts."""
    with own_database() as (folder, address):
        made = VaultWithin(folder, address, None)  # type: ignore[arg-type]
        keys = Keys(open_key_file(folder / "keys" / "vault.key", may_make=True))
        made.door.path.parent.mkdir(mode=0o700)
        with (
            ConnectionPool(address, min_size=1, max_size=8, open=True) as pool,
            Door(str(made.door.path), pool, keys, Clocks()) as door,
        ):
            serving = threading.Thread(target=door.serve_forever, args=(0.05,), daemon=True)
            serving.start()
            yield made
            door.shutdown()
            serving.join()

"""The rig's twin: a library that makes every fsync harmless, for a writer that nobody can trust."""

import shutil
import subprocess
from pathlib import Path

SOURCE = Path(__file__).parent / "deaf.c"


def deaf(folder: Path) -> dict[str, str] | None:
    """Build the library into `folder`; return the environment of a deaf process, None without a C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "deaf.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    library.chmod(0o644)  # the database's account loads it too
    return {"LD_PRELOAD": str(library)}

"""The committed style sheets, scripts and fonts are what the sources build: rebuilt here and compared byte for byte."""

import gzip
import os
import shutil
import subprocess
from pathlib import Path

import brotli
import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "frontend"
COMMITTED = ROOT / "src" / "basira" / "surfaces" / "shared" / "static" / "dist"


PACKED = (
    "basira.css",
    "basira.js",
    "charts.js",
    "ground.json",
    "htmx.js",
    "map.css",
    "map.js",
    "map-worker.js",
)


def files_under(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its relative name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def unpacked(name: str, content: bytes) -> bytes:
    """Return what a file unpacks to: compressors differ between releases of Node, their contents must not."""
    if name.endswith(".br"):
        return brotli.decompress(content)
    return gzip.decompress(content) if name.endswith(".gz") else content


def node_or_skip() -> str:
    """Return Node's path. Only a machine of one's own may lack it: in CI its absence is a failure."""
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("Node is not on this machine: the built assets are proved where it is (`./basira test` and CI)")
    assert node, "CI must have Node: the built assets cannot be proved without it"
    return node


def vite_or_skip(node: str) -> list[str]:
    """Return the command that builds. `npm ci` fetches it; where that was not done yet, `./basira test` does it."""
    vite = FRONTEND / "node_modules" / "vite" / "bin" / "vite.js"
    if not vite.exists() and not os.environ.get("CI"):
        pytest.skip("frontend/node_modules is not there: run `npm ci` in frontend/ (`./basira test` does)")
    assert vite.exists(), "CI must run `npm ci` in frontend/ before the tests"
    return [node, str(vite), "build", "--logLevel", "warn"]


@pytest.mark.slow
def test_the_committed_assets_are_what_the_sources_build(tmp_path: Path) -> None:
    command = vite_or_skip(node_or_skip())
    out = tmp_path / "dist"
    built = subprocess.run(
        command,
        cwd=FRONTEND,
        env={**os.environ, "BASIRA_ASSETS_OUT": str(out), "NODE_ENV": "production"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    fresh, committed = files_under(out), files_under(COMMITTED)
    assert sorted(fresh) == sorted(committed)
    different = [name for name in fresh if unpacked(name, committed[name]) != unpacked(name, fresh[name])]
    assert different == [], "run `npm run build` in frontend/ and commit what it wrote"


def test_each_compressed_copy_is_the_file_beside_it() -> None:
    committed = files_under(COMMITTED)
    for name in PACKED:
        for ending in (".br", ".gz"):
            assert unpacked(name + ending, committed[name + ending]) == committed[name], name + ending


def test_nothing_that_ships_names_another_site() -> None:
    """A page must never ask a third party; the licences may name their home, and comments of the CSS its makers."""
    for name in ("basira.css", "basira.js", "map.css"):
        text = (COMMITTED / name).read_text()
        assert "//fonts." not in text and "url(http" not in text and "@import" not in text, name
        assert "data:font" not in text, name


def test_every_font_comes_with_its_licence() -> None:
    assert {path.suffix for path in (COMMITTED / "fonts").iterdir()} == {".woff2"}
    for licence in ("ibm-plex-sans-arabic.txt", "ibm-plex-sans.txt"):
        assert "SIL OPEN FONT LICENSE" in (COMMITTED / "licences" / licence).read_text().upper()


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (FRONTEND / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (FRONTEND / ".npmrc").read_text()


def test_a_page_without_map_and_charts_pays_for_neither():
    """Their scripts are entries of their own; what every page loads stays small."""
    committed = files_under(COMMITTED)
    assert len(committed["basira.js.gz"]) < 4_000
    assert len(committed["basira.css.gz"]) < 32_000
    every_page = committed["basira.js"] + committed["basira.css"]
    assert b"maplibre" not in every_page and b"echarts" not in every_page


def test_every_library_that_ships_brings_its_licence():
    have = {path.stem for path in (COMMITTED / "licences").iterdir()}
    assert have >= {"maplibre-gl", "topojson-client", "world-atlas", "echarts", "echarts-notice", "zrender"}

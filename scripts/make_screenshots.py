#!/usr/bin/env python3
"""Pictures of every page, phone and laptop, light and dark, for a person to look at.

Needs Chromium; with Firefox there are its pictures, too. The pages are those of the tests in real
browsers, in mid-story; beside them the report and the comparison of two rehearsals.
    .venv/bin/python scripts/make_screenshots.py [FOLDER]
"""

from __future__ import annotations

import asyncio
import html
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import browser, found  # noqa: E402

TESTS = ("house_browser", "director_browser", "house_consent", "bench_browser", "house_firefox")
SIZES = {"phone": (390, 844), "laptop": (1280, 800)}
SCENE = "the-soup"


def improv(*words: str) -> None:
    command = [sys.executable, "-m", "improv_partner", *words]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def printed(folder: Path) -> dict[str, Path]:
    """The pages that are files: of two rehearsals."""
    sessions = folder / "recordings"
    for seed in ("1", "2"):
        words = ("--rehearse", "--fast", "--yes", "--plain", "--scene-seed", seed)
        improv("play", *words, "--out", str(sessions), SCENE)
    report, beside = folder / "report.html", folder / "compare.html"
    improv("report", str(sessions), "-o", str(report))
    both = [str(one) for one in sorted(sessions.iterdir()) if one.is_dir()]
    improv("compare", *both, "--html", str(beside))
    return {"report": report, "compare": beside}


async def look(pages: dict[str, Path], out: Path, folder: Path) -> None:
    for name, page_file in pages.items():
        async with browser(None, folder / name, page_file.as_uri()) as page:
            await page.until("document.readyState === 'complete'")
            for shape, size in SIZES.items():
                for scheme in ("light", "dark"):
                    await page.look(*size, scheme)
                    await page.picture(out / f"{name}-{shape}-{scheme}.png")


def sheet(out: Path) -> str:
    """All of them on one page."""
    figures = "".join(
        f'<figure><img src="{html.escape(file.name)}" loading="lazy"><figcaption>'
        f"{html.escape(file.stem)}</figcaption></figure>"
        for file in sorted(out.glob("*.png"))
    )
    style = "body{font:14px sans-serif}figure{display:inline-block;margin:8px}img{max-height:420px}"
    return f"<!doctype html><meta charset=utf-8><title>Pages</title><style>{style}</style>{figures}"


def main(folder: str = "screenshots") -> None:
    if not found():
        sys.exit("No Chromium was found: install it, and call this again.")
    out = Path(folder).resolve()
    out.mkdir(parents=True, exist_ok=True)
    tests = [f"tests/test_{name}.py" for name in TESTS]
    env = {**os.environ, "PICTURES": str(out)}
    subprocess.run([sys.executable, "-m", "pytest", "-q", *tests], check=True, cwd=ROOT, env=env)
    with tempfile.TemporaryDirectory() as scratch:
        asyncio.run(look(printed(Path(scratch)), out, Path(scratch)))
    (out / "index.html").write_text(sheet(out), "utf-8")
    print(f"{len(list(out.glob('*.png')))} pictures: {out / 'index.html'}")


if __name__ == "__main__":
    main(*sys.argv[1:])

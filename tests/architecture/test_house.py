"""The habits of the house, as far as a machine can see them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import settings
from portal.extensions import Model

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
SOURCES = [p for p in PORTAL.rglob("*.py") if "migrations" not in p.parts]
# No pages: what WeasyPrint prints, and the index of a pack. They bring their style, as files must.
PRINTED = {PORTAL / "templates/reports" / name for name in ("frame.html", "pack.html")}
TEMPLATES = sorted(set((PORTAL / "templates").rglob("*.html")) - PRINTED)


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400
    long = [f.name for f in _functions(path) if (f.end_lineno or 0) - f.lineno + 1 > 50]
    assert long == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_functions_say_what_the_caller_gets(path: Path) -> None:
    silent = [
        f.name for f in _functions(path) if not f.name.startswith("_") and not ast.get_docstring(f)
    ]
    nested = {
        inner.name
        for f in _functions(path)
        for inner in ast.walk(f)
        if isinstance(inner, ast.FunctionDef) and inner is not f
    }
    assert [name for name in silent if name not in nested] == []


def test_only_the_unit_of_work_commits() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if re.search(r"session\.commit\(\)", path.read_text(encoding="utf-8"))
    ]
    assert set(found) <= {"portal/extensions.py"}


def test_only_the_clock_knows_the_time() -> None:
    pattern = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(")
    found = {str(p.relative_to(ROOT)) for p in SOURCES if pattern.search(p.read_text("utf-8"))}
    assert found == {"portal/clock.py"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(PORTAL)))
def test_pages_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=\"", text)


def test_the_schema_keeps_nothing_that_it_must_not() -> None:
    """R38: no permanent code, address, phone, social insurance number, health or grade."""
    forbidden = re.compile(
        r"permanent|address|adresse|phone|telephone|\bnas\b|\bsin\b|medical|grade"
    )
    columns = [f"{t.name}.{c.name}" for t in Model.metadata.tables.values() for c in t.columns]
    assert [name for name in columns if forbidden.search(name)] == []


def test_the_list_of_settings_is_the_code_s() -> None:
    written = (ROOT / "docs/operators/settings.md").read_text(encoding="utf-8")
    assert written == settings.as_markdown(), "run: flask settings > docs/operators/settings.md"


def test_stylesheet_and_script_stay_small() -> None:
    static = PORTAL / "static"
    assert len((static / "lanterne.css").read_text("utf-8").splitlines()) < 600
    assert len((static / "lanterne.js").read_text("utf-8").splitlines()) < 300

"""Keeps translations/ in step with the code: extract, update, merge French, check, compile.

    scripts/catalogues                          extract and update both catalogues
    scripts/catalogues --french FILE.json...    the same, then put these French sentences in
    scripts/catalogues --check                  say what is missing or wrong; change nothing
    scripts/catalogues --compile                make the .mo files that are out of date

A file of French sentences:
    {"An English sentence.": "Une phrase.", "%(num)s line": ["%(num)s ligne", "%(num)s lignes"]}
"""

import argparse
import json
import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "translations"
LOCALES = {"fr": "fr_CA", "en": "en_CA"}
KEYWORDS = {
    "_": None,
    "_l": None,
    "_n": (1, 2),
    "_p": ((1, "c"), 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%(?!\()")
Key = tuple[str | None, str]


def po_file(language: str) -> Path:
    """Return the catalogue of a language."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Return a catalogue of every sentence in the code and the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")  # type: ignore[no-untyped-call]
    found = Catalog(charset="utf-8")
    lines = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, comment_tags=())
    for _file, _line, sentence, _comments, context in lines:
        found.add(sentence, context=context)
    return found


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it stands; an empty one when there is none."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=LOCALES[language], charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[language], charset="utf-8")


def key_of(message: Message) -> Key:
    """Return what names a sentence: its context and its English (singular) text."""
    return message.context, ids_of(message)[0]


def ids_of(message: Message) -> tuple[str, ...]:
    """Return the English text of a sentence: one form, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def texts_of(message: Message) -> tuple[str, ...]:
    """Return the translation: one form, or one for each plural of the language."""
    text = message.string or ""
    return (text,) if isinstance(text, str) else tuple(str(form or "") for form in text)


def update(sources: list[Path]) -> None:
    """Bring both catalogues in step with the code and merge the French of `sources`."""
    found = extract()
    french: dict[str, str | list[str]] = {}
    for source in sources:
        french |= json.loads(source.read_text(encoding="utf-8"))
    for language in LOCALES:
        catalogue = _renewed(language, found)
        for message in sentences(catalogue):
            if language == "en":
                message.string = message.id
            elif (given := _names(message) & french.keys()) != set():
                message.string = _as_forms(message, french[given.pop()])
        _write(catalogue, po_file(language))
    used = {name for message in sentences(found) for name in _names(message)}
    for unused in sorted(set(french) - used):
        print(f"no longer in the code: {unused!r}")


def _names(message: Message) -> set[str]:
    """Return the keys under which a file may give a sentence: a plural also as both its forms."""
    return {ids_of(message)[0], " ".join(ids_of(message))}


def _as_forms(message: Message, text: str | list[str]) -> str | tuple[str, ...]:
    if message.pluralizable:
        return tuple(text) if isinstance(text, list) else (text, text)
    return text[0] if isinstance(text, list) else text


def _renewed(language: str, found: Catalog) -> Catalog:
    """Return a catalogue of exactly the sentences of `found`, with the translations there are."""
    kept = {key_of(message): message for message in sentences(read(language))}
    catalogue = Catalog(locale=LOCALES[language], project="Lanterne", charset="utf-8")
    for message in sentences(found):
        old = kept.get(key_of(message))
        same_kind = old is not None and old.pluralizable == message.pluralizable
        catalogue.add(message.id, old.string if old and same_kind else "", context=message.context)
    return catalogue


def sentences(catalogue: Catalog) -> list[Message]:
    """Return the messages of a catalogue without its header."""
    return [message for message in catalogue if message.id]


def _write(catalogue: Catalog, path: Path) -> None:
    """Write a catalogue that depends on its sentences alone: no date, no line number."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = BytesIO()
    write_po(written, catalogue, width=99, no_location=True, sort_output=True, omit_header=True)
    plural = f"{catalogue.plural_forms}"
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Project-Id-Version: Lanterne\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    path.write_bytes(header.encode() + written.getvalue())


def problems() -> list[str]:
    """Return what is missing or wrong in the catalogues, one line each."""
    found = {key_of(message): message for message in sentences(extract())}
    lines: list[str] = []
    for language in LOCALES:
        known = {key_of(message): message for message in sentences(read(language))}
        lines += [f"{language}: not in the catalogue: {k[1]!r}" for k in found if k not in known]
        lines += [f"{language}: no longer in the code: {k[1]!r}" for k in known if k not in found]
        for key in found.keys() & known.keys():
            lines += [f"{language}: {fault}: {key[1]!r}" for fault in _faults(known[key])]
    return sorted(lines)


def _faults(message: Message) -> list[str]:
    """Return what is wrong with one translation."""
    ids, texts = ids_of(message), texts_of(message)
    if not all(texts):
        return ["not translated"]
    faults = ["marked fuzzy"] if message.fuzzy else []
    # "One" may do without its number, so a plural is held against its last form.
    if _placeholders(ids[-1]) != _placeholders(texts[-1]):
        faults.append("other placeholders")
    if any(_placeholders(text) - _placeholders(ids[-1]) for text in texts):
        faults.append("a placeholder that the code does not fill")
    return faults


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {"%", "%%"}


def compile_all() -> None:
    """Make the .mo files that are missing or older than their .po."""
    for language in LOCALES:
        source = po_file(language)
        built = source.with_suffix(".mo")
        if not source.exists() or (
            built.exists() and built.stat().st_mtime >= source.stat().st_mtime
        ):
            continue
        fresh = built.with_suffix(".new")
        with fresh.open("wb") as file:
            write_mo(file, read(language))
        fresh.rename(built)


def main(arguments: list[str]) -> int:
    """Do what the command line says; return 1 when the catalogues are not complete."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--french", nargs="+", type=Path, metavar="FILE.json", default=[])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--compile", action="store_true")
    given = parser.parse_args(arguments)
    if given.compile:
        compile_all()
        return 0
    if not given.check:
        update(given.french)
    wrong = problems()
    print("\n".join(wrong) if wrong else "Both catalogues are complete.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

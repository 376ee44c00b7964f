"""Reading a PDF as its reader does."""

import subprocess


def text_of(document: bytes) -> str:
    """Return the text of a PDF, pages apart by form feeds."""
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True
    )
    return done.stdout.decode()

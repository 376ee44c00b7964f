"""A report is a dataclass, then a template, then a PDF."""

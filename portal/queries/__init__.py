"""Reads: viewer first, one statement where one does, frozen dataclasses out."""

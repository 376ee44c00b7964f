"""Whoosh: schema, analysers, index, searcher, and the occupation finder."""

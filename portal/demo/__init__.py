"""Made-up people and words: what a demonstration of the portal is filled with."""

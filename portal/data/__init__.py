"""What the project ships: occupations, sectors, regions, words. Readable files and their readers."""

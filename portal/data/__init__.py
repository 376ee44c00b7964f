"""What the project ships: occupations, sectors, regions, words; files and their readers."""

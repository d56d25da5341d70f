"""Companies that send shoppers: the desk's pages about all of them, and each one's own pages about itself."""

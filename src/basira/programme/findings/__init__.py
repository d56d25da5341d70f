"""What each body is told of a cycle, and what it answers: the database shows a body its own rows alone."""

"""How training is judged: which questions a test asks, what its answers are worth, how far observers agree."""

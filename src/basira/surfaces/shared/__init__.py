"""What every surface shares: shells, words, the actor, refusals as answers."""

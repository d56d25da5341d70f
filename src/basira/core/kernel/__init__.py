"""The words every core shares: problems, refs, actors, seeds and shares."""

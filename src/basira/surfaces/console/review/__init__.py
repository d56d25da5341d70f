"""The review desk: the queue, one visit, verdicts and corrections."""

"""What the bodies think of themselves before a cycle: asking them, and what was thought beside what was seen."""

"""What is destroyed, by whom and why. It stands above everything that may hold a file back, and owns only its own decisions."""

"""What the programme says of itself: shown and changed after set-up."""

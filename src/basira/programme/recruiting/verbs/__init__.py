"""What is done with calls and applications: each verb with who, when, and its entry in the journal."""

"""Files that the rule of their site forbade, and their destruction by two people."""

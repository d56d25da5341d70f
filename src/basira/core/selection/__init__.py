"""The choice of a panel: applicants, quotas and a seed in; a fair lottery, the panel, its reserves, and why not, out."""

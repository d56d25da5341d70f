"""Corrective plans: from a finding to a fix that a stranger has seen. Only a covert repeat closes one."""

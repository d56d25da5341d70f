"""Training at the desk: what is demanded, certificates, the bank, courses, examples, the pledge, and who lacks what."""

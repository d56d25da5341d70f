"""XLSForm to questionnaire: what is asked, what it measures, and everything that is wrong with it."""

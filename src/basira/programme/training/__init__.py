"""Courses, tests, calibration, certificates and the pledge: what a shopper has before a mission is hers."""

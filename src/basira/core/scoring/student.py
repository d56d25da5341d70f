"""
Student's t in pure Python: distribution through the regularised incomplete beta function, quantile by bisection.

Source: Abramowitz & Stegun 26.7.1 (t through I_x(a, b)) and 26.5.8 (the continued fraction, by Lentz's method).
"""

import math
from functools import cache

TINY = 1e-300
CLOSE_ENOUGH = 1e-15
MOST_TERMS = 10_000


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return I_x(a, b), the regularised incomplete beta function, for 0 <= x <= 1 and a, b > 0."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):  # the fraction converges fast only on this side
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) * beta_fraction(x, a, b) / a


def beta_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function."""
    numerator, denominator = 1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = denominator
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            denominator = 1.0 / away_from_zero(1.0 + step * denominator)
            numerator = away_from_zero(1.0 + step / numerator)
            value *= denominator * numerator
        if abs(denominator * numerator - 1.0) < CLOSE_ENOUGH:
            break
    return value


def away_from_zero(value: float) -> float:
    """Keep a divisor from vanishing."""
    return value if abs(value) > TINY else TINY


def t_cdf(t: float, degrees: int) -> float:
    """Return P(T <= t) for Student's t with `degrees` >= 1 degrees of freedom."""
    a, b, share = degrees / 2.0, 0.5, t * t / (degrees + t * t)
    if 1.0 - share > (a + 1.0) / (a + b + 2.0):  # near the middle, where what is left of 1 would lose its digits
        half = 0.5 * incomplete_beta(share, b, a)
        return 0.5 + half if t > 0 else 0.5 - half
    tail = 0.5 * incomplete_beta(degrees / (degrees + t * t), a, b)
    return 1.0 - tail if t > 0 else tail


@cache
def t_quantile(probability: float, degrees: int) -> float:
    """
    Return the t with P(T <= t) = `probability` (between 0 and 1, both excluded), for `degrees` >= 1.

    Its probability is right to 1e-10; quantiles far out keep nine digits.
    """
    if not 0.0 < probability < 1.0 or degrees < 1:
        raise ValueError("a probability between 0 and 1 and at least one degree of freedom are needed")
    if probability == 0.5:
        return 0.0
    if probability < 0.5:
        return -t_quantile(1.0 - probability, degrees)
    low, high = 0.0, 1.0
    while t_cdf(high, degrees) < probability:
        high *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if middle in (low, high):
            break
        low, high = (middle, high) if t_cdf(middle, degrees) < probability else (low, middle)
    return (low + high) / 2.0

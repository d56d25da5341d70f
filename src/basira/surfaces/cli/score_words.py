"""Why no model could be fitted, in the command line's English."""

from basira.core.kernel.problem import Fault, Problem, Severity

WORDS = {
    ("scoring.nothing-to-tell-apart", "equal"): "All ratings are equal: there is no variation to score by.",
    (
        "scoring.nothing-to-tell-apart",
        "no-factor",
    ): "No factor can be told apart: each has one level, or one rating a level.",
    (
        "scoring.unit-not-scorable",
        "",
    ): "The unit's levels can't be told apart: it has one level, or one rating a level.",
    ("scoring.not-converged", ""): "The numbers did not settle, so no score is given. Leave out factors or covariates.",
    (
        "scoring.not-converged",
        "residual",
    ): "The levels explain every rating without a rest: too few ratings for so many levels. Leave out factors.",
    ("scoring.not-separable", ""): "Covariates and factors say the same: leave one of them out.",
    ("scoring.nothing-to-compare", "visits"): "No factor is named visit, and a difference counts visits: name one.",
    (
        "scoring.nothing-to-compare",
        "level",
    ): "What is to be compared is no level of that factor. Write it as it stands.",
    ("scoring.nothing-to-compare", "period"): "No unit was rated in both periods.",
    ("scoring.plan-impossible", "difference"): "A difference to tell apart is a number above 0.",
    ("scoring.plan-impossible", "never"): "No number of visits up to 100,000 tells units apart by so little.",
    ("scoring.limit-impossible", ""): "A limit for times is a number above 0.",
    ("scoring.ratings-not-usable", ""): "The ratings can't be used.",
}


def fault_of(problem: Problem) -> Fault:
    """Return a refusal of the engine as a fault with words."""
    reason = str(problem.params.get("reason", problem.params.get("step", "")))
    words = WORDS.get((problem.code, reason)) or WORDS.get((problem.code, ""), str(problem))
    return Fault(Severity.ERROR, problem.code, words, params=(("reason", reason),) if reason else ())

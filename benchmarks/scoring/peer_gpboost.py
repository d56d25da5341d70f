"""
GPBoost's iterative way on a CSV of InstEval: the variances of students, lecturers and the rest, and the CPU seconds of its fit alone.

`PYTHON peer_gpboost.py FILE`, by a Python of its own that has gpboost (`python -m venv X && X/bin/pip install gpboost`).
"""

import csv
import json
import sys
import time
from pathlib import Path

import gpboost
import numpy as np

rows = list(csv.DictReader(Path(sys.argv[1]).read_text().splitlines()))
groups = np.array([[row["s"], row["d"]] for row in rows])
ratings = np.array([float(row["y"]) for row in rows])
before = time.process_time()
model = gpboost.GPModel(group_data=groups, likelihood="gaussian", matrix_inversion_method="iterative")
model.fit(y=ratings, X=np.ones((len(ratings), 1)))
took = time.process_time() - before
found = np.ravel(model.get_cov_pars())
print(json.dumps({"seconds": took, "version": gpboost.__version__, "variances": [float(one) for one in found]}))

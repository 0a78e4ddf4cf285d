"""Call a server whose database is asleep, with several settings at once, and report how long and what for.

Argument: a folder. A file `ready` in it says that the client is loaded; the calls begin with a file `go`.
"""

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from pathlib import Path

from mlflow import MlflowClient
from mlflow.environment_variables import (
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES,
    MLFLOW_HTTP_REQUEST_TIMEOUT,
)
from mlflow.exceptions import MlflowException
from mlflow.utils.request_utils import _TRANSIENT_FAILURE_RESPONSE_CODES

VARIABLES = (MLFLOW_HTTP_REQUEST_TIMEOUT, MLFLOW_HTTP_REQUEST_MAX_RETRIES, MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR)

SETTINGS = {
    "default": {},
    "impatient": {"MLFLOW_HTTP_REQUEST_TIMEOUT": "4"},
    "impatient-once": {"MLFLOW_HTTP_REQUEST_TIMEOUT": "4", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"},
}


def create_run(name: str) -> tuple[str, float]:
    """Create one run of that name. Returns the outcome and the seconds that it took."""
    os.environ.update(SETTINGS[name])
    start = time.monotonic()
    try:
        MlflowClient().create_run("0", run_name=name)
        outcome = "created"
    except MlflowException as error:
        outcome = str(error)
    return outcome, time.monotonic() - start


def main(folder: Path) -> None:
    """Make the calls side by side; afterwards count the runs that came of them."""
    defaults = {variable.name: variable.get() for variable in VARIABLES}
    # Forked, so that each has settings of its own and none loads MLflow again.
    with multiprocessing.get_context("fork").Pool(len(SETTINGS)) as pool:
        (folder / "ready").touch()
        while not (folder / "go").exists():
            time.sleep(0.05)
        calls = dict(zip(SETTINGS, pool.map(create_run, SETTINGS, chunksize=1), strict=True))
    # What a client gave up is still under way in the server.
    time.sleep(3)
    runs = Counter(run.info.run_name for run in MlflowClient().search_runs(["0"]))
    retried = sorted(_TRANSIENT_FAILURE_RESPONSE_CODES)
    print(json.dumps({"defaults": defaults, "retried": retried, "calls": calls, "runs": runs}))


main(Path(sys.argv[1]))

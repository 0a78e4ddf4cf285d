"""Log from many threads for a while and report what was sent; arguments: a unique name, seconds, threads.

Whatever a call has returned from counts as sent. Standard error has all that the program knows, where tests
look for tokens.
"""

import json
import logging
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import mlflow
from mlflow import MlflowClient

Sent: TypeAlias = dict[str, list[str]]

ROUND_SECONDS = 2
SMALL = "some lines of a report\n" * 50
LARGE = bytes(1 << 20)


class Worker:
    """One thread, which logs everything that can be logged, round by round."""

    def __init__(self, client: MlflowClient, experiment: str, run: str, number: int) -> None:
        self.client, self.experiment, self.run, self.number = client, experiment, run, number
        self.sent: Sent = defaultdict(list)

    def work(self, until: float) -> Sent:
        step = 0
        while (start := time.monotonic()) < until:
            self.log_metric(step)
            (self.log_text, self.trace, self.log_param)[step % 3](step)
            if step % 10 == self.number:
                self.log_large(step)
                self.create_run(step)
            step += 1
            time.sleep(max(0, start + ROUND_SECONDS - time.monotonic()))
        return self.sent

    def log_metric(self, step: int) -> None:
        self.client.log_metric(self.run, f"thread-{self.number}", step, step=step)
        self.sent["metrics"].append(f"thread-{self.number}/{step}")

    def log_param(self, step: int) -> None:
        self.client.log_param(self.run, f"thread-{self.number}/{step}", "sent")
        self.sent["params"].append(f"thread-{self.number}/{step}")

    def log_text(self, step: int) -> None:
        """Send a file through the server."""
        path = f"small/{self.number}-{step}.txt"
        self.client.log_text(self.run, SMALL, path)
        self.sent["artifacts"].append(f"{path} {len(SMALL)}")

    def log_large(self, step: int) -> None:
        """Send a file to S3 directly, by addresses that the server has signed."""
        with TemporaryDirectory() as folder:
            file = Path(folder) / f"{self.number}-{step}.bin"
            file.write_bytes(LARGE)
            self.client.log_artifact(self.run, str(file), "large")
        self.sent["artifacts"].append(f"large/{file.name} {len(LARGE)}")

    def trace(self, step: int) -> None:
        name = f"{self.number}-{step}"
        with mlflow.start_span(name) as span:
            span.set_inputs({"step": step})
            with mlflow.start_span(f"{name}/leaf"):
                pass
        self.sent["traces"].append(f"{name} OK")
        self.sent["spans"] += [name, f"{name}/leaf"]

    def create_run(self, step: int) -> None:
        """Send a request that makes one thing more each time it arrives."""
        name = f"{self.number}-{step}"
        child = self.client.create_run(self.experiment, run_name=name)
        self.client.set_terminated(child.info.run_id)
        self.sent["runs"].append(f"{name} FINISHED")


def main(name: str, seconds: float, threads: int) -> None:
    logging.basicConfig(level=logging.DEBUG)
    client = MlflowClient()
    experiment = mlflow.set_experiment(name).experiment_id
    until = time.monotonic() + seconds
    with mlflow.start_run(run_name=name) as parent, ThreadPoolExecutor(threads) as pool:
        workers = [Worker(client, experiment, parent.info.run_id, number) for number in range(threads)]
        sent: Sent = defaultdict(list)
        for done in [pool.submit(worker.work, until) for worker in workers]:
            for kind, names in done.result().items():
                sent[kind] += names
    sent["runs"].append(f"{name} FINISHED")
    print(json.dumps({"experiment": experiment, "run": parent.info.run_id, "sent": sent}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))

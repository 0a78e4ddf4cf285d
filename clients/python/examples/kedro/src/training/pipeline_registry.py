"""One node for each rate, which may run at the same time, and one that waits for all of them."""

from __future__ import annotations

from kedro.pipeline import Pipeline, node, pipeline

from .nodes import summarize, train

RATES = ("slow", "middle", "fast")


def register_pipelines() -> dict[str, Pipeline]:
    trainings = [
        node(
            train,
            inputs=[f"params:rates.{rate}", "params:steps", "params:pause"],
            outputs=[f"{rate}_model", f"{rate}_losses", f"{rate}_error"],
            name=f"train_{rate}",
        )
        for rate in RATES
    ]
    summary = node(summarize, inputs=[f"{rate}_model" for rate in RATES], outputs="summary", name="summarize")
    return {"__default__": pipeline([*trainings, summary])}

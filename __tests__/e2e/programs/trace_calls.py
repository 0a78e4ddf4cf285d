"""Trace calls by MLflow and by plain OpenTelemetry, and report what is found; argument: a unique name."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import mlflow
from mlflow.entities import SpanType, Trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

THREADS = 4
CALLS = 100


@mlflow.trace(span_type=SpanType.RETRIEVER)
def retrieve(question: str) -> list[str]:
    return [f"about {question}", "😀"]


@mlflow.trace
def answer(number: int) -> str:
    with mlflow.start_span("prepare") as span:
        span.set_inputs({"number": number})
        span.set_attribute("secretly", "ä")
    return f"{number}: {len(retrieve(str(number)))}"


@mlflow.trace
def fail() -> None:
    raise ValueError("on purpose")


def failed() -> str:
    try:
        fail()
    except ValueError as error:
        return str(error)
    return "nothing"


def send_otlp(experiment: str) -> bool:
    """Send two spans of one trace as a program without MLflow does."""
    address = f"{os.environ['MLFLOW_TRACKING_URI']}/v1/traces"
    token = os.environ["MLFLOW_TRACKING_TOKEN"]
    exporter = OTLPSpanExporter(
        endpoint=address,
        headers={"x-mlflow-experiment-id": experiment, "authorization": f"Bearer {token}"},
        certificate_file=os.environ["REQUESTS_CA_BUNDLE"],
    )
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("plain")
    with (
        tracer.start_as_current_span("otlp-root") as root,
        tracer.start_as_current_span("otlp-leaf", attributes={"rows": 3}),
    ):
        root.set_attribute("who", "zoë")
    return provider.force_flush()


def traces(experiment: str, expected: int) -> list[Trace]:
    """Search until all are there, half a minute at most."""
    found: list[Trace] = []
    for _ in range(60):
        found = mlflow.search_traces(locations=[experiment], return_type="list", max_results=500)
        if len(found) >= expected:
            break
        time.sleep(0.5)
    return found


def described(trace: Trace) -> dict[str, object]:
    names = {span.span_id: span.name for span in trace.data.spans}
    return {
        "state": trace.info.state.value,
        "spans": sorted(f"{names.get(span.parent_id or '', '')}/{span.name}" for span in trace.data.spans),
        "attributes": [span.get_attribute("rows") for span in trace.data.spans if span.name == "otlp-leaf"],
        "outputs": trace.data.spans[0].outputs,
    }


def main(name: str) -> None:
    experiment = mlflow.set_experiment(name).experiment_id
    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(answer, range(CALLS)))
    failure = failed()
    mlflow.flush_trace_async_logging()
    flushed = send_otlp(experiment)
    found = [described(each) for each in traces(experiment, CALLS + 2)]
    print(json.dumps({"answers": answers, "failure": failure, "flushed": flushed, "traces": found}))


if __name__ == "__main__":
    main(sys.argv[1])

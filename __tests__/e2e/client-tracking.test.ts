import { randomUUID } from "node:crypto";
import { pythonReport } from "../support/python-client";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { Json, JsonObject, list, object, text } from "../support/stack-json";

/** What one of the programs reports, run with a token of Alice. */
async function report(file: string, name = `client-${randomUUID()}`): Promise<{ name: string; found: JsonObject }> {
  return { name, found: await pythonReport({ file, args: [name] }, { token: await theRehearsal().token() }) };
}

function sorted(texts: Json | undefined): string[] {
  return list(texts).map(text).sort();
}

describeWithLogin("the client with a token", () => {
  it("tracks experiments and runs, and finds all of it again", async () => {
    const {
      name,
      found: { artifactLocation, ...found },
    } = await report("track_runs.py");
    // Not s3://...: the client needs no AWS keys.
    expect(artifactLocation).toMatch(/^mlflow-artifacts:\/\d+$/);
    expect(found).toEqual({
      experiments: [[`${name} renamed`, "alice"]],
      parameters: { rate: "0.1", note: "ä 漢字 😀 & <b> ' \" % ? #" },
      metrics: { loss: 0.25, huge: 1e300 },
      tags: { team: "vision", stage: "draft" },
      status: "FINISHED",
      curve: [1000, 249_750, 999],
      loss: [
        [1, 0.5],
        [2, 0.25],
      ],
      children: [["child", 101, "99"]],
      good: [true],
      refused: "INVALID_PARAMETER_VALUE",
      deleted: ["deleted", "deleted"],
      restored: ["active", "active"],
      active: ["parent"],
    });
  }, 120_000);

  it("registers models and prompts, and loads them by alias", async () => {
    const { found } = await report("register_models.py");
    expect(found).toEqual({
      champion: ["2", { validated: "yes" }, "READY"],
      weights: { weights: [2, 0.5] },
      model: ["better words", { task: "ranking" }, { champion: "2" }],
      versions: ["1", "2"],
      left: ["2"],
      prompt: [2, "Dear Zoë", "politer"],
    });
  }, 120_000);

  it("traces calls from several threads, by MLflow and by OpenTelemetry, without losing a span", async () => {
    const { found } = await report("trace_calls.py");
    const calls = Array.from({ length: 100 }, (_, number) => `${number}: 2`);
    expect(found).toMatchObject({ answers: calls, failure: "on purpose", flushed: true });
    const traces = list(found.traces).map(object);
    const byRoot = (root: string): JsonObject[] => traces.filter(({ spans }) => sorted(spans)[0] === `/${root}`);
    expect(sorted(byRoot("answer").map(({ outputs = null }) => outputs))).toEqual(calls.sort());
    for (const trace of byRoot("answer"))
      expect(trace).toMatchObject({ state: "OK", spans: ["/answer", "answer/prepare", "answer/retrieve"] });
    expect(byRoot("fail")).toMatchObject([{ state: "ERROR", spans: ["/fail"] }]);
    expect(byRoot("otlp-root")).toMatchObject([{ spans: ["/otlp-root", "otlp-root/otlp-leaf"], attributes: [3] }]);
    expect(traces).toHaveLength(102);
  }, 120_000);

  it("logs a pipeline: nested parameters, metrics and artifacts from six threads", async () => {
    const { found } = await report("run_pipeline.py");
    expect(found).toEqual({
      parameters: {
        "split.ratio": "0.8",
        "split.seed": "None",
        "model.layers": "[64, 32]",
        "model.opt.lr": "0.001",
      },
      steps: [true, true, true, true, true, true],
      listed: { "catalog/Ä & ü.json": 16 },
      sizesRight: true,
      contentsRight: true,
      catalog: { nodes: 6 },
    });
  }, 120_000);
});

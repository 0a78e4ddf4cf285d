import {
  dataProtectionFromEnvironment,
  dataProtectionProblems,
  DESTROY_PHRASE_VARIABLE,
  destroyPhrases,
} from "../../../src/settings/data-protection";

describe("the phrase in the environment", () => {
  const protection = (phrase: string | undefined, stackId = "mlflow"): unknown =>
    dataProtectionFromEnvironment(stackId, { MLFLOW_DESTROY_PHRASE: phrase });

  test("drops the protection of the named stack, and keeps a bucket that is not empty", () => {
    expect(protection("destroy mlflow")).toEqual({ protectData: false });
    expect(protection("destroy mlflow-github", "mlflow-github")).toEqual({ protectData: false });
  });

  test("gives up the artifacts only when it says so", () => {
    expect(protection("destroy mlflow and every artifact")).toEqual({
      protectData: false,
      forceDestroyArtifacts: true,
    });
  });

  test.each([
    [undefined],
    [""],
    ["destroy"],
    ["mlflow"],
    ["Destroy mlflow"],
    ["destroy mlflow "],
    [" destroy mlflow"],
    ["destroy mlflow\n"],
    ["destroy  mlflow"],
    ["destroy mlflow-github"],
    ["destroy mlflow and every artifact!"],
    ["destroy mlflow and all artifacts"],
    ["true"],
  ])("%j drops nothing, because only the exact words are a decision", (phrase) => {
    expect(protection(phrase)).toEqual({});
  });

  test("for another stack drops nothing here", () => {
    expect(protection("destroy mlflow", "mlflow-github")).toEqual({});
  });

  test("is read from one variable alone", () => {
    const phrase = destroyPhrases("mlflow").stack;
    expect(DESTROY_PHRASE_VARIABLE).toBe("MLFLOW_DESTROY_PHRASE");
    expect(dataProtectionFromEnvironment("mlflow", { DESTROY_PHRASE: phrase, PROTECT_DATA: "false" })).toEqual({});
  });
});

describe("protection by props", () => {
  test.each([
    [{}],
    [{ protectData: true }],
    [{ protectData: false }],
    [{ protectData: false, forceDestroyArtifacts: true }],
    [{ forceDestroyArtifacts: false }],
  ])("%j is accepted", (props) => {
    expect(dataProtectionProblems(props)).toEqual([]);
  });

  test.each([[{ forceDestroyArtifacts: true }], [{ protectData: true, forceDestroyArtifacts: true }]])(
    "%j contradicts itself",
    (props) => {
      expect(dataProtectionProblems(props)).toEqual([
        {
          where: "forceDestroyArtifacts",
          given: "true, while protectData is true",
          allowed: "true only together with protectData: false",
          fix: "leave it out, or use npm run destroy, which asks for both in words",
        },
      ]);
    },
  );
});

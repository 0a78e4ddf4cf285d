import {
  dataProtectionFromEnvironment,
  dataProtectionProblems,
  DESTROY_PHRASE_VARIABLE,
  destroyPhrases,
  statesProtectionFromEnvironment,
  statesProtectionProblems,
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

describe("the phrases for bootstrap", () => {
  const protection = (phrase: string | undefined): unknown =>
    statesProtectionFromEnvironment({ MLFLOW_DESTROY_PHRASE: phrase });

  test("name states where those for mlflow name artifacts", () => {
    expect(destroyPhrases("bootstrap")).toEqual({
      stack: "destroy bootstrap",
      contents: "destroy bootstrap and every state",
    });
    expect(destroyPhrases("mlflow").contents).toBe("destroy mlflow and every artifact");
  });

  test("drop its protection, and give up the states only when they say so", () => {
    expect(protection("destroy bootstrap")).toEqual({ protectData: false });
    expect(protection("destroy bootstrap and every state")).toEqual({ protectData: false, forceDestroyStates: true });
  });

  test.each([undefined, "", "destroy", "destroy mlflow", "destroy bootstrap ", "destroy bootstrap and every artifact"])(
    "%j drops nothing",
    (phrase) => {
      expect(protection(phrase)).toEqual({});
    },
  );

  test("for bootstrap drop nothing of mlflow", () => {
    for (const phrase of Object.values(destroyPhrases("bootstrap"))) {
      expect(dataProtectionFromEnvironment("mlflow", { MLFLOW_DESTROY_PHRASE: phrase })).toEqual({});
    }
  });

  test("as props contradict themselves where states are given up and protected", () => {
    expect(statesProtectionProblems({ forceDestroyStates: true })).toMatchObject([
      { where: "forceDestroyStates", given: "true, while protectData is true" },
    ]);
    expect(statesProtectionProblems({ protectData: false, forceDestroyStates: true })).toEqual([]);
    expect(statesProtectionProblems({})).toEqual([]);
  });
});

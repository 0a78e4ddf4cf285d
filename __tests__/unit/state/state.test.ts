import { stateKey } from "../../../src/state/s3-state";
import {
  addBackend,
  bootstrapStateFromEnvironment,
  State,
  stateFromEnvironment,
  stateProblems,
} from "../../../src/state/state";
import { problemsOf } from "../../../src/terraform/problem";
import { newStack, synthesized, synthesizePart } from "../../support/small-stack";

describe("the state settings of the environment", () => {
  test("are a partial configuration when nothing is set, so that `-backend-config` can give bucket and table", () => {
    expect(stateFromEnvironment({})).toEqual({ type: "s3" });
  });

  test("name bucket, table and key, because `cdktf deploy` has no `-backend-config`", () => {
    expect(
      stateFromEnvironment({ TF_STATE_BUCKET: "bucket", TF_STATE_LOCK_TABLE: "table", TF_STATE_KEY: "mlflow/dev" }),
    ).toEqual({ type: "s3", bucket: "bucket", lockTable: "table", key: "mlflow/dev" });
  });

  test("count as unset when they are empty, as CI systems pass variables without a value", () => {
    expect(stateFromEnvironment({ TF_STATE_BUCKET: "", TF_STATE_LOCK_TABLE: "", TF_STATE_KEY: "" })).toEqual({
      type: "s3",
    });
  });

  test("take nothing else from the environment", () => {
    expect(stateFromEnvironment({ AWS_REGION: "eu-west-1", TF_STATE_REGION: "x", BUCKET: "y" })).toEqual({
      type: "s3",
    });
  });
});

describe("the state of bootstrap", () => {
  const names = { TF_STATE_BUCKET: "bucket", TF_STATE_LOCK_TABLE: "table", TF_STATE_KEY: "mlflow/dev" };

  test.each([undefined, "", "local"])(
    "lies on this machine when TF_STATE_BOOTSTRAP is %j, whatever else is set",
    (place) => {
      expect(bootstrapStateFromEnvironment({ ...names, TF_STATE_BOOTSTRAP: place })).toEqual({ type: "local" });
    },
  );

  test("lies in the bucket when it is s3, under a key of its own: TF_STATE_KEY is an environment of mlflow", () => {
    expect(bootstrapStateFromEnvironment({ ...names, TF_STATE_BOOTSTRAP: "s3" })).toEqual({
      type: "s3",
      bucket: "bucket",
      lockTable: "table",
    });
    expect(stateKey("bootstrap", { type: "s3" })).toBe("bootstrap/terraform.tfstate");
  });

  test.each(["S3", "true", " s3", "s3://bucket"])("anywhere else is refused: %j", (place) => {
    expect(problemsOf(() => bootstrapStateFromEnvironment({ TF_STATE_BOOTSTRAP: place }))).toEqual([
      {
        where: "TF_STATE_BOOTSTRAP",
        given: JSON.stringify(place),
        allowed: "local, the default, or s3",
        fix: "leave it unset and run npm run bootstrap, which looks where the state is",
      },
    ]);
  });
});

describe("the backend", () => {
  const backend = (state: State): unknown =>
    synthesizePart((stack) => {
      addBackend(stack, state);
    }).section("terraform").backend;

  test("keeps the state encrypted and below the id of its stack by default, so that two stacks never share one", () => {
    const stack = newStack();
    addBackend(stack, { type: "s3" });
    expect(synthesized(stack).section("terraform").backend).toEqual({
      s3: { encrypt: true, key: `${stack.node.id}/terraform.tfstate` },
    });
  });

  test("locks in DynamoDB when a table is named", () => {
    expect(backend({ type: "s3", bucket: "bucket", lockTable: "table", key: "mlflow/dev.tfstate" })).toEqual({
      s3: { bucket: "bucket", dynamodb_table: "table", encrypt: true, key: "mlflow/dev.tfstate" },
    });
  });

  test("has a default key that its own rules accept", () => {
    const key = stateKey("mlflow", { type: "s3" });
    expect(key).toBe("mlflow/terraform.tfstate");
    expect(stateProblems({ type: "s3", key })).toEqual([]);
    expect(stateProblems({ type: "s3" })).toEqual([]);
  });
});

describe("a bucket name", () => {
  test.each([["abc"], ["my-company-terraform-state"], ["1bucket"], ["a".repeat(63)]])(
    "such as %s is accepted",
    (bucket) => {
      expect(stateProblems({ type: "s3", bucket })).toEqual([]);
    },
  );

  test.each([
    ["", "an empty string"],
    ["ab", "too short"],
    ["a".repeat(64), "too long"],
    ["Bucket", "upper case"],
    ["s3://bucket", "a URL"],
    ["bucket/path", "a path"],
    ["-bucket", "a hyphen in front"],
    ["bucket-", "a hyphen at the end"],
    ["bucket\n", "a newline at the end"],
    ["bucket.name", "a dot, which breaks TLS"],
  ])("%j is refused: %s", (bucket) => {
    expect(stateProblems({ type: "s3", bucket })).toEqual([
      {
        where: "state.bucket (TF_STATE_BUCKET)",
        given: JSON.stringify(bucket),
        allowed: "3 to 63 lower-case letters, digits and hyphens",
        fix: "give the name of the bucket alone, without s3:// and without a path",
      },
    ]);
  });
});

describe("the name of a lock table", () => {
  test.each([["tf-locks"], ["Terraform_Locks.v2"], ["t".repeat(255)]])("such as %s is accepted", (lockTable) => {
    expect(stateProblems({ type: "s3", lockTable })).toEqual([]);
  });

  test.each([["ab"], ["arn:aws:dynamodb:eu-west-1:123456789012:table/locks"], ["t".repeat(256)], ["a b c"]])(
    "%j is refused",
    (lockTable) => {
      expect(stateProblems({ type: "s3", lockTable })).toEqual([
        {
          where: "state.lockTable (TF_STATE_LOCK_TABLE)",
          given: JSON.stringify(lockTable),
          allowed: "3 to 255 letters, digits and _.-",
          fix: "give the name of the DynamoDB table, not its ARN",
        },
      ]);
    },
  );
});

describe("a state key", () => {
  test.each([["mlflow/dev.tfstate"], ["terraform.tfstate"], ["a/b/c"], ["states"], ["mlflow/state"]])(
    "such as %s is accepted",
    (key) => {
      expect(stateProblems({ type: "s3", key })).toEqual([]);
    },
  );

  test.each([
    ["state", "the article's own deployment lives there, and a plan would destroy its database"],
    ["bootstrap/terraform.tfstate", "the bootstrap stack keeps its state there"],
    ["/mlflow/dev", "a slash in front is part of the object's name"],
    ["mlflow/dev/", "a slash at the end makes a folder"],
    ["mlflow//dev", "an empty folder is never meant"],
    ["mlflow/dev state", "spaces break command lines"],
    ["", "an empty key is none"],
  ])("%j is refused: %s", (key) => {
    expect(stateProblems({ type: "s3", key })).toEqual([
      {
        where: "state.key (TF_STATE_KEY)",
        given: JSON.stringify(key),
        allowed:
          "a path of letters, digits and _.- without a slash at either end; not `state` and not `bootstrap/terraform.tfstate`",
        fix: "use one key for each environment, for example mlflow/dev.tfstate; `state` is where the article's own deployment lives",
      },
    ]);
  });
});

describe("the ways to keep state beside S3 with DynamoDB", () => {
  const terraform = (state: State): unknown =>
    synthesizePart((stack) => {
      addBackend(stack, state);
    }).section("terraform");

  test("an S3 lock file stands beside the DynamoDB lock, so that a team can move from one to the other", () => {
    expect(terraform({ type: "s3", lockTable: "table", lockFile: true })).toMatchObject({
      backend: { s3: { dynamodb_table: "table", use_lockfile: true } },
    });
    expect(JSON.stringify(terraform({ type: "s3", lockFile: false }))).not.toContain("use_lockfile");
  });

  test("local state lies beside cdktf.out by a relative path: a synth removes folders in it, and paths differ", () => {
    expect(JSON.stringify(terraform({ type: "local" }))).toMatch(
      /"backend":\{"local":\{"path":"\.\.\/\.\.\/\.\.\/terraform\.part-\d+\.tfstate"\}\}/,
    );
  });
});

test("everything that is wrong with the state is told at once", () => {
  const wheres = stateProblems({ type: "s3", bucket: "B", lockTable: "t", key: "state" }).map(({ where }) => where);
  expect(wheres).toEqual([
    "state.bucket (TF_STATE_BUCKET)",
    "state.lockTable (TF_STATE_LOCK_TABLE)",
    "state.key (TF_STATE_KEY)",
  ]);
});

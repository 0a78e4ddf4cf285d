import { ADOPTABLE, adoptionFromEnvironment, adoptionProblems } from "../../../src/settings/adoption";
import { problemsOf } from "../../../src/terraform/problem";

const read = (names: string | undefined): unknown => adoptionFromEnvironment({ MLFLOW_BOOTSTRAP_ADOPT: names });

test.each([
  [undefined, {}],
  ["", {}],
  [",", {}],
  ["lock-table", { adopt: ["lock-table"] }],
  ["store-db-password,state-bucket", { adopt: ["state-bucket", "store-db-password"] }],
  [" lock-table, oauth2-client-id\n", { adopt: ["lock-table", "oauth2-client-id"] }],
  ["lock-table,,lock-table", { adopt: ["lock-table"] }],
  [ADOPTABLE.join(","), { adopt: ADOPTABLE }],
])("MLFLOW_BOOTSTRAP_ADOPT=%j adopts %j, always in the same order", (names, adoption) => {
  expect(read(names)).toEqual(adoption);
});

test("names that nothing has are one problem, which lists all of them and what there is", () => {
  expect(problemsOf(() => read("bucket,state-bucket,Lock-Table,\u001b[31m"))).toEqual([
    {
      where: "MLFLOW_BOOTSTRAP_ADOPT",
      given: '"bucket,Lock-Table,\\u001b[31m"',
      allowed: `names out of ${ADOPTABLE.join(", ")}, separated by commas`,
      fix: "name what exists already in the account; npm run bootstrap -- --adopt finds it",
    },
  ]);
});

test("as a prop, too, a wrong name is a problem: it would be made a second time instead of imported", () => {
  expect(adoptionProblems({})).toEqual([]);
  expect(adoptionProblems({ adopt: ADOPTABLE })).toEqual([]);
  const wrong = Object.assign({ adopt: ADOPTABLE }, { adopt: ["state-bucket", "table"] });
  expect(adoptionProblems(wrong)).toMatchObject([{ where: "adopt", given: '"table"' }]);
});

import { containerEnvironment, SUBSTITUTES } from "../../../src/rehearsal/container-environment";
import { RegisteredContainer } from "../../../src/rehearsal/registered-task";
import { Supervisor } from "../../../src/rehearsal/supervisor";
import { SharedSurroundings } from "../../../src/rehearsal/surroundings";

const CONTAINER: RegisteredContainer = {
  name: "mlflow",
  image: "image",
  essential: true,
  entryPoint: [],
  command: [],
  environment: {
    DB_HOST: "cluster.rds.amazonaws.com",
    DB_PORT: "3306",
    DB_NAME: "mlflow",
    DB_CA_FILE: "/database-ca/bundle.pem",
    ADMITTED_SUBJECTS_FILE: "/admitted-subjects/subjects",
    OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE: "/admitted-subjects/subjects",
    HOME: "/tmp",
    ELSEWHERE: "/tmpfs/x",
    MLFLOW_HOST: "127.0.0.1",
  },
  secrets: [],
  dependsOn: [],
  healthCheck: undefined,
  mounts: [
    { volume: "tmp", path: "/tmp", readOnly: false },
    { volume: "database-ca", path: "/database-ca", readOnly: true },
    { volume: "admitted-subjects", path: "/admitted-subjects", readOnly: true },
  ],
  stopTimeoutSeconds: 30,
  readOnlyRoot: true,
};
const ENDPOINTS = { aws: "http://127.0.0.1:5000", database: { host: "localhost", port: 3307 } };

describe("the environment of a container", () => {
  let supervisor: Supervisor;
  beforeAll(() => (supervisor = new Supervisor()));
  afterAll(() => supervisor.stop());

  const environmentOf = (container: RegisteredContainer): Readonly<Record<string, string>> => {
    const surroundings = new SharedSurroundings(supervisor, "task", "/authorities.pem");
    return containerEnvironment(
      { family: "mlflow" },
      container,
      { DB_PASSWORD: "/tmp/secret" },
      ENDPOINTS,
      surroundings,
    );
  };

  it("differs from the registered one in what is announced, and in nothing else", () => {
    const environment = environmentOf(CONTAINER);
    const registered: Readonly<Record<string, string>> = { ...CONTAINER.environment, DB_PASSWORD: "/tmp/secret" };
    const different = Object.entries(environment).flatMap(([name, value]) =>
      registered[name] === value ? [] : [name],
    );
    const announced = SUBSTITUTES.flatMap(({ variable }) => variable.split(", "));
    expect(different.sort()).toEqual(announced.sort());
    expect(Object.keys(registered).filter((name) => !(name in environment))).toEqual([]);
  });

  it("points to the volumes of the task where a registered value names a mounted folder", () => {
    const { HOME, DB_CA_FILE, TMPDIR, ELSEWHERE } = environmentOf(CONTAINER);
    expect(HOME).toBe(`${supervisor.folder}/tasks/task/tmp`);
    expect(TMPDIR).toBe(HOME);
    expect(DB_CA_FILE).toBe(`${supervisor.folder}/tasks/task/database-ca/bundle.pem`);
    expect(ELSEWHERE).toBe("/tmpfs/x");
  });

  it("takes the credentials of the task role, and names a database only where one is registered", () => {
    const { DB_HOST, DB_PORT, DB_NAME, DB_CA_FILE, ...others } = CONTAINER.environment;
    expect([DB_HOST, DB_PORT, DB_NAME, DB_CA_FILE].every(Boolean)).toBe(true);
    const environment = environmentOf({ ...CONTAINER, environment: others });
    expect(environment).not.toHaveProperty("DB_HOST");
    expect(environment.AWS_CONTAINER_CREDENTIALS_FULL_URI).toBe(
      "http://127.0.0.1:5000/_emulator/ecs/mlflow/task/credentials",
    );
  });
});

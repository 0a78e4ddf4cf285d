import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ADMITTED_SUBJECTS_FILE,
  ADMITTED_SUBJECTS_SCRIPT,
  admittedSubjectsContainer,
  admittedSubjectsMount,
} from "../../../src/auth/admitted-subjects";
import { awslogs, hardening } from "../../../src/ecs/container-definition";

const logs = { logGroupName: "/logs", region: "eu-west-1", streamPrefix: "admitted-subjects" };
const SUBJECTS = ["arn:aws:iam::111122223333:role/training", "a$(id)`;&|<>%s\\n-n"];

describe("the container that writes the admitted subjects", () => {
  test("gets them by environment, writes to one volume, is hardened and ends", () => {
    expect(admittedSubjectsContainer({ image: "mlflow", subjects: SUBJECTS, logs })).toEqual({
      name: "admitted-subjects",
      image: "mlflow",
      essential: false,
      entryPoint: ["sh", "-c"],
      command: [ADMITTED_SUBJECTS_SCRIPT],
      environment: [
        { name: "ADMITTED_SUBJECTS", value: SUBJECTS.join(",") },
        { name: "ADMITTED_SUBJECTS_FILE", value: ADMITTED_SUBJECTS_FILE },
      ],
      mountPoints: [{ sourceVolume: "admitted-subjects", containerPath: "/admitted-subjects", readOnly: false }],
      ...hardening(),
      logConfiguration: awslogs(logs),
    });
    expect(admittedSubjectsMount({ write: false }).readOnly).toBe(true);
  });

  test("runs a constant script, into which nothing is written that Terraform or a setting says", () => {
    expect(ADMITTED_SUBJECTS_SCRIPT).not.toMatch(/[$%]\{/);
  });
});

describe("the script of the admitted subjects", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "admitted-subjects-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (env: Readonly<Record<string, string>>): string =>
    execFileSync("sh", ["-c", ADMITTED_SUBJECTS_SCRIPT], {
      encoding: "utf8",
      stdio: "pipe",
      env: { PATH: process.env.PATH, ADMITTED_SUBJECTS_FILE: join(folder, "subjects"), ...env },
    });
  const written = (): string => readFileSync(join(folder, "subjects"), "utf8");

  test("writes one a line and letter by letter, readable for another user, and tells how many", () => {
    expect(run({ ADMITTED_SUBJECTS: SUBJECTS.join(",") })).toBe("2 admitted subjects written\n");
    expect(written()).toBe(`${SUBJECTS.join("\n")}\n`);
    expect(statSync(join(folder, "subjects")).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder)).toEqual(["subjects"]);
  });

  test("replaces an earlier list whole, and fails without a list or a place for it", () => {
    run({ ADMITTED_SUBJECTS: "a,b" });
    run({ ADMITTED_SUBJECTS: "c" });
    expect(written()).toBe("c\n");
    expect(() => run({})).toThrow();
    expect(() => run({ ADMITTED_SUBJECTS: "d", ADMITTED_SUBJECTS_FILE: join(folder, "none/subjects") })).toThrow();
    expect(written()).toBe("c\n");
  });
});

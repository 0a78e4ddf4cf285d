import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { describeTask, RegisteredContainer } from "../../src/rehearsal/registered-task";
import { containerOf, environmentOf, mainProcess, processStatus, processTree } from "../support/container-processes";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { describeWithLogin, theRehearsal } from "../support/rehearsal";
import { attemptBesideOthers } from "../support/run";
import { serve, ServingTask } from "../support/serving-task";
import { list, parse, text } from "../support/stack-json";
import { askTask } from "../support/task-client";

const ARTIFACT = "/api/2.0/mlflow-artifacts/artifacts/confinement/file.bin";
const CONTENT = "what-the-client-sent ".repeat(50_000);
const NAME = "confined";

/** Tries to make a file and a folder in every folder that is there, and prints where it could. */
const WRITER = `
import json, os, stat
tried = ["/", *(os.path.join("/", name) for name in os.listdir("/")), "/usr/bin", "/usr/lib", "/var/tmp", "/var/log",
         "/run/lock", "/dev/shm", "/proc/sys/kernel", os.path.expanduser("~")]
written = []
for folder in sorted({os.path.realpath(each) for each in tried if os.path.isdir(each)}):
    path = os.path.join(folder, "probe-of-the-test")
    try:
        with open(path, "w") as file:
            file.write("x")
        os.remove(path)
        written.append(folder)
    except OSError:
        pass
print(json.dumps(written))
`;

/** What becomes of attempts to get a root that may be written to, or another network. */
const REBEL = `
import ctypes, json, os
libc = ctypes.CDLL(None, use_errno=True)
MS_REMOUNT, MS_BIND, CLONE_NEWNS = 32, 4096, 0x20000
print(json.dumps([
    libc.mount(None, b"/", None, MS_REMOUNT | MS_BIND, None), libc.unshare(CLONE_NEWNS), libc.chroot(b"/tmp"),
    libc.setns(os.open("/proc/self/ns/net", os.O_RDONLY), 0),
]))
`;

let tasks: OwnTasks;
let serving: ServingTask;
let containers: readonly RegisteredContainer[];

/** Runs a Python program as a process of a container, as it is registered. */
async function inside(name: string, program: string): Promise<ReturnType<typeof parse>> {
  const registered = containers.find((each) => each.name === name);
  if (registered === undefined) throw new Error(`no container ${name}`);
  const [file = "", ...args] = serving.surroundings.wrap(registered, ["python3", "-c", program]);
  const { PATH = "" } = environmentOf(mainProcess(containerOf(serving.task, "mlflow")));
  const { status, stdout, output } = await attemptBesideOthers(file, args, { env: { PATH, HOME: "/tmp" } });
  if (status !== 0) throw new Error(output);
  return parse(stdout);
}

/** Listening sockets of a process's network: hexadecimal address and port, as the kernel tells them. */
function listening(id: number, file: "tcp" | "tcp6"): readonly (readonly [string, number])[] {
  const lines = readFileSync(`/proc/${id}/net/${file}`, "utf8").trim().split("\n").slice(1);
  return lines.flatMap((line) => {
    const [, local = "", , state] = line.trim().split(/\s+/);
    const [address = "", port = ""] = local.split(":");
    return state === "0A" ? [[address, parseInt(port, 16)] as const] : [];
  });
}

/** Every process of the containers that run. */
function processes(): readonly number[] {
  const running = [...serving.task.containers.values()].filter(({ program }) => program.running);
  return running.flatMap((container) => processTree(mainProcess(container)));
}

function filesOf(volume: string): readonly string[] {
  const folder = serving.surroundings.volume(volume);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

describeIsolated("a confined task", () => {
  beforeAll(async () => {
    const { account, taskDefinition } = theRehearsal();
    containers = (await describeTask(account.ecs, taskDefinition)).containers;
    tasks = await OwnTasks.create();
    serving = await serve(tasks, NAME);
  }, 240_000);

  afterAll(() => tasks.supervisor.stop(), 120_000);

  it("leaves nothing of an artifact on the disk of the task", async () => {
    const { proxyPort: port, headers } = serving;
    expect((await askTask(port, ARTIFACT, { method: "PUT", headers, body: CONTENT })).status).toBe(200);
    expect((await askTask(port, ARTIFACT, { headers })).body).toBe(CONTENT);
    const left = filesOf("tmp").filter((file) =>
      readFileSync(join(serving.surroundings.volume("tmp"), file), "latin1").includes("what-the-client-sent"),
    );
    expect(left).toEqual([]);
    expect(filesOf("database-ca")).toEqual(["bundle.pem"]);
  }, 60_000);

  it.each([
    ["migration", ["/database-ca", "/tmp"]],
    ["mlflow", ["/tmp"]],
    ["oauth2-proxy", []],
  ])(
    "lets %s write to its volumes and nowhere else",
    async (name, folders) => {
      const written = list(await inside(name, WRITER)).map(text);
      // bubblewrap's /dev is a file system of memory, as Docker's /dev/shm is: outside of the root.
      expect(written.filter((folder) => !folder.startsWith("/dev"))).toEqual(folders);
    },
    60_000,
  );

  it("gives nobody a capability, nor a way to get one", async () => {
    const fields = ["CapEff", "CapPrm", "CapInh", "CapAmb", "NoNewPrivs"];
    const found = processes().map((id) => fields.map((field) => processStatus(id, field)).join(" "));
    expect(found.length).toBeGreaterThan(3);
    const none = "0".repeat(16);
    expect([...new Set(found)]).toEqual([`${none} ${none} ${none} ${none} 1`]);
    expect(await inside("mlflow", REBEL)).toEqual([-1, -1, -1, -1]);
  }, 60_000);

  it("has one network for its containers, in which MLflow listens on the loopback address alone", () => {
    const networks = new Set(processes().map((id) => readlinkSync(`/proc/${id}/ns/net`)));
    expect(networks.size).toBe(1);
    expect(networks).not.toContain(readlinkSync("/proc/self/ns/net"));
    const id = mainProcess(containerOf(serving.task, "mlflow"));
    const [loopback, loopback6] = ["0100007F", "00000000000000000000000001000000"];
    const all = [...listening(id, "tcp"), ...listening(id, "tcp6")];
    expect(all).toContainEqual([loopback, 4180]);
    const open = all.filter(([address]) => address !== loopback && address !== loopback6).map(([, port]) => port);
    expect(open).toEqual(process.env.E2E_LOGIN === "yes" ? [8080] : []);
  });

  it("has the password of the database in no variable but the addresses that MLflow hands to its children", async () => {
    const password = (await theRehearsal().account.secret("mlflow/store-db-password")) ?? "";
    expect(password.length).toBeGreaterThan(7);
    const pairs = processes().flatMap((id) => Object.entries(environmentOf(id)));
    const names = pairs.filter(([, value]) => value.includes(password)).map(([name]) => name);
    expect([...new Set(names)].sort()).toEqual([
      "MLFLOW_BACKEND_STORE_URI",
      "MLFLOW_REGISTRY_URI",
      "MLFLOW_TRACKING_URI",
      "_MLFLOW_SERVER_FILE_STORE",
      "_MLFLOW_SERVER_REGISTRY_STORE",
    ]);
    expect(pairs.filter(([name]) => name === "DB_PASSWORD")).toEqual([]);
  });

  describeWithLogin("with login", () => {
    it("gives oauth2-proxy no volume and no secret but its own three", () => {
      const proxy = containerOf(serving.task, "oauth2-proxy");
      expect(proxy.registered.mounts).toEqual([]);
      const secrets = proxy.registered.secrets.map(({ name }) => name);
      const names = Object.keys(environmentOf(mainProcess(proxy)));
      expect(names).toEqual(expect.arrayContaining(secrets));
      expect(names.filter((name) => /^(DB_|MLFLOW_)/.test(name))).toEqual([]);
    });
  });
});

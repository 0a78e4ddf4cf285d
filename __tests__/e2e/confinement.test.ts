import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Container } from "../../src/rehearsal/container";
import { containerOf, environmentOf, mainProcess, processStatus, processTree } from "../support/container-processes";
import { describeIsolated, OwnTasks } from "../support/own-tasks";
import { serve, ServingTask } from "../support/serving-task";
import { parse, list, text, object } from "../support/stack-json";
import { askTask } from "../support/task-client";

const ARTIFACT = "/api/2.0/mlflow-artifacts/artifacts/confinement/file.bin";

/** Tries to write a file in each folder that is there, and tells where it could. */
const WRITER = `
import json, os
folders = ["/", "/tmp", "/database-ca", "/etc", "/usr/bin", "/usr/lib", "/var", "/var/tmp", "/root", "/home", "/opt",
           "/run", "/srv", "/proc", "/sys", "/dev", "/rehearsal"]
written = []
for folder in filter(os.path.isdir, folders):
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

/** Who listens on which address and port, and the names of the network interfaces. */
const NETWORK = `
import json, os, socket
def listening(file):
    lines = [line.split() for line in open(file).readlines()[1:]]
    return [fields[1] for fields in lines if fields[3] == "0A"]
def reaches(address):
    try:
        socket.create_connection(address, timeout=3).close()
        return True
    except OSError:
        return False
print(json.dumps({
    "tcp": listening("/proc/net/tcp"), "tcp6": listening("/proc/net/tcp6"),
    "interfaces": os.listdir("/sys/class/net") if False else [name for _, name in socket.if_nameindex()],
    "mlflow": reaches(("127.0.0.1", 4180)), "outside": reaches(("192.0.2.1", 443)),
}))
`;

let tasks: OwnTasks;
let serving: ServingTask;

/** Runs a Python program inside a container, beside what runs there. */
function inside(container: Container, program: string): Promise<string> {
  const [file = "", ...args] = serving.surroundings.wrap(container.registered, ["python3", "-c", program]);
  const env = { PATH: environmentOf(mainProcess(container)).PATH ?? "" };
  return new Promise((resolve, reject) => {
    execFile(file, args, { env, timeout: 30_000 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}

async function writable(name: string): Promise<readonly string[]> {
  const container = [...serving.task.containers.values()].find(({ registered }) => registered.name === name);
  if (container === undefined) throw new Error(name);
  return list(parse(await insideOf(container, WRITER))).map(text);
}

/** As \`inside\`, for a container that may have ended. */
function insideOf(container: Container, program: string): Promise<string> {
  return inside({ ...container, registered: container.registered, program: container.program } as Container, program);
}

// Requests of one kind, by a number of connections that each wait for the answer: node load.mjs '<json>' with
//   { address, host, token, authority, path, body, requests, connections }
// Prints { seconds, latencies, repeated } (milliseconds). As MLflow's client does, what was answered with 5xx is sent
// again, which counts as one request; any other answer but 200 ends it.
import { agentFor, caller } from "./target.mjs";

const settings = JSON.parse(process.argv[2]);
const { path, body, requests, connections } = settings;
const call = caller(settings);
const agent = agentFor(settings);
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };

let repeated = 0;

async function once() {
  const started = performance.now();
  for (let attempt = 1; ; attempt++) {
    const { status, text } = await send();
    if (status === 200) return performance.now() - started;
    if (status < 500 || attempt === 5) throw new Error(`${status} from ${path}: ${text.slice(0, 300)}`);
    repeated += 1;
  }
}

function send() {
  return new Promise((resolve, reject) => {
    const request = call({ method: "POST", path, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    request.on("error", reject).end(body);
  });
}

let left = requests;
const latencies = [];
const started = performance.now();
await Promise.all(
  Array.from({ length: connections }, async () => {
    while (left-- > 0) latencies.push(await once());
  }),
);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000, latencies, repeated }));
agent.destroy();

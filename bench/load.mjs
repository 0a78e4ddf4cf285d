// Requests of one kind, by a number of connections that each wait for the answer: node load.mjs '<json>' with
//   { address, host, token, authority, path, body, requests, connections }
// Prints { seconds, latencies } (milliseconds). Any answer but 200 ends it.
import { agentFor, caller } from "./target.mjs";

const settings = JSON.parse(process.argv[2]);
const { path, body, requests, connections } = settings;
const call = caller(settings);
const agent = agentFor(settings);
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };

function once() {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const request = call({ method: "POST", path, agent, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      response.on("end", () =>
        response.statusCode === 200
          ? resolve(performance.now() - started)
          : reject(new Error(`${response.statusCode} from ${path}: ${text.slice(0, 300)}`)),
      );
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
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1000, latencies }));
agent.destroy();

// One artifact up and down: node transfer.mjs '<json>' with { address, host, token, authority, path, megabytes }.
// Prints { up, down } in MB a second. Nothing is kept in memory.
import { Readable } from "node:stream";
import { caller } from "./target.mjs";

const settings = JSON.parse(process.argv[2]);
const { path, megabytes } = settings;
const call = caller(settings);
const MEGABYTE = 1_000_000;
const chunk = Buffer.alloc(MEGABYTE, "artifact");
const body = { "content-length": megabytes * MEGABYTE, "content-type": "application/octet-stream" };

function transfer(method, headers, source) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const request = call({ method, path, headers }, (response) => {
      let bytes = 0;
      response.on("data", (part) => (bytes += part.length));
      response.on("end", () => {
        const complete = response.statusCode === 200 && (source !== undefined || bytes === megabytes * MEGABYTE);
        if (complete) resolve((megabytes * 1000) / (performance.now() - started));
        else reject(new Error(`${method} ${path}: ${response.statusCode}, ${bytes} bytes`));
      });
    });
    request.on("error", reject);
    if (source === undefined) request.end();
    else source.pipe(request);
  });
}

const up = await transfer("PUT", body, Readable.from(Array.from({ length: megabytes }, () => chunk)));
const down = await transfer("GET", {});
process.stdout.write(JSON.stringify({ up, down }));

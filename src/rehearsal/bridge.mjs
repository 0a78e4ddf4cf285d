/**
 * Passes connections on: `node bridge.mjs '[{ "listen": …, "connect": … }, …]'`, each end `{ "port": n }` on the loopback
 * address or `{ "path": "socket" }`. Two of them, one in a network namespace and one outside, join the two by sockets in a
 * folder: the file system is shared and the network is not. Prints the ports that it listens on (`{ "port": 0 }` takes a
 * free one), in the order of the list.
 */
import { connect, createServer } from "node:net";

const routes = JSON.parse(process.argv[2]);
const ports = await Promise.all(routes.map(({ listen, connect: target }) => forward(place(listen), place(target))));
process.stdout.write(`bridge ready ${JSON.stringify(ports)}\n`);

function place(end) {
  return "path" in end ? end : { ...end, host: "127.0.0.1" };
}

function forward(from, to) {
  const server = createServer({ allowHalfOpen: true }, (outer) => {
    const inner = connect({ ...to, allowHalfOpen: true });
    join(outer, inner);
    join(inner, outer);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(from, () => resolve(server.address().port ?? null));
  });
}

/** What one end says, the other hears; an end that breaks breaks the other, too. */
function join(one, other) {
  one.pipe(other);
  one.on("error", () => other.destroy());
}

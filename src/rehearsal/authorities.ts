import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { Certificate } from "./certificates";
import { listen } from "./listen";
import { Supervisor } from "./supervisor";

/**
 * Offers one PEM file over HTTPS, as AWS offers the authorities of RDS, until the supervisor stops.
 *
 * @param tls for `localhost`
 * @returns its address
 */
export async function offerAuthorities(supervisor: Supervisor, file: string, tls: Certificate): Promise<string> {
  const settings = { cert: readFileSync(tls.certificateFile), key: readFileSync(tls.keyFile) };
  const create = (): ReturnType<typeof createServer> =>
    createServer(settings, (_request, response) => {
      response.setHeader("content-type", "application/x-pem-file").end(readFileSync(file));
    });
  const servers = await listen(create, 0);
  supervisor.atStop(() => Promise.all(servers.map((server) => server.close())));
  return `https://localhost:${servers[0]?.port ?? 0}/global-bundle.pem`;
}

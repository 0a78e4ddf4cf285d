/**
 * The identity provider of the rehearsal: `node main.mjs <config.json>`. It takes everybody's word for who they are,
 * and listens on localhost only. The settings are those that `issuer.ts` writes.
 */
import { readFileSync } from "node:fs";
import { URL } from "node:url";
import { BadRequest, identityToken } from "./identity-token.mjs";
import { interaction } from "./interaction.mjs";
import { listenOnLocalhost } from "./listen.mjs";
import { openIdProvider } from "./provider.mjs";
import { Users } from "./users.mjs";

const readConfig = () => JSON.parse(readFileSync(process.argv[2], "utf8"));
const config = readConfig();
const { port, servers } = await listenOnLocalhost(config.port, {
  cert: readFileSync(config.tls.certificateFile),
  key: readFileSync(config.tls.keyFile),
});
const issuer = {
  url: `https://localhost:${port}`,
  client: config.client,
  users: new Users(config.users),
  signingKey: JSON.parse(readFileSync(config.signingKeyFile, "utf8")),
  tokenLifetimeSeconds: config.tokenLifetimeSeconds,
  returnsTo: new URL(config.client.redirectUri).origin,
};
const provider = openIdProvider(issuer);
const openId = provider.callback();

for (const server of servers) server.on("request", (request, response) => void answer(request, response));
process.on("SIGHUP", () => {
  const { users, usersVersion } = readConfig();
  issuer.users.replace(users);
  console.log(`users of version ${usersVersion}`);
});
process.on("SIGTERM", () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});
// The process id tells this start from an earlier one in the same log.
console.log(`issuer ready ${issuer.url} (process ${process.pid})`);

async function answer(request, response) {
  try {
    const { pathname, searchParams } = new URL(request.url, issuer.url);
    if (pathname === "/identity-token") sendIdentityToken(response, searchParams);
    else if (pathname.startsWith("/interaction/")) await interaction(request, response, { ...issuer, provider });
    else await openId(request, response);
  } catch (error) {
    console.error(error);
    if (!response.headersSent) response.writeHead(500);
    response.end();
  }
}

function sendIdentityToken(response, query) {
  const send = (status, text) => {
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
    response.end(`${text}\n`);
  };
  try {
    send(200, identityToken(query, issuer));
    console.log(`identity token: ${query.get("user")}`);
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    send(400, error.message);
  }
}

import { get as request } from "node:https";
import { text } from "node:stream/consumers";

/**
 * Fetches over HTTPS from a server of the rehearsal.
 *
 * @param authority the certificate authority to trust, PEM
 */
export async function get(address: URL, authority: Buffer): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(address, { ca: authority, agent: false }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body });
      }, reject);
    }).on("error", reject);
  });
}

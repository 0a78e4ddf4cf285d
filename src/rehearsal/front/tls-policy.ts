import { SecureContextOptions } from "node:tls";
import { RefusedPartError } from "./refusal";

const POLICIES: Readonly<Record<string, SecureContextOptions>> = {
  "ELBSecurityPolicy-TLS13-1-2-2021-06": {
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: [
      ...["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
      ...["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
      ...["ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256"],
      ...["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
      ...["ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384"],
    ].join(":"),
  },
};

/**
 * The TLS versions and ciphers of one of AWS's policies.
 *
 * @throws RefusedPartError for a policy that is not known
 */
export function tlsPolicy(name = ""): SecureContextOptions {
  const policy = POLICIES[name];
  if (policy === undefined) throw new RefusedPartError(`the TLS policy ${name}`);
  return policy;
}

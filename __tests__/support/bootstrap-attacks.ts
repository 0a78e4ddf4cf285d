import fc from "fast-check";
import { Attack } from "./hostile-values";

const matching = (pattern: RegExp): fc.Arbitrary<string> => fc.stringMatching(pattern);
const version = (min: number): Attack => ({
  valid: fc.oneof(fc.integer({ min, max: 1_000_000 }), fc.constantFrom(min, 1, 1_000_000)),
});

/** What an identity provider hands out, and what only looks like it. */
const client: fc.Arbitrary<string> = fc.oneof(
  matching(/^[0-9]{6,12}-[a-z0-9]{8,32}\.apps\.googleusercontent\.com$/),
  matching(/^[!-~]{1,80}$/),
  fc.constantFrom("", '"quoted"\\', "${path.module}", "%{ if true }x%{ endif }", "x".repeat(4096)),
);

/** Generators for the variables of the bootstrap stack that mlflow does not have. */
export const BOOTSTRAP_ATTACKS: Readonly<Record<string, Attack>> = {
  state_bucket_name: {
    valid: fc.oneof(
      matching(/^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$/),
      matching(/^[a-z0-9]{3}$/),
      matching(/^[a-z0-9]{63}$/),
      // Nearly right: what S3 keeps for itself.
      matching(/^(xn--|sthree-|amzn-s3-demo-)[a-z]{3}$/),
      matching(/^[a-z]{3}(-s3alias|--ol-s3|--x-s3|--table-s3|-an)$/),
      matching(/^[a-z]{3,20}-[0-9]{12}-(eu-west-1|us-gov-east-1)-an$/),
      matching(/^[a-z]{3}-[0-9]{11}-eu-west-1-an$/),
    ),
  },
  state_lock_table_name: { valid: fc.oneof(matching(/^[A-Za-z0-9_.-]{3,60}$/), matching(/^[A-Za-z0-9_.-]{255}$/)) },
  // Both or none: the other one is right.
  oauth2_client_id: { valid: client, beside: (id) => ({ oauth2_client_secret: id === "" ? "" : "secret" }) },
  oauth2_client_secret: { valid: client, beside: (secret) => ({ oauth2_client_id: secret === "" ? "" : "id" }) },
  oauth2_client_version: version(0),
  oauth2_cookie_secret_version: version(1),
  secret_recovery_window_in_days: { valid: fc.oneof(fc.constant(0), fc.integer({ min: 7, max: 30 })) },
};

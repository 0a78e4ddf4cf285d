import { CertificateSummary, KeyAlgorithm, paginateListCertificates } from "@aws-sdk/client-acm";
import { AwsClients } from "./aws-clients";

/** The keys that the look-up of the stack names; without a list AWS tells only of RSA keys up to 2048 bits. */
const KEYS = [
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_prime256v1",
  "EC_secp384r1",
  "EC_secp521r1",
] as const satisfies readonly KeyAlgorithm[];

/** All certificates of the region, in whatever status, that the stack could use once issued. */
export async function listCertificates({ acm }: AwsClients): Promise<readonly CertificateSummary[]> {
  const found: CertificateSummary[] = [];
  for await (const page of paginateListCertificates({ client: acm }, { Includes: { keyTypes: [...KEYS] } })) {
    found.push(...(page.CertificateSummaryList ?? []));
  }
  return found;
}

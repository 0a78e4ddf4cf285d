/** What secrets look like, by who issues them. */
export const SECRET_PATTERNS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["AWS access key ids", /\b(AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}/],
  ["AWS account ids", /\b\d{12}\b/],
  ["private keys", /-----BEGIN/],
  ["JSON web tokens", /\beyJ[A-Za-z0-9_-]{8,}/],
  ["Google client secrets", /\bGOCSPX-/],
  ["GitHub tokens", /\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_/],
  ["complete ARNs of secrets", /arn:[^"$]*:secretsmanager:/],
  ["long hexadecimal values, such as digests and keys", /\b[0-9a-f]{16,}\b/i],
  ["UUIDs", /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/i],
  ["URLs with a password", /:\/\/[A-Za-z0-9._%-]+:[A-Za-z0-9._%-]+@/],
];

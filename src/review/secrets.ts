/** Whether what a variable is called says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return (
    /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY|CREDENTIAL)/i.test(name) &&
    !/_(ARN|FILE|PATH|URL|URI|NAME|ID|VERSION|TTL|EXPIRE)$/i.test(name)
  );
}

const PASSWORD_IN_ADDRESS = /(:\/\/[^\s/@:]*):[^\s/@]+@/g;
/** A key id of AWS, or a private key with everything up to its end. */
const KEYS = /\bA(?:KI|SI)A[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;

/** The text without passwords in addresses. */
export function withoutPasswords(text: string): string {
  return text.replace(PASSWORD_IN_ADDRESS, "$1:(hidden)@");
}

/** The text without ids of AWS keys and private keys. */
export function withoutKeys(text: string): string {
  return text.replace(KEYS, "(hidden)");
}

/** Whether a password in an address, a key id of AWS, or a private key stands in a value. */
export function holdsSecret(value: string): boolean {
  return withoutKeys(withoutPasswords(value)) !== value;
}

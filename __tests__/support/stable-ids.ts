/** What AWS and Terraform make up anew each time, and its length. Names, ARNs and revisions are the same in every account. */
const MADE_UP = [
  {
    pattern: /\b(vpc|subnet|sg|sgr|igw|rtb|rtbassoc|eni|vpce|eipalloc|nat|fl|pl)-([0-9a-f]{17}|[0-9a-f]{8})\b/g,
    digits: 17,
  },
  // Terraform's suffix of a name_prefix: the time to a tenth of a millisecond, and a counter in hexadecimal.
  { pattern: /(?<=\D)()\d{18}[0-9a-f]{8}(?![0-9a-f])/g, digits: 26 },
  { pattern: /(?<=\/)()[0-9a-f]{16}\b/g, digits: 16 },
  { pattern: /()\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, digits: 12 },
  { pattern: /(?<=:secret:[^"\s:]{1,120}-)()[A-Za-z0-9]{6}(?=[\\":|])/g, digits: 6 },
  { pattern: /(?<=[.-])()[a-z0-9]{12}(?=\.[a-z0-9-]+\.rds\.)/g, digits: 12 },
] as const;

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;

/** The text with counted ids in place of those that are made up, so that what two accounts say can be compared. */
export function withStableIds(text: string): string {
  const counted = MADE_UP.reduce((result, { pattern, digits }) => {
    const numbers = new Map<string, number>();
    return result.replace(pattern, (id: string, kind: string) => {
      const number = numbers.get(id) ?? numbers.size + 1;
      numbers.set(id, number);
      return `${kind === "" ? "" : `${kind}-`}${String(number).padStart(digits, "0")}`;
    });
  }, text);
  return counted.replace(MOMENT, "2026-01-01T00:00:00Z");
}

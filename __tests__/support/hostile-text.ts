/** Digits, letters and a dash that look like ASCII and are not: Cyrillic, full width, non-breaking. */
const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ["a", "\u0430"],
  ["e", "\u0435"],
  ["o", "\u043e"],
  ["1", "\uff11"],
  [".", "\u3002"],
  ["-", "\u2011"],
  ["/", "\u2215"],
];

/** Lengths around what AWS, DNS and our own rules allow. */
const LENGTHS = [
  1, 2, 3, 24, 25, 32, 33, 63, 64, 65, 128, 129, 200, 201, 253, 254, 255, 256, 257, 400, 401, 512, 513, 1024, 1025,
  70_000,
];

/** What somebody pastes, mistypes or tries on purpose at either end of a right value. */
const AFFIXES = [
  ...Array.from("\n \t\r\u0001\u001b\u007f\u00a0\u200b\u202e\ufeff\u0301é€😀"),
  ...Array.from("\"'`\\;|&<>()[]{}*?!#$%^~,=:@/._+-"),
  "\r\n",
  "\\n",
  "--",
  "..",
  "//",
  "/../",
  "../",
  "/./",
  "${var.domain}",
  "${path.module}",
  "$${x}",
  "%{ if true }x%{ endif }",
  "%00",
  "%2e%2e/",
  "$(id)",
  "$HOME",
  "; id",
  "&& id",
  "x,y",
  ",*",
  "=x",
  "xn--",
  "*.",
  "https://",
  "HTTPS://user:password@",
  ":8080",
  ":99999",
  "@example.org",
  "?x=1",
  "#x",
  " --bind 0.0.0.0:8080",
  "\n--bind=0.0.0.0:8080",
  "arn:aws:iam::123456789012:role/",
  "internal-",
  "sg-",
  "aws:",
  "/8",
  "/08",
  "0",
  "00",
];

const lengthened: readonly ((text: string) => string)[] = LENGTHS.flatMap((length) => [
  (text: string): string => `${text}${"a".repeat(length)}`.slice(0, length),
  (text: string): string => (text === "" ? "" : text.repeat(Math.ceil(length / text.length)).slice(0, length)),
  // As many labels of a host name in front as fit.
  (text: string): string => `${`${"a".repeat(61)}.`.repeat(Math.ceil(length / 62))}${text}`.slice(-length),
]);

const replaced: readonly ((text: string) => string)[] = LOOK_ALIKES.map(
  ([ascii, other]) =>
    (text: string): string =>
      text.replace(ascii, other),
);

/** Changes of a right text that are easily made and often wrong; the same text may come back. */
export const TEXT_MUTATIONS: readonly ((text: string) => string)[] = [
  ...AFFIXES.flatMap((affix) => [
    (text: string): string => `${affix}${text}`,
    (text: string): string => `${text}${affix}`,
    (text: string): string => {
      const middle = Math.floor(text.length / 2);
      return `${text.slice(0, middle)}${affix}${text.slice(middle)}`;
    },
  ]),
  ...lengthened,
  ...replaced,
  (text): string => text.toUpperCase(),
  (text): string => text.charAt(0).toUpperCase() + text.slice(1),
  (text): string => text.slice(1),
  (text): string => text.slice(0, -1),
  (text): string => text.replaceAll(".", ""),
  (text): string => text.replaceAll("-", "_"),
  (text): string => text.replaceAll("/", "\\"),
  (text): string => text.replaceAll(/[0-9]+/g, "999999999999"),
  (text): string => text.replaceAll(/[0-9]+/g, "-1"),
  (text): string => text.replaceAll(/[0-9]+/g, "0"),
  (text): string => text.replaceAll(/[0-9]+/g, "256"),
  (text): string => text.replaceAll(/\b([0-9])/g, "0$1"),
  (text): string => text.replace(/([0-9]+)$/, "0$1"),
  (text): string => Array.from(text).reverse().join(""),
  (): string => "",
];

/** Texts that have nothing to do with a right value. */
export const ODD_TEXTS: readonly string[] = [
  ...AFFIXES,
  "null",
  "true",
  "0",
  "1e300",
  "0x10",
  "NaN",
  "[]",
  "{}",
  '["example.com"]',
  "localhost",
  "127.0.0.1",
  "::1",
  "2001:db8::/32",
  "::ffff:10.0.0.0/104",
  "10.0.0.1/8",
  "0.0.0.0/0",
  "010.0.0.0/8",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0",
  "example.com",
  "example.com.",
  "xn--bcher-kva.example",
  "example.xn--p1ai",
  "a..b",
  "default",
  "latest",
  "../../etc/passwd",
  "file:///etc/passwd",
];

import { api, Attack, attack, bearer } from "./attack";
import { HOST, lines } from "./lines";

/** Verdicts on a request of nobody and on one of alice. */
type Pair = readonly [nobody: string, alice: string];
type Ambiguity = readonly [
  name: string,
  headers: readonly string[],
  /** `<hidden>` is the other request, `<length>` its length in hexadecimal. */
  body: string,
  /** @default - both refused as malformed, at both entries */
  verdicts?: { readonly front?: Pair; readonly behind: Pair },
];

const MALFORMED: Pair = ["400", "400"];
const EMPTY_CHUNK = "0\r\n\r\n";

/**
 * 401 or 200 first and 401 then: the first request ends where it says, and the hidden one is of nobody. 501 and 502:
 * refused by oauth2-proxy, or by MLflow because the first request breaks off.
 */
const AMBIGUITIES: readonly Ambiguity[] = [
  [
    "length over chunks",
    ["Content-Length: 300", "Transfer-Encoding: chunked"],
    `${EMPTY_CHUNK}<hidden>`,
    { behind: ["401, 401", "200, 401"] },
  ],
  [
    "chunks over length",
    ["Transfer-Encoding: chunked", "Content-Length: 4"],
    `<length>\r\n<hidden>\r\n${EMPTY_CHUNK}`,
    { behind: ["401", "200"] },
  ],
  ["two lengths", ["Content-Length: 0", "Content-Length: 300"], "<hidden>"],
  ["two lengths in one", ["Content-Length: 0, 300"], "<hidden>"],
  ["a signed length", ["Content-Length: +0"], "<hidden>"],
  ["a negative length", ["Content-Length: -1"], "<hidden>"],
  ["a length in hexadecimal", ["Content-Length: 0x0"], "<hidden>"],
  ["a length in words", ["Content-Length: none"], "<hidden>"],
  ["a length beyond 64 bits", ["Content-Length: 18446744073709551616"], "<hidden>"],
  ["a space before the colon of the length", ["Content-Length : 300"], "<hidden>"],
  ["a line feed in the length", ["Content-Length: 0\nX: y"], "<hidden>", { behind: ["401, 401", "200, 401"] }],
  ["an unknown coding", ["Transfer-Encoding: xchunked"], `${EMPTY_CHUNK}<hidden>`, { behind: ["501", "501"] }],
  [
    "a coding before chunked",
    ["Transfer-Encoding: gzip, chunked"],
    `${EMPTY_CHUNK}<hidden>`,
    { front: ["501, 401", "501, 401"], behind: ["501", "501"] },
  ],
  [
    "a coding after chunked",
    ["Transfer-Encoding: chunked, identity"],
    `${EMPTY_CHUNK}<hidden>`,
    { behind: ["501", "501"] },
  ],
  [
    "chunked twice",
    ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    `${EMPTY_CHUNK}<hidden>`,
    { behind: ["501", "501"] },
  ],
  [
    "chunked and something else",
    ["Transfer-Encoding: chunked", "Transfer-Encoding: cow"],
    `${EMPTY_CHUNK}<hidden>`,
    { behind: ["501", "501"] },
  ],
  ["quoted chunked", ['Transfer-Encoding: "chunked"'], `${EMPTY_CHUNK}<hidden>`, { behind: ["501", "501"] }],
  ["a vertical tab before chunked", ["Transfer-Encoding:\u000bchunked", "Content-Length: 0"], "<hidden>"],
  [
    "a space before the colon of the coding",
    ["Transfer-Encoding : chunked", "Content-Length: 300"],
    `${EMPTY_CHUNK}<hidden>`,
  ],
  [
    "an underscore in the coding's name",
    ["Transfer_Encoding: chunked", "Content-Length: 0"],
    "<hidden>",
    { front: ["401, 401", "200, 401"], behind: ["401, 401", "200, 401"] },
  ],
  [
    "a line feed before the coding",
    ["X: y\nTransfer-Encoding: chunked", "Content-Length: 0"],
    `${EMPTY_CHUNK}<hidden>`,
    { behind: ["401, 401", "200, 401"] },
  ],
  ["a carriage return before the coding", ["X: y\rTransfer-Encoding: chunked", "Content-Length: 0"], "<hidden>"],
  [
    "a chunk size of more than 64 bits",
    ["Transfer-Encoding: chunked"],
    `${"f".repeat(17)}\r\n<hidden>`,
    { behind: ["401", "502"] },
  ],
  ["a negative chunk size", ["Transfer-Encoding: chunked"], `-1\r\n<hidden>`, { behind: ["401", "502"] }],
  ["a chunk size with 0x", ["Transfer-Encoding: chunked"], `0x0\r\n\r\n<hidden>`, { behind: ["401", "502"] }],
  [
    "a chunk extension with a line feed",
    ["Transfer-Encoding: chunked"],
    `0;a\nb\r\n\r\n<hidden>`,
    { behind: ["401", "502"] },
  ],
  [
    "a chunk that ends in two wrong bytes",
    ["Transfer-Encoding: chunked"],
    `1\r\nxAA${EMPTY_CHUNK}<hidden>`,
    { behind: ["401", "502"] },
  ],
  ["chunks that end in line feeds", ["Transfer-Encoding: chunked"], `1\nx\n0\n\n<hidden>`, { behind: ["401", "502"] }],
  [
    "a length in the trailer",
    ["Transfer-Encoding: chunked", "Trailer: Content-Length"],
    `0\r\nContent-Length: 300\r\n\r\n<hidden>`,
  ],
];

/** Two servers in a row must not disagree about where a request ends. */
export const SMUGGLING: readonly Attack[] = AMBIGUITIES.flatMap(([name, headers, body, verdicts]) => {
  const { front = MALFORMED, behind = MALFORMED } = verdicts ?? {};
  const bytes = (mark: string, ...more: readonly string[]): string => {
    const hidden = lines(`GET ${api(mark)} HTTP/1.1`, HOST, "", "");
    const rest = body.replace("<length>", hidden.length.toString(16)).replace("<hidden>", hidden);
    const common = ["POST /api/2.0/mlflow/runs/search HTTP/1.1", HOST, "Content-Type: application/json"];
    return lines(...common, ...more, ...headers, "", rest);
  };
  return [
    attack(name, { front: front[0], "oauth2-proxy": behind[0] }, (_, mark) => bytes(mark)),
    attack(`${name}, behind a request of alice`, { front: front[1], "oauth2-proxy": behind[1] }, ({ token }, mark) =>
      bytes(mark, bearer(token)),
    ),
  ];
});

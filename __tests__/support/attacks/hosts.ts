import { api, Attack, request, RequestOptions } from "./attack";

function at(name: string, host: RequestOptions["host"], front: string, behind: string): Attack {
  return {
    name,
    request: (_, mark) => request(api(mark), [], { host: host ?? [] }),
    verdict: { front, "oauth2-proxy": behind },
  };
}

/** The front knows one name; oauth2-proxy takes all of them, and lets nobody in under any. */
export const HOSTS: readonly Attack[] = [
  at("the load balancer's own name", ["Host: oauth2-mlflow-123456789.eu-west-1.elb.amazonaws.com"], "404", "401"),
  at("an address by number", ["Host: 127.0.0.1"], "404", "401"),
  at("an address of IPv6", ["Host: [::1]"], "404", "401"),
  at("an address as a number", ["Host: 2130706433"], "404", "401"),
  at("the task's own name for itself", ["Host: localhost:4180"], "404", "401"),
  at("another host", ["Host: evil.test"], "404", "401"),
  at("a sub-domain", ["Host: a.mlflow.localhost"], "404", "401"),
  at("a look-alike", ["Host: mlflow.localhost.evil.test"], "404", "401"),
  at("a trailing dot", ["Host: mlflow.localhost."], "404", "401"),
  at("upper case", ["Host: MLFLOW.LOCALHOST"], "401", "401"),
  at("the port", ["Host: mlflow.localhost:443"], "401", "401"),
  at("another port", ["Host: mlflow.localhost:8080"], "404", "401"),
  at("a port that is none", ["Host: mlflow.localhost:x"], "404", "401"),
  at("a user", ["Host: alice@mlflow.localhost"], "404", "400"),
  at("a path", ["Host: mlflow.localhost/ping"], "404", "400"),
  at("a space", ["Host: mlflow.localhost evil.test"], "404", "400"),
  at("a comma", ["Host: mlflow.localhost, evil.test"], "404", "400"),
  at("a tab", ["Host: mlflow.localhost\tevil.test"], "404", "400"),
  at("no name", ["Host: "], "404", "401"),
  at("no header", [], "400", "400"),
  at("two hosts", ["Host: mlflow.localhost", "Host: evil.test"], "400", "400"),
  at("two hosts, the good one last", ["Host: evil.test", "Host: mlflow.localhost"], "400", "400"),
  at("the same host twice", ["Host: mlflow.localhost", "Host: mlflow.localhost"], "400", "400"),
  at("a host in two lines", ["Host: mlflow.localhost", " evil.test"], "400", "400"),
  at("a host of 10 kB", [`Host: ${"a".repeat(10_000)}`], "404", "401"),
  {
    ...at("another name for TLS than for HTTP", ["Host: mlflow.localhost"], "401", "401"),
    serverName: "localhost",
    entries: ["front"],
  },
  { ...at("a good name for TLS and another for HTTP", ["Host: localhost"], "404", "401"), entries: ["front"] },
  {
    ...at("an unknown name for TLS", ["Host: mlflow.localhost"], "401", "401"),
    serverName: "evil.test",
    entries: ["front"],
  },
];

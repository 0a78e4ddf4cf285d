import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MissingToolsError, requireTools, ToolName } from "../../../src/rehearsal/tools";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tools-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program that prints something whatever it is asked. */
function stub(name: string, prints: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(path, 0o755);
  return path;
}

const env = (): Record<string, string> => ({ PATH: `${folder}:/usr/bin:/bin`, PYTHON: "python-of-the-test" });

function complaint(...names: readonly ToolName[]): string {
  try {
    requireTools(names, { PATH: folder }, []);
  } catch (error) {
    if (error instanceof MissingToolsError) return error.message;
    throw error;
  }
  return "";
}

describe("the tools", () => {
  it("finds what is new enough, by the versions that the programs print", () => {
    const expected = {
      terraform: stub("terraform", "Terraform v1.11.0\non linux_amd64"),
      python3: stub("python-of-the-test", "Python 3.13.0"),
      mariadbd: stub("mariadbd", "mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)"),
      "mariadb-install-db": stub("mariadb-install-db", ""),
      mariadb: stub("mariadb", ""),
      "oauth2-proxy": stub("oauth2-proxy", "oauth2-proxy v7.15.3 (built with go1.26.8)"),
    };
    const names = [
      "terraform",
      "python3",
      "mariadbd",
      "mariadb-install-db",
      "mariadb",
      "oauth2-proxy",
    ] as const satisfies readonly ToolName[];
    expect(requireTools(names, env(), [])).toEqual(expected);
  });

  it.each([
    ["1.10.9", "1.10.9"],
    ["0.99.0", "0.99.0"],
    ["1.11.0", undefined],
    ["1.100.0", undefined],
    ["2.0.0", undefined],
  ])("compares versions as numbers: Terraform %s", (version, refused) => {
    const path = stub("terraform", `Terraform v${version}`);
    const found = (): unknown => requireTools(["terraform"], env(), []);
    if (refused === undefined) expect(found()).toEqual({ terraform: path });
    else expect(found).toThrow(`terraform 1.11 or later (${path} is ${refused})`);
  });

  it("refuses the patch release before the wanted one", () => {
    stub("oauth2-proxy", "oauth2-proxy v7.15.1 (built with go1.26.8)");
    expect(() => requireTools(["oauth2-proxy"], env(), [])).toThrow("oauth2-proxy is 7.15.1");
  });

  it("tells all that is missing or too old at once, and how to get it, each way once", () => {
    writeFileSync(join(folder, "mariadb"), "cannot be executed", { mode: 0o600 });
    const python = stub("python3", "Python 3.9.6");
    const terraform = stub("terraform", "command not found");
    expect(complaint("terraform", "python3", "mariadbd", "mariadb-install-db", "mariadb", "oauth2-proxy")).toBe(
      `These programs are needed:
  terraform 1.11 or later (${terraform} does not tell its version)
  python3 3.10 or later (${python} is 3.9.6)
  mariadbd 10.6 or later (not found)
  mariadb-install-db (not found)
  mariadb (not found)
  oauth2-proxy 7.15.2 or later (not found)
On Debian and Ubuntu:
  install Terraform as https://developer.hashicorp.com/terraform/install says
  sudo apt-get install python3 python3-venv
  sudo apt-get install mariadb-server
  download oauth2-proxy for your machine from https://github.com/oauth2-proxy/oauth2-proxy/releases and put it on the PATH
On macOS:
  brew install hashicorp/tap/terraform
  brew install python
  brew install mariadb
  brew install oauth2-proxy`,
    );
  });

  it("asks only for what it is asked for", () => {
    stub("mariadb", "");
    expect(complaint("mariadb")).toBe("");
    expect(complaint("mariadb", "oauth2-proxy")).not.toContain("apt-get");
  });

  it("looks into the folders of servers when the PATH has none", () => {
    const path = stub("mariadbd", "mariadbd  Ver 11.8.3-MariaDB");
    expect(requireTools(["mariadbd"], { PATH: "/nowhere" }, [folder])).toEqual({ mariadbd: path });
  });
});

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { Certificate } from "./certificates";
import { freePort } from "./listen";
import { Program } from "./program";
import { Supervisor } from "./supervisor";
import { ToolPaths } from "./tools";

const START_SECONDS = 60;
const STOP_SECONDS = 20;

export interface DatabaseServerSettings {
  readonly tools: ToolPaths<"mariadbd" | "mariadb-install-db" | "mariadb">;
  /** For `localhost`. */
  readonly tls: Certificate;
  /** @default - one that is free */
  readonly port?: number;
}

/** A database and the user who owns it. The password must not be empty. */
export interface DatabaseAccount {
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/**
 * MariaDB in place of Aurora: with TLS only, on the loopback address only, with nobody but its administrator, who comes
 * by a unix socket and needs no password. Data that do not outlive the supervisor.
 */
export class DatabaseServer {
  readonly host = "localhost";
  private program: Program | undefined;
  private starts = 0;

  private constructor(
    private readonly supervisor: Supervisor,
    private readonly settings: DatabaseServerSettings,
    private readonly folder: string,
    readonly port: number,
  ) {}

  /** @throws ProgramError when it cannot be installed or does not start */
  static async start(supervisor: Supervisor, settings: DatabaseServerSettings): Promise<DatabaseServer> {
    const folder = supervisor.subfolder("database");
    mkdirSync(join(folder, "tmp"));
    const server = new DatabaseServer(supervisor, settings, folder, settings.port ?? (await freePort()));
    await server.install();
    await server.run();
    return server;
  }

  /** Makes a database, and a user who may do everything in it and nothing elsewhere. */
  async createDatabase({ name, username, password }: DatabaseAccount): Promise<void> {
    // In GRANT, and only there, the name is a pattern.
    const pattern = name.replace(/[_%\\]/g, "\\$&");
    await this.query(`
      CREATE DATABASE ${quoted(name)};
      CREATE USER ${quoted(username)}@'%' IDENTIFIED BY PASSWORD '${passwordHash(password)}';
      GRANT ALL PRIVILEGES ON ${quoted(pattern)}.* TO ${quoted(username)}@'%';`);
  }

  /** Changes the password of a user; connections that are open stay so. It must not be empty. */
  async setPassword({ username, password }: Omit<DatabaseAccount, "name">): Promise<void> {
    await this.query(`ALTER USER ${quoted(username)}@'%' IDENTIFIED BY PASSWORD '${passwordHash(password)}'`);
  }

  /**
   * Runs SQL as administrator.
   *
   * @returns the rows, tab-separated, without headings
   * @throws Error with what the client printed
   */
  query(sql: string): Promise<string> {
    const options = ["--no-defaults", "--protocol=socket", `--socket=${this.socket}`, `--user=${userInfo().username}`];
    const output = ["--batch", "--skip-column-names", "--default-character-set=utf8mb4"];
    return new Promise((resolve, reject) => {
      const client = execFile(
        this.settings.tools.mariadb,
        [...options, ...output],
        { env: {} },
        (error, rows, complaint) => {
          if (error === null) resolve(rows);
          else reject(new Error(`mariadb: ${complaint.trim()}`));
        },
      );
      // A client that cannot connect does not read: its exit tells so.
      client.stdin?.on("error", () => undefined).end(sql);
    });
  }

  /** Lets it neither answer nor end: connections are accepted and stay silent, until `resume`. */
  pause(): void {
    this.program?.signal("SIGSTOP");
  }

  resume(): void {
    this.program?.signal("SIGCONT");
  }

  /** Connections are refused until `restart`. */
  async stop(): Promise<void> {
    this.resume();
    await this.program?.stop(STOP_SECONDS);
  }

  /** Starts it, after a stop if need be, on the same port with the same data. */
  async restart(): Promise<void> {
    await this.stop();
    await this.run();
  }

  private async install(): Promise<void> {
    const command = [
      this.settings.tools["mariadb-install-db"],
      ...this.storage,
      "--skip-test-db",
      "--auth-root-authentication-method=socket",
      // Not by --user: as root, the script would give the folder of MariaDB's PAM program to that user.
      `--auth-root-socket-user=${userInfo().username}`,
    ];
    await this.supervisor.start("database-install", command, { env: this.environment }).succeeds();
  }

  private async run(): Promise<void> {
    const { certificateFile, keyFile } = this.settings.tls;
    const command = [
      this.settings.tools.mariadbd,
      ...this.storage,
      // It refuses to run as root unless it is told so.
      `--user=${userInfo().username}`,
      `--socket=${this.socket}`,
      "--bind-address=127.0.0.1",
      `--port=${this.port}`,
      "--skip-name-resolve",
      "--require-secure-transport=ON",
      "--tls-version=TLSv1.2,TLSv1.3",
      `--ssl-cert=${certificateFile}`,
      `--ssl-key=${keyFile}`,
      // As Aurora MySQL 3 has it by default; its collation utf8mb4_0900_ai_ci is not known here, this one is next to it.
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_520_nopad_ci",
      "--max-allowed-packet=64M",
    ];
    // A log file for each start: the line that is waited for must be of this one.
    const program = this.supervisor.start(`database-${++this.starts}`, command, { env: this.environment });
    this.program = program;
    await program.prints(/ready for connections/, START_SECONDS);
  }

  /** Small and quick rather than safe: nothing in it is worth a crash recovery. */
  private get storage(): string[] {
    return [
      "--no-defaults",
      `--datadir=${join(this.folder, "data")}`,
      `--tmpdir=${join(this.folder, "tmp")}`,
      "--skip-log-bin",
      "--innodb-buffer-pool-size=64M",
      "--innodb-log-file-size=32M",
      "--innodb-flush-log-at-trx-commit=2",
    ];
  }

  private get socket(): string {
    return join(this.folder, "socket");
  }

  private get environment(): Record<string, string> {
    return { PATH: process.env.PATH ?? "" };
  }
}

/** An identifier or a user name, whatever is in it. */
function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** What MariaDB itself would keep of a password: so no password is ever in a statement. */
function passwordHash(password: string): string {
  const once = createHash("sha1").update(password, "utf8").digest();
  return `*${createHash("sha1").update(once).digest("hex").toUpperCase()}`;
}

import { confirm, input, password } from "@inquirer/prompts";
import type { Existing } from "./existing";

/** What the user typed, for the environment of Terraform: arguments can be read by everybody on the machine. */
export type ClientVariables = Readonly<Record<string, string>>;

/** true: somebody has to set the OAuth client's id and secret. */
export function clientIsMissing({ secrets }: Pick<Existing, "secrets">): boolean {
  const isEmpty = (name: "oauth2-client-id" | "oauth2-client-secret"): boolean => {
    const found = secrets[name];
    return found.kind === "absent" || (found.kind === "present" && !found.hasValue);
  };
  return isEmpty("oauth2-client-id") && isEmpty("oauth2-client-secret");
}

/** Asks for both, hidden. Nothing when the user wants to set them later. */
export async function askForClient(redirectUri: string): Promise<ClientVariables> {
  const now = await confirm({
    message: `Enter the OAuth client's id and secret now? (Its redirect URI: ${redirectUri})`,
    default: false,
  });
  if (!now) return {};
  const visible = (value: string): true | string =>
    /^[!-~]+$/.test(value) || "Give printable characters without spaces.";
  const id = await input({ message: "Client id:", validate: visible });
  const secret = await password({ message: "Client secret (hidden):", validate: visible });
  return { TF_VAR_oauth2_client_id: id, TF_VAR_oauth2_client_secret: secret, TF_VAR_oauth2_client_version: "1" };
}

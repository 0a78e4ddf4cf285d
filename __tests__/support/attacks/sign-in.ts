import { Browser, location } from "../issuer-client";
import { theRehearsal } from "../rehearsal";
import { Cookies } from "./attack";

/** A sign-in that has been begun: everything is there but its end. */
export interface BegunSignIn {
  readonly app: Browser;
  /** Address with `code` and `state` that leads back. */
  readonly callback: string;
}

/** A browser of its own at the address of MLflow. */
export function newBrowser(): Browser {
  const { url, authority } = theRehearsal();
  return new Browser(url, authority);
}

/** Goes to the identity provider and back, up to the last step. @param path where the way begins */
export async function beginSignIn(email: string, app = newBrowser(), path = "/"): Promise<BegunSignIn> {
  const { issuer, authority } = theRehearsal();
  const provider = new Browser(issuer, authority);
  const loginPage = location(await provider.open(location(await app.open(path))));
  const resume = location(await provider.open(loginPage, { user: email }));
  return { app, callback: location(await provider.open(resume)) };
}

/** Signs in as people do. @returns the cookies of the session */
export async function signIn(email: string): Promise<Cookies> {
  const { app, callback } = await beginSignIn(email);
  const { status, body } = await app.open(callback);
  if (status !== 302) throw new Error(`no sign-in of ${email} but ${status}: ${body}`);
  return app.cookies;
}

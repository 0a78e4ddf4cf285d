import { text } from "node:stream/consumers";
import { URLSearchParams } from "node:url";
import { errors } from "./library.mjs";
import { loginPage, problemPage, sendPage } from "./pages.mjs";

/** The login page, and what its buttons send. */
export async function interaction(request, response, { provider, users, returnsTo }) {
  try {
    // Whose browser does not have the cookie of this sign-in gets no page.
    await provider.interactionDetails(request, response);
    if (request.method !== "POST") {
      sendPage(response, 200, loginPage(users), returnsTo);
      return;
    }
    const user = users.withEmail(new URLSearchParams(await text(request)).get("user"));
    if (user === undefined) {
      sendPage(response, 400, problemPage("There is no such user."), returnsTo);
      return;
    }
    await provider.interactionFinished(request, response, { login: { accountId: user.subject, remember: false } });
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    const problem = "This sign-in is over or belongs to another browser. Go back to the application and start again.";
    sendPage(response, 400, problemPage(problem), returnsTo);
  }
}

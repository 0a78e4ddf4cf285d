import { createHash } from "node:crypto";

/** The people of the rehearsal, with the claims that their tokens hold. */
export class Users {
  #users;

  /** @param users `{ email, name, emailVerified }` each */
  constructor(users) {
    this.replace(users);
  }

  /** From now on these, and nobody else. */
  replace(users) {
    this.#users = users.map((user) => ({ ...user, subject: subject(user.email) }));
  }

  get all() {
    return this.#users;
  }

  withEmail(email) {
    return this.#users.find((user) => user.email === email);
  }

  withSubject(wanted) {
    return this.#users.find((user) => user.subject === wanted);
  }
}

/** Claims beside the subject, by the scope that asks for them. */
export const CLAIMS = { email: ["email", "email_verified"], profile: ["name"] };

export function claims({ subject: sub, email, emailVerified, name }) {
  return { sub, email, email_verified: emailVerified, name };
}

/** Opaque, as identity providers have it: whoever takes it for an e-mail address must fail here, too. */
function subject(email) {
  return createHash("sha256").update(email).digest("hex").slice(0, 24);
}

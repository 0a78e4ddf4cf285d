import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; --page: #f3f4f6; --card: #fff; --text: #1f2937; --soft: #4b5563; --line: #9ca3af; --mark: #1d4ed8; }
@media (prefers-color-scheme: dark) {
  :root { --page: #111827; --card: #1f2937; --text: #f9fafb; --soft: #d1d5db; --line: #6b7280; --mark: #93c5fd; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--page);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--card); border-radius: .75rem;
  box-shadow: 0 1px 3px rgb(0 0 0 / .25); overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1.5rem; color: var(--soft); }
p:last-child { margin: 0; }
button { display: block; width: 100%; margin-top: .75rem; padding: .75rem 1rem; text-align: left; font: inherit;
  color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; cursor: pointer; }
button:hover { border-color: var(--mark); }
button:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
button strong, button span { display: block; }
button span { color: var(--soft); }
`;

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** The page that asks who signs in: one button for each user, and no password. */
export function loginPage(users) {
  const buttons = users.all.map(
    ({ name, email, emailVerified }) =>
      `<button name="user" value="${escaped(email)}"><strong>${escaped(name)}</strong> ` +
      `<span>${escaped(email)}${emailVerified ? "" : " (address not verified)"}</span></button>`,
  );
  return page(
    "Rehearsal sign-in",
    `<p>This page stands for your company's identity provider: choose who signs in.</p>
<form method="post" aria-label="Who signs in">
${buttons.join("\n")}
</form>`,
  );
}

/** A page that says what went wrong. */
export function problemPage(problem) {
  return page("Rehearsal sign-in failed", `<p role="alert">${escaped(problem)}</p>`);
}

/**
 * Sends a page.
 *
 * @param returnsTo origin that the form may lead to: browsers hold a form's redirects to its policy, too
 */
export function sendPage(response, status, html, returnsTo) {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8", ...pageHeaders(returnsTo) });
  response.end(html);
}

export function pageHeaders(returnsTo) {
  return {
    "cache-control": "no-store",
    "content-security-policy":
      `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self' ${returnsTo}; ` +
      "base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

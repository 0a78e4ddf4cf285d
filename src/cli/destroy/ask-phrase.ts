import { createInterface } from "node:readline/promises";
import { CommandError } from "../command";

/** Refuses everything but the phrase that is needed, or a longer one that gives up more. */
export async function requirePhrase(
  given: string | undefined,
  needed: string,
  longest: string,
  usage: string,
): Promise<string> {
  const phrase = given ?? (await ask("Phrase: ", usage));
  if (phrase === needed || phrase === longest) return phrase;
  throw new CommandError(`The phrase is ${JSON.stringify(phrase)}, but "${needed}" is needed. Nothing was destroyed.`);
}

async function ask(question: string, usage: string): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError(`No terminal to ask at.\n\n${usage}`);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

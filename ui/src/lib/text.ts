import { whole } from "./money";

/** Small words: plurals, AWS's state names, lists. */

export function count(n: number, one: string, many = `${one}s`): string {
  return `${whole(n)} ${n === 1 ? one : many}`;
}

/** `TERMINATED_WITH_ERRORS` as `Terminated with errors`; what is not in capitals stays as AWS said it. */
export function words(raw: string): string {
  if (!/^[A-Z][A-Z0-9_]*$/.test(raw)) return raw;
  const lower = raw.toLowerCase().replaceAll("_", " ");
  return lower.charAt(0).toUpperCase() + lower.slice(1);
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** What Rust says in lower case without a full stop, as a sentence on the screen. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  // A region, a permission or a setting stays as AWS writes it: only a plain word takes a capital.
  const plain = /^[a-z]+(?=[\s,;]|:\s|$)/.test(trimmed);
  const started = plain ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(started) ? started : `${started}.`;
}

/** The same behind a colon: it ends as a sentence and begins as it was said. */
export function clause(text: string): string {
  const trimmed = text.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** A label within a sentence: `As the system` is `as the system`, and `EC2, EMR …` stays. */
export function lower(label: string): string {
  return /^[A-Z][a-z ]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

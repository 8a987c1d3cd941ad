import { isAsked } from "./keyboard";

let waiting: MutationObserver | undefined;

/** Puts the focus on what bears this name on the page, or begins with it, as soon as it is there. Another wish ends the waiting. */
export function focusNamed(name: string): void {
  waiting?.disconnect();
  if (focusNow(name)) return;
  waiting = new MutationObserver((_, observer) => {
    if (focusNow(name)) observer.disconnect();
  });
  waiting.observe(document.body, { childList: true, subtree: true });
}

/** Whoever looks for something else meanwhile is not called back. */
export function focusNothing(): void {
  waiting?.disconnect();
}

const FOCUSABLE = 'input, button, select, textarea, [tabindex="0"]';

function focusNow(name: string): boolean {
  // The dialog in which it was asked for still holds the focus.
  if (isAsked()) return false;
  const named = document.querySelector<HTMLElement>(`main [aria-label^=${JSON.stringify(name)}]`);
  const field = named?.matches(FOCUSABLE) ? named : named?.querySelector<HTMLElement>(FOCUSABLE);
  field?.scrollIntoView({ block: "center" });
  field?.focus();
  return field !== undefined && field !== null;
}

import { isAsked } from "./keyboard";

let waiting: MutationObserver | undefined;

/** Puts the focus on what bears this name on the page, or begins with it, as soon as it is there. */
export function focusNamed(name: string): void {
  once(() => focusNow(name));
}

/** Takes the keyboard for whoever stands nowhere any more, once the dialog that they came from is gone. Who stands somewhere stays. */
export function focusIfNowhere(element: HTMLElement): void {
  once(() => {
    if (element.isConnected && isAsked()) return false;
    if (element.isConnected && document.activeElement === document.body) element.focus({ preventScroll: true });
    return true;
  });
}

/** Does it as soon as the page is such that it can be done. Another wish ends the waiting. */
function once(done: () => boolean): void {
  waiting?.disconnect();
  if (done()) return;
  waiting = new MutationObserver((_, observer) => {
    if (done()) observer.disconnect();
  });
  waiting.observe(document.body, { childList: true, subtree: true });
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

/** True while the user types: single-letter shortcuts keep out of the way. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  // A checkbox has the focus after every selection; it takes no letters.
  if (target instanceof HTMLInputElement && ["checkbox", "radio"].includes(target.type)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** A key alone, without Ctrl, Alt or Meta: what a shortcut listens for. */
export function isPlainKey(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
}

/** Whether the keys pressed are this shortcut with a modifier: `Mod+K`, where Mod is Command on a Mac and else Ctrl. */
export function isPressed(shortcut: string, event: KeyboardEvent): boolean {
  const key = /^Mod\+(.)$/.exec(shortcut)?.[1];
  if (key === undefined || event.altKey || event.shiftKey || event.defaultPrevented) return false;
  const [mod, other] = IS_MAC ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  return mod && !other && event.key.toLowerCase() === key.toLowerCase();
}

/** As a person reads it: `Ctrl K`, `⌘K`, `t`. */
export function shortcutText(shortcut: string): string {
  return shortcut.replace("Mod+", IS_MAC ? "⌘" : "Ctrl ");
}

/** As `aria-keyshortcuts` has it: `Control+K`, `Meta+K`, `t`. */
export function ariaShortcut(shortcut: string): string {
  return shortcut.replace("Mod+", IS_MAC ? "Meta+" : "Control+");
}

const IS_MAC = /^Mac/.test(navigator.platform);

/** While a dialog asks something, it alone is answered. */
export function isAsked(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}

import { tick } from "svelte";
import { focusNamed } from "@/lib/focus";
import type { App } from "@/state/app";
import type { Page } from "@/state/session.svelte";

/** Goes to a page, if another is shown, and stands in the field that bears this name there. */
export function goAndStand({ session }: App, page: Page, field: string): void {
  if (session.page !== page) session.go(page);
  // The palette, in which it was asked for, is gone by then.
  void tick().then(() => focusNamed(field));
}

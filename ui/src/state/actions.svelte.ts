import { untrack } from "svelte";
import { isAsked, isPressed } from "@/lib/keyboard";

/** Something the user can do. One row feeds its button, its shortcut and the palette. */
export interface Action {
  /** Stays the same, so that what was used lately is found again. */
  id: string;
  /** As its button says it: `Refresh now`. */
  name: string;
  group: ActionGroup;
  /** `t`, or with a modifier `Mod+K`; the latter works everywhere, a letter only where its button is. */
  shortcut?: string;
  /** Other words it is looked for by. */
  words?: string;
  /** What it is about, in a fainter tone: `eu-west-1 · research`. */
  note?: string;
  /** Why it cannot be done now. It is shown all the same, and says so. */
  barred?: string | null;
  run: () => void;
}

/** In the order in which the palette lists them. */
export const ACTION_GROUPS = ["Here", "Go to", "Look at", "Save", "Settings"] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

/** The one list of what can be done now: the frame's own rows, and those of whatever page is open. */
export class Actions {
  #offers = $state.raw<readonly (() => readonly Action[])[]>([]);
  all = $derived(this.#offers.flatMap((rows) => rows()).sort((a, b) => ACTION_GROUPS.indexOf(a.group) - ACTION_GROUPS.indexOf(b.group)));

  /** Offers rows for as long as the component that calls this is on the page. */
  offer(rows: () => readonly Action[]): void {
    $effect(() => {
      untrack(() => (this.#offers = [...this.#offers, rows]));
      return () => (this.#offers = this.#offers.filter((each) => each !== rows));
    });
  }

  find(id: string): Action | undefined {
    return this.all.find((action) => action.id === id);
  }

  /** Does what a shortcut with a modifier stands for, unless a dialog asks something. */
  press = (event: KeyboardEvent): void => {
    const action = this.all.find(({ shortcut }) => shortcut !== undefined && isPressed(shortcut, event));
    if (!action || isAsked()) return;
    event.preventDefault();
    if (!action.barred) action.run();
  };
}

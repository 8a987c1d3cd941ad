import { untrack } from "svelte";
import { isAsked, isPressed } from "@/lib/keyboard";

/** What something that can be done says of itself, whether or not its page is shown. */
export interface Named {
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
  /** There are many of its kind: it is listed once it is looked for. */
  onlyFound?: boolean;
}

/** Something the user can do. One row feeds its button, its shortcut and the palette. */
export interface Action extends Named {
  /** Why it cannot be done now. It is shown all the same, and says so. */
  barred?: string | null;
  /** It is barred only until something is read. */
  waits?: boolean;
  /** It leads to the page that offers the real one, which takes its place there. */
  leads?: boolean;
  run: () => void;
}

/** One of a few values, and what choosing it is called. */
export type Choice<T> = Named & { value: T };

/** Choosing one of a few; the one that is chosen says so. */
export function oneOf<T>(choices: readonly Choice<T>[], chosen: T | undefined, choose: (value: T) => void): Action[] {
  return choices.map(({ value, ...named }) => ({ ...named, barred: value === chosen ? "it is so already" : null, run: () => choose(value) }));
}

/** In the order in which the palette lists them. */
export const ACTION_GROUPS = ["Here", "Go to", "Look at", "Save", "Settings"] as const;
export type ActionGroup = (typeof ACTION_GROUPS)[number];

/** The one list of what can be done now: the frame's own rows, and those of whatever page is open. */
export class Actions {
  #offers = $state.raw<readonly (() => readonly Action[])[]>([]);
  all = $derived.by(() => {
    const offered = this.#offers.flatMap((rows) => rows());
    const real = new Set(offered.filter(({ leads }) => !leads).map(({ id }) => id));
    return offered.filter(({ id, leads }) => !leads || !real.has(id)).sort((a, b) => ACTION_GROUPS.indexOf(a.group) - ACTION_GROUPS.indexOf(b.group));
  });
  /** What is done as soon as the page that was gone to offers it. */
  #wanted = $state.raw<{ id: string; page: string }>();

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

  /** To be done on a page that is being gone to. */
  want(id: string, page: string): void {
    this.#wanted = { id, page };
  }

  /** Does what was wanted, once the page offers it; answers with what cannot be done. Another page forgets it. */
  serve(page: string): Action | undefined {
    const wanted = this.#wanted;
    if (!wanted) return undefined;
    const action = this.all.find(({ id, leads }) => id === wanted.id && !leads);
    if (wanted.page === page && (!action || (action.barred && action.waits))) return undefined;
    return untrack(() => {
      this.#wanted = undefined;
      if (wanted.page !== page || action?.barred) return wanted.page === page ? action : undefined;
      action?.run();
      return undefined;
    });
  }

  /** Does what a shortcut with a modifier stands for, unless a dialog asks something. */
  press = (event: KeyboardEvent): void => {
    const action = this.all.find(({ shortcut }) => shortcut !== undefined && isPressed(shortcut, event));
    if (!action || isAsked()) return;
    event.preventDefault();
    if (!action.barred) action.run();
  };
}

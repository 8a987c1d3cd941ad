import type { ProfileRow } from "@/ipc/client";
import { Steps } from "./steps.svelte";

export type Which = "all" | "watched" | "problems";

export const WHICH: readonly { value: Which; label: string }[] = [
  { value: "all", label: "All" },
  { value: "watched", label: "Watched" },
  { value: "problems", label: "With problems" },
];

/** So many rows are in the page at first, and so many more each time that more are asked for. */
const STEP = 50;

/** Which of the profiles are shown: a thousand of them stay quick to search and light to draw. */
export class ProfileList {
  search = $state("");
  which = $state<Which>("all");
  #all: () => readonly ProfileRow[];
  #steps = new Steps(STEP);

  constructor(all: () => readonly ProfileRow[]) {
    this.#all = all;
  }

  readonly counts = $derived.by(() => {
    const all = this.#all();
    return { all: all.length, watched: all.filter(isWatched).length, problems: all.filter(hasProblem).length };
  });

  readonly found = $derived.by(() => {
    const words = this.search.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.#all().filter(this.which === "watched" ? isWatched : this.which === "problems" ? hasProblem : () => true);
    return words.length === 0 ? chosen : chosen.filter((profile) => matches(profile, words));
  });

  readonly shown = $derived(this.#steps.shown(this.found));
  readonly left = $derived(this.found.length - this.shown.length);

  get showMore(): () => void {
    return this.#steps.more;
  }

  showAll(): void {
    this.search = "";
    this.which = "all";
  }

  ask(): void {
    this.#steps.ask(`${this.which} ${this.search}`);
  }
}

function isWatched(profile: ProfileRow): boolean {
  return profile.watched;
}

function hasProblem(profile: ProfileRow): boolean {
  return profile.problem !== null;
}

function matches(profile: ProfileRow, words: readonly string[]): boolean {
  const text = [profile.name, profile.kind, profile.kind_note, profile.region, profile.account_id, profile.account_alias].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

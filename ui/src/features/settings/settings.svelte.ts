import { SvelteMap } from "svelte/reactivity";
import type { Answer, Client, Failure, SettingsChange, SettingsView } from "@/ipc/client";

/** What can be set, by the name under which the page tells of it. */
export const NAMES = {
  theme: "the theme",
  zone: "the time zone",
  numbers: "the number format",
  pace: "polling",
  explorer_cap: "what asking Cost Explorer may cost",
  budget: "the monthly budget",
  me: "who I am",
  owner_tags: "the owner tags",
} as const;
export type Name = keyof typeof NAMES;

/** Something that was done and can be taken back. */
export interface Undo {
  text: string;
  act: () => Promise<void>;
}

/** The settings as the user edits them: each change is kept at once, and one that is refused is told beside its control. */
export class SettingsForm {
  /** Which setting was just kept. */
  saved = $state<Name>();
  undo = $state.raw<Undo>();
  /** What another window or the terminal has changed while this page was open. */
  elsewhere = $state.raw<string[]>([]);
  failures = new SvelteMap<Name | "reset", Failure>();
  #client: Client;
  #current: () => SettingsView;
  #reload: () => Promise<void>;
  #known: SettingsView | undefined;
  #keeping = false;

  constructor(client: Client, current: () => SettingsView, reload: () => Promise<void>) {
    this.#client = client;
    this.#current = current;
    this.#reload = reload;
  }

  /** The page is opened: what was done or changed before is no news. */
  begin(): void {
    this.saved = this.undo = undefined;
    this.elsewhere = [];
    this.failures.clear();
    this.#known = undefined;
  }

  /** Takes notice of what the core says now: what differs from the last word, and was not asked here, came from elsewhere. */
  follow(view: SettingsView): void {
    const known = this.#known;
    this.#known = view;
    const changed = known === undefined ? [] : (Object.keys(NAMES) as Name[]).filter((name) => valueOf(known, name) !== valueOf(view, name));
    if (changed.length > 0 && !this.#keeping) this.elsewhere = changed.map((name) => NAMES[name]);
  }

  set = (name: Name, change: SettingsChange): Promise<boolean> => this.#keep(name, () => this.#client.changeSettings(change));

  async setMe(me: string): Promise<void> {
    if (me.trim() !== (this.#current().me ?? "")) await this.set("me", { me: me.trim() });
  }

  async setCap(usd: string): Promise<void> {
    if (usd.trim() !== this.#current().asking.cap_usd) await this.set("explorer_cap", { explorer_cap: usd.trim() });
  }

  async setBudget(usd: string): Promise<void> {
    if (usd.trim() !== (this.#current().budget_usd ?? "")) await this.set("budget", { budget: usd.trim() });
  }

  /** True when it is in the list now, so that its field can be emptied. */
  async addTag(tag: string): Promise<boolean> {
    const wanted = tag.trim();
    return wanted !== "" && (await this.#setTags([...this.#current().owner_tags, wanted]));
  }

  async removeTag(tag: string): Promise<void> {
    const before = this.#current().owner_tags;
    if (await this.#setTags(before.filter((each) => each !== tag))) {
      this.undo = { text: `The tag ${tag} names no owner any more.`, act: async () => void (await this.#setTags(before)) };
    }
  }

  /** Up or down by one: the first tag that a cluster has wins. */
  async moveTag(tag: string, by: -1 | 1): Promise<void> {
    const tags = [...this.#current().owner_tags];
    const at = tags.indexOf(tag);
    const other = tags[at + by];
    if (at < 0 || other === undefined) return;
    tags[at] = other;
    tags[at + by] = tag;
    await this.#setTags(tags);
  }

  async reset(): Promise<void> {
    if (await this.#keep("reset", () => this.#client.resetSettings())) {
      this.undo = { text: "Every setting above has its default again.", act: async () => void (await this.#keep("reset", () => this.#client.undoReset())) };
    }
  }

  async takeBack(): Promise<void> {
    const undo = this.undo;
    this.undo = undefined;
    await undo?.act();
  }

  #setTags(owner_tags: string[]): Promise<boolean> {
    return this.set("owner_tags", { owner_tags });
  }

  async #keep(name: Name | "reset", change: () => Answer<SettingsView>): Promise<boolean> {
    this.saved = undefined;
    this.undo = undefined;
    this.#keeping = true;
    const answer = await change();
    this.#keeping = false;
    if (answer.status === "error") {
      this.failures.set(name, answer.error);
      return false;
    }
    this.failures.delete(name);
    this.elsewhere = [];
    this.#known = answer.data;
    if (name !== "reset") this.saved = name;
    await this.#reload();
    return true;
  }
}

function valueOf(view: SettingsView, name: Name): string {
  const { theme, display, polling, me, owner_tags, asking, budget_usd } = view;
  const values = { theme, zone: display.zone, numbers: display.numbers, pace: polling.pace, explorer_cap: asking.cap_usd, budget: budget_usd, me, owner_tags };
  return JSON.stringify(values[name]);
}

import type { AccountColor, ClusterName, ClusterRef, ShellAccount } from "@/ipc/client";
import { stateLook, type Look } from "@/lib/looks";
import { distance, wordsOf } from "@/lib/rank";
import { recent, use } from "@/lib/recent";
import { count, words } from "@/lib/text";
import { ACTION_GROUPS, type Action, type ActionGroup } from "@/state/actions.svelte";

/** One line of the palette. */
export interface Entry {
  id: string;
  name: string;
  note: string;
  shortcut?: string | undefined;
  barred?: string | null | undefined;
  cluster?: { look: Look; state: string; color: AccountColor | undefined };
  run: () => void;
}

export interface Section {
  title: string;
  entries: Entry[];
  /** The place of its first entry among all that are listed. */
  from: number;
  /** How many more answer than are listed. */
  more: number;
}

type Unplaced = Omit<Section, "from">;

export interface PaletteOptions {
  actions: () => readonly Action[];
  clusters: () => readonly ClusterName[];
  accounts: () => readonly ShellAccount[];
  onopen: (cluster: ClusterRef) => void;
}

/** Nobody reads further, and nothing more is drawn: whoever looks for the next one types another letter. */
const MOST = 50;
const RECENT = 5;
const MEMORY = "palette";

/** What may be found, lower-case and ready to be compared. */
interface Candidate {
  id: string;
  fields: string[];
  /** What is found by whole words only. */
  whole?: string[];
  /** Among equals: what is here and lives comes before what is on another page or has ended. */
  after: boolean;
  /** Listed once it is looked for. */
  onlyFound: boolean;
  entry: () => Entry;
}

/** What answers the words typed so far, the best first; with none, what was used lately and all that can be done. */
export class PaletteList {
  #text = $state("");
  /** Which line is chosen, counted through all sections; the best one until the keyboard or the pointer moves. */
  #moved = $state(0);
  /** The barred line that was tried. */
  refused = $state.raw<Entry>();
  #options: PaletteOptions;
  #used = recent(MEMORY);

  #actions = $derived.by(() => this.#options.actions().map(fromAction));
  #groups = $derived.by(() => new Map(this.#options.actions().map(({ id, group }) => [id, group])));
  #clusters = $derived.by(() => {
    const accounts = new Map(this.#options.accounts().map((account) => [account.account_id, account]));
    return this.#options.clusters().map((cluster) => fromCluster(cluster, accounts.get(cluster.account_id), this.#options.onopen));
  });
  sections = $derived.by((): Section[] => {
    const asked = wordsOf(this.text);
    const sections = (asked.length === 0 ? this.#everything() : this.#answers(asked)).filter(({ entries }) => entries.length > 0);
    let from = 0;
    return sections.map((section) => {
      const placed = { ...section, from };
      from += section.entries.length;
      return placed;
    });
  });
  #listed = $derived(this.sections.flatMap(({ entries }) => entries));
  /** For screen readers. */
  summary = $derived.by(() => {
    const found = this.sections.reduce((sum, section) => sum + section.entries.length + section.more, 0);
    return this.text.trim() === "" ? "" : count(found, "result");
  });

  constructor(options: PaletteOptions) {
    this.#options = options;
  }

  get text(): string {
    return this.#text;
  }

  /** With every letter the best answer is chosen again. */
  set text(text: string) {
    this.#text = text;
    this.#moved = 0;
    this.refused = undefined;
  }

  get place(): number {
    return Math.min(this.#moved, this.#listed.length - 1);
  }

  get chosen(): Entry | undefined {
    return this.#listed[this.place];
  }

  /** Line by line round and round; by leaps to the ends. */
  move(by: number): void {
    const { length } = this.#listed;
    const next = this.place + by;
    const stopped = Math.max(0, Math.min(length - 1, next));
    const round = next < 0 ? length - 1 : 0;
    this.stand(Math.abs(by) === 1 && stopped !== next ? round : stopped);
  }

  stand(place: number): void {
    this.#moved = Math.max(0, place);
    this.refused = undefined;
  }

  /** Whether it can be done now; then it is remembered, so that it comes first the next time. */
  take(entry: Entry): boolean {
    this.refused = entry.barred ? entry : undefined;
    if (!entry.barred) use(MEMORY, entry.id);
    return !entry.barred;
  }

  #everything(): Unplaced[] {
    const all = [...this.#actions, ...this.#clusters];
    const lately = this.#used.flatMap((id) => all.filter((each) => each.id === id)).slice(0, RECENT);
    const groups = ACTION_GROUPS.map((title) => {
      const all = this.#of(title).filter((each) => !each.onlyFound && !lately.includes(each));
      return { title: title as string, entries: all.slice(0, MOST).map(toEntry), more: Math.max(0, all.length - MOST) };
    });
    return [{ title: "Used lately", entries: lately.map(toEntry), more: 0 }, ...groups];
  }

  #answers(asked: readonly string[]): Unplaced[] {
    const groups = ACTION_GROUPS.map((title) => this.#rank(title, this.#of(title), asked));
    const clusters = this.#rank("Clusters", this.#clusters, asked);
    // What answers best stands at the top, so that Enter does what was meant; of actions that do alike, one used lately.
    groups.sort((a, b) => a.best - b.best || a.used - b.used);
    const sections = [...groups, clusters].sort((a, b) => a.best - b.best);
    return sections.map(({ section }) => section);
  }

  #of(title: ActionGroup): Candidate[] {
    return this.#actions.filter(({ id }) => this.#groups.get(id) === title);
  }

  #rank(title: string, candidates: readonly Candidate[], asked: readonly string[]): { best: number; used: number; section: Unplaced } {
    const found: { far: number; used: number; at: number; candidate: Candidate }[] = [];
    candidates.forEach((candidate, at) => {
      const far = distance(asked, candidate.fields, candidate.whole);
      if (far !== undefined) found.push({ far, used: this.#usedAt(candidate.id), at, candidate });
    });
    found.sort(
      (a, b) => a.far - b.far || a.used - b.used || Number(a.candidate.after) - Number(b.candidate.after) || compare(a.candidate.fields[0]!, b.candidate.fields[0]!) || a.at - b.at,
    );
    const entries = found.slice(0, MOST).map(({ candidate }) => candidate.entry());
    return { best: found[0]?.far ?? Number.MAX_VALUE, used: found[0]?.used ?? 0, section: { title, entries, more: found.length - entries.length } };
  }

  #usedAt(id: string): number {
    const at = this.#used.indexOf(id);
    return at < 0 ? this.#used.length : at;
  }
}

function fromAction(action: Action): Candidate {
  const { id, name, note = "", shortcut, barred, run } = action;
  // Its group is one more of its words: as a field of its own it would fit whole, and "save" find all of that group alike.
  const fields = [name, `${action.words ?? ""} ${action.group}`.trim(), note].map((field) => field.toLowerCase());
  return { id, fields, after: action.leads ?? false, onlyFound: action.onlyFound ?? false, entry: () => ({ id, name, note, shortcut, barred, run }) };
}

function fromCluster(cluster: ClusterName, account: ShellAccount | undefined, onopen: (cluster: ClusterRef) => void): Candidate {
  const { account_id, region, id, name, owner, state, state_kind, active } = cluster;
  const accountName = account?.name ?? account_id;
  const fields = [name, id, owner ?? "unknown", accountName, account_id, region, ...(active ? [state] : [])].map((field) => field.toLowerCase());
  // `terminate` is what is done to those that live: it must not find all that are TERMINATED.
  const whole = active ? [] : wordsOf(words(state));
  const entry = () => ({
    id: `cluster:${account_id}/${region}/${id}`,
    name,
    note: [id, owner ?? "owner unknown", region, accountName].join(" · "),
    cluster: { look: stateLook(state_kind), state: words(state), color: account?.color },
    run: () => onopen({ account_id, region, id }),
  });
  return { id: `cluster:${account_id}/${region}/${id}`, fields, whole, after: !active, onlyFound: false, entry };
}

function toEntry(candidate: Candidate): Entry {
  return candidate.entry();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

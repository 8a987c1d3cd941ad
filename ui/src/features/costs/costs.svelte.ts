import type { ChartFile, ChartTheme, Client, CostGroup, CostOnly, CostsGrain, CostsRequest, Failure } from "@/ipc/client";
import { drawingWidth } from "@/lib/chart";
import { dayBefore, dayAfter, daysBefore, monthOf, monthsBefore, utcDay } from "@/lib/days";
import { Pointer } from "@/lib/pointer.svelte";
import { remember, remembered } from "@/lib/storage";
import { Resource } from "@/state/resource.svelte";
import { filtersOf, known } from "./remembered";

const HEIGHT = 220;

export const RANGES = [
  { value: "this_month", label: "This month" },
  { value: "last_month", label: "Last month" },
  { value: "days30", label: "Last 30 days" },
  { value: "months13", label: "13 months" },
  { value: "own", label: "From … to …" },
] as const;
export const GRAINS = [
  { value: "day", label: "Daily" },
  { value: "month", label: "Monthly" },
] as const;
export const GROUPS = [
  { value: "service", label: "Service" },
  { value: "part", label: "EC2, EMR, EBS …" },
  { value: "account", label: "Account" },
  { value: "region", label: "Region" },
  { value: "owner", label: "Owner" },
  { value: "cluster", label: "Cluster" },
  { value: "usage-type", label: "Usage type" },
  { value: "purchase-option", label: "Purchase option" },
  { value: "tag", label: "Tag" },
] as const;
export const BASES = [
  { value: "unblended", label: "Unblended" },
  { value: "amortized", label: "Amortized" },
  { value: "net-unblended", label: "Net unblended" },
  { value: "net-amortized", label: "Net amortized" },
] as const;

export type Range = (typeof RANGES)[number]["value"];
export type Group = (typeof GROUPS)[number]["value"];
export type BasisName = (typeof BASES)[number]["value"];

export interface CostsOptions {
  now: () => number;
  theme: () => ChartTheme;
  /** A file was written there. */
  saved: (path: string) => void;
  sample: () => boolean;
}

/** What of the bill is shown, and where along its drawing somebody points. */
export class CostsBook {
  range = $state<Range>(known(RANGES, remembered("costs.range"), "this_month"));
  grain = $state<CostsGrain>(known(GRAINS, remembered("costs.grain"), "day"));
  group = $state<Group>(known(GROUPS, remembered("costs.group"), "service"));
  basis = $state<BasisName>(known(BASES, remembered("costs.basis"), "unblended"));
  /** Left out unless somebody wants them: that bill is kept fresh anyway and costs no request, and the month's end stands on it too. */
  withoutCredits = $state(remembered("costs.credits") !== "with");
  /** The key of the tag that it is grouped by. */
  tag = $state(remembered("costs.tag") ?? "");
  /** The days of a range of one's own, the last one shown too. */
  first = $state("");
  last = $state("");
  /** Nothing else is told. */
  only = $state.raw<CostOnly[]>(filtersOf(remembered("costs.only")));
  shown = $state<"drawing" | "table">(remembered("costs.shown") === "table" ? "table" : "drawing");
  width = $state(0);
  /** Which bar is pointed at. */
  readonly pointer = new Pointer(() => this.bill.data?.table.periods.length ?? 0);
  /** Where a stretch of bars begins that is being chosen. */
  anchor = $state<number>();
  saving = $state(false);
  failure = $state.raw<Failure>();
  /** How far the answer is that is waited for, in words: `4 of 13 months`. */
  progress = $state<string>();
  /** Whether somebody did not want to wait: what is kept is shown, and nobody is asked until they ask again. */
  stopped = $state(false);
  /** Whatever makes it another bill, as one text: time that passes within a day does not. */
  readonly question = $derived.by(() => JSON.stringify([this.request, this.#options.sample()]));
  /** Whatever makes it another drawing of the same bill. */
  readonly look = $derived.by(() => JSON.stringify([this.#answered, this.#look]));
  readonly bill;
  readonly chart;
  readonly ahead;
  #client: Client;
  #options: CostsOptions;
  /** What the bill on the page is the answer to: a drawing must not run ahead of it. */
  #answered = $state.raw<CostsRequest>();
  #asked = 0;

  constructor(client: Client, options: CostsOptions) {
    this.#client = client;
    this.#options = options;
    this.bill = new Resource(async () => {
      const request = this.request;
      const asked = this.#asked;
      const answer = await client.costs({ ...request, kept: this.stopped });
      if (answer.status === "ok" && asked === this.#asked) this.#answered = request;
      return answer;
    });
    this.chart = new Resource(() => client.costChart({ costs: this.#answered ?? this.request, ...this.#look }));
    this.ahead = new Resource(() => client.forecast());
  }

  get request(): CostsRequest {
    return {
      ...this.#days,
      by: this.by,
      basis: this.basis,
      without_credits: this.withoutCredits,
      grain: this.grain,
      compared: true,
      only: this.only,
      kept: false,
    };
  }

  /** By what the bill is told; until a tag is named, by service. */
  get by(): string {
    if (this.group !== "tag") return this.group;
    return this.tag === "" ? "service" : `tag:${this.tag}`;
  }

  /** By what the bill on the page is told. */
  get shownBy(): string {
    return (this.bill.past ? this.#answered?.by : undefined) ?? this.by;
  }

  /** The filters as Rust tells them; until it has, as they were chosen. */
  get words(): string[] {
    return this.only.map(({ by, value }, index) => this.bill.data?.only[index] ?? (value === null ? `no ${by}` : `${by} ${value}`));
  }

  /** Whether any amount is. */
  get known(): boolean {
    return (this.bill.data?.table.series.length ?? 0) > 0;
  }

  /** Why no file can be written now. */
  get barredSave(): string | null {
    return this.saving ? "A file is being written" : this.known ? null : "No amount is known yet that could be saved";
  }

  get pointed() {
    return this.pointer.at === undefined ? undefined : this.bill.data?.table.periods[this.pointer.at];
  }

  /** The first and the last bar that is chosen. */
  get chosen(): { first: number; last: number } | undefined {
    const { at } = this.pointer;
    if (at === undefined) return undefined;
    const anchor = this.anchor ?? at;
    return { first: Math.min(anchor, at), last: Math.max(anchor, at) };
  }

  /** What is being asked, in words: `Asking 13 months by cluster…`; nothing while nothing is. */
  get asking(): string {
    if (!this.bill.busy) return "";
    const time = this.range === "own" ? `${this.first} to ${this.last}` : RANGES.find(({ value }) => value === this.range)?.label;
    const told = `Asking ${time?.replace(/^[LT]/, (letter) => letter.toLowerCase())} by ${byWords(this.by)}…`;
    return this.progress === undefined ? told : `${told} ${this.progress}`;
  }

  /** What the same days by something else would cost, as it is known of the bill on the page. */
  hint(group: Group): string | undefined {
    return this.bill.data?.choices.find(({ by }) => by === group)?.hint;
  }

  /** Asks for another bill. What was shown stays under its own names, and says that it is past, until the answer is here. */
  ask(): void {
    this.pointer.forget();
    this.anchor = this.failure = this.progress = undefined;
    this.stopped = false;
    this.#asked += 1;
    void this.bill.ask();
  }

  /** Nobody waits any more: what was answered until now is shown. */
  stop(): void {
    this.stopped = true;
    void this.#client.stopCosts();
  }

  choose(choice: Partial<Pick<CostsBook, "range" | "grain" | "group" | "basis">>): void {
    if (choice.range === "own" && this.range !== "own") this.#ownFrom();
    Object.assign(this, choice);
    for (const [name, value] of Object.entries(choice)) remember(`costs.${name}`, value === "own" ? null : value);
  }

  leaveCredits(out: boolean): void {
    this.withoutCredits = out;
    remember("costs.credits", out ? null : "with");
  }

  byTag(key: string): void {
    this.tag = key.trim();
    remember("costs.tag", this.tag === "" ? null : this.tag);
  }

  /** Whatever is shown now by, only one of its groups from now on. */
  narrow(group: CostGroup): void {
    this.#filter([...this.only.filter(({ by, value }) => by !== this.by || value !== group.value), { by: this.by, value: group.value }]);
  }

  /** The filter at this place goes. */
  widen(at: number): void {
    this.#filter(this.only.filter((_, index) => index !== at));
  }

  widenAll(): void {
    this.#filter([]);
  }

  /** Somebody else was answered: what is shown stays until what is known now is read. */
  follow(): void {
    // A month of what is waited for was answered; the answer itself comes with the last one.
    if (this.bill.busy) return void this.#readProgress();
    void this.bill.load().then(() => void this.chart.load());
    void this.ahead.load();
  }

  show(shown: "drawing" | "table"): void {
    this.shown = shown;
    remember("costs.shown", shown);
  }

  /** Chosen bars become the days that are shown; one bar alone leads to the clusters behind it. */
  open(): void {
    const periods = this.bill.data?.table.periods;
    const [first, last] = [periods?.[this.chosen?.first ?? -1], periods?.[this.chosen?.last ?? -1]];
    if (!first || !last) return;
    this.anchor = undefined;
    this.first = first.from;
    this.last = dayBefore(last.to);
    this.range = "own";
    if (first === last) this.choose({ group: "cluster" });
    if (this.first.slice(0, 7) === this.last.slice(0, 7)) this.choose({ grain: "day" });
  }

  save = async (file: ChartFile): Promise<void> => {
    this.saving = true;
    const answer = await this.#client.saveCosts({ costs: this.#answered ?? this.request, theme: this.#options.theme(), file });
    this.saving = false;
    if (answer.status === "ok") this.#options.saved(answer.data);
    this.failure = answer.status === "ok" ? undefined : answer.error;
  };

  async #readProgress(): Promise<void> {
    const asked = this.#asked;
    const answer = await this.#client.costsProgress();
    if (asked === this.#asked && answer.status === "ok") this.progress = answer.data?.text;
  }

  #filter(only: CostOnly[]): void {
    this.only = only;
    remember("costs.only", only.length === 0 ? null : JSON.stringify(only));
  }

  get #look() {
    return { theme: this.#options.theme(), width: drawingWidth(this.width), height: HEIGHT };
  }

  /** Days of UTC, as bills count them; the day at `to` is left out. */
  get #days(): { from: string; to: string } {
    const today = utcDay(this.#options.now());
    switch (this.range) {
      case "this_month": return { from: monthOf(today), to: dayAfter(today) };
      case "last_month": return { from: monthsBefore(today, 1), to: monthOf(today) };
      case "days30": return { from: daysBefore(today, 30), to: today };
      case "months13": return { from: monthsBefore(today, 13), to: dayAfter(today) };
      case "own": return { from: this.first, to: dayAfter(this.last) };
    }
  }

  /** A range of one's own begins as what was shown. */
  #ownFrom(): void {
    const { from, to } = this.#days;
    this.first = from;
    this.last = dayBefore(to);
  }
}

/** As Rust calls it: `usage type`, `tag project`. */
export function byWords(by: string): string {
  return by.startsWith("tag:") ? `tag ${by.slice(4)}` : by.replaceAll("-", " ");
}

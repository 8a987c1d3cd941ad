import type { BurnChartRequest, BurnFile, BurnRange, ChartTheme, Client, Failure } from "@/ipc/client";
import { remember, remembered } from "@/lib/storage";
import { Resource } from "@/state/resource.svelte";

/** A drawing is made anew when the room for it differs by this much: not with every pixel of a window being resized. */
const STEP = 20;

export type Shown = "drawing" | "table";

export interface BurnOptions {
  accountId: () => string | null;
  theme: () => ChartTheme;
}

/** What the chart shows, and where along it somebody points. */
export class BurnChart {
  range = $state<BurnRange>(remembered("burn.range") === "days7" ? "days7" : "hours24");
  shown = $state<Shown>(remembered("burn.shown") === "table" ? "table" : "drawing");
  folded = $state(remembered("burn.folded") === "yes");
  width = $state(0);
  /** The column that is pointed at. */
  at = $state<number>();
  saving = $state(false);
  saved = $state<string>();
  failure = $state.raw<Failure>();
  readonly chart;
  #client: Client;
  #options: BurnOptions;

  constructor(client: Client, options: BurnOptions) {
    this.#client = client;
    this.#options = options;
    this.chart = new Resource(() => client.burnChart(this.request));
  }

  get request(): BurnChartRequest {
    return {
      account_id: this.#options.accountId(),
      range: this.range,
      theme: this.#options.theme(),
      width: Math.max(240, Math.floor(this.width / STEP) * STEP),
      height: 150,
    };
  }

  /** Whatever makes it another chart, as one text. */
  get question(): string {
    return JSON.stringify(this.request);
  }

  get pointed() {
    return this.at === undefined ? undefined : this.chart.data?.columns[this.at];
  }

  choose(range: string): void {
    this.range = range === "days7" ? "days7" : "hours24";
    this.at = undefined;
    remember("burn.range", this.range);
  }

  show(shown: string): void {
    this.shown = shown === "table" ? "table" : "drawing";
    remember("burn.shown", this.shown);
  }

  fold(): void {
    this.folded = !this.folded;
    remember("burn.folded", this.folded ? "yes" : null);
  }

  /** Points at a share of the way from left to right. */
  pointAt(share: number): void {
    const count = this.chart.data?.columns.length ?? 0;
    this.at = count === 0 ? undefined : Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  }

  move(by: number): void {
    const count = this.chart.data?.columns.length ?? 0;
    if (count === 0) return;
    this.at = Math.min(count - 1, Math.max(0, (this.at ?? count) + by));
  }

  save = async (file: BurnFile): Promise<void> => {
    const { account_id, range, theme } = this.request;
    this.saving = true;
    const answer = await this.#client.saveBurnChart({ account_id, range, theme, file });
    this.saving = false;
    this.saved = answer.status === "ok" ? answer.data : undefined;
    this.failure = answer.status === "ok" ? undefined : answer.error;
  };
}

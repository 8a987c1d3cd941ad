import type { BurnChartRequest, BurnRange, ChartFile, ChartTheme, Client, Failure } from "@/ipc/client";
import { drawingWidth } from "@/lib/chart";
import { Pointer } from "@/lib/pointer.svelte";
import { remember, remembered } from "@/lib/storage";
import { Resource } from "@/state/resource.svelte";

export const RANGES: readonly { value: BurnRange; label: string }[] = [
  { value: "hours24", label: "24 h" },
  { value: "days7", label: "7 days" },
];

export type Shown = "drawing" | "table";

export interface BurnOptions {
  accountId: () => string | null;
  theme: () => ChartTheme;
  /** A file was written there. */
  saved: (path: string) => void;
}

/** What the chart shows, and where along it somebody points. */
export class BurnChart {
  range = $state<BurnRange>(remembered("burn.range") === "days7" ? "days7" : "hours24");
  shown = $state<Shown>(remembered("burn.shown") === "table" ? "table" : "drawing");
  /** Whether the window is so low that the chart would leave the table no room. */
  low = $state(false);
  #chosen = $state(remembered("burn.folded"));
  /** As it was chosen; in a low window only who asked for the chart sees it. */
  readonly folded = $derived(this.#chosen === null ? this.low : this.#chosen === "yes");
  width = $state(0);
  saving = $state(false);
  failure = $state.raw<Failure>();
  readonly chart;
  readonly pointer: Pointer;
  #client: Client;
  #options: BurnOptions;

  constructor(client: Client, options: BurnOptions) {
    this.#client = client;
    this.#options = options;
    this.chart = new Resource(() => client.burnChart(this.request));
    this.pointer = new Pointer(() => this.chart.data?.columns.length ?? 0);
  }

  get request(): BurnChartRequest {
    return {
      account_id: this.#options.accountId(),
      range: this.range,
      theme: this.#options.theme(),
      width: drawingWidth(this.width),
      height: 150,
    };
  }

  /** Whatever makes it another chart, as one text. */
  get question(): string {
    return JSON.stringify(this.request);
  }

  /** Why no file can be written now. */
  get barredSave(): string | null {
    if (this.saving) return "A file is being written";
    return this.chart.data?.drawing ? null : "Nothing is recorded yet that could be saved";
  }

  /** Whatever is asked of the chart can be seen. */
  unfold(): void {
    if (this.folded) this.fold();
  }

  choose(range: BurnRange): void {
    this.range = range;
    this.pointer.forget();
    remember("burn.range", this.range);
  }

  show(shown: string): void {
    this.shown = shown === "table" ? "table" : "drawing";
    remember("burn.shown", this.shown);
  }

  fold(): void {
    this.#chosen = this.folded ? "no" : "yes";
    remember("burn.folded", this.#chosen);
  }

  save = async (file: ChartFile): Promise<void> => {
    const { account_id, range, theme } = this.request;
    this.saving = true;
    const answer = await this.#client.saveBurnChart({ account_id, range, theme, file });
    this.saving = false;
    if (answer.status === "ok") this.#options.saved(answer.data);
    this.failure = answer.status === "ok" ? undefined : answer.error;
  };
}

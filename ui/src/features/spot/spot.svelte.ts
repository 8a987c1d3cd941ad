import type { ChartFile, ChartTheme, Client, DrawnOnDemand, Failure, SpotLine, SpotPlace, SpotRange, SpotRequest } from "@/ipc/client";
import { drawingWidth } from "@/lib/chart";
import { Pointer } from "@/lib/pointer.svelte";
import { remember, remembered } from "@/lib/storage";
import { Resource } from "@/state/resource.svelte";

export const RANGES: readonly { value: SpotRange; label: string }[] = [
  { value: "hours24", label: "24 h" },
  { value: "days7", label: "7 days" },
  { value: "days30", label: "30 days" },
  { value: "days90", label: "90 days" },
];

/** On demand far above the lines would press them down. */
export const ON_DEMAND: readonly { value: DrawnOnDemand; label: string }[] = [
  { value: "near", label: "drawn where it is near" },
  { value: "all", label: "always drawn" },
  { value: "told", label: "never drawn" },
];

export interface SpotOptions {
  /** The account that the window looks at; nothing: all of them. */
  accountId: () => string | null;
  theme: () => ChartTheme;
  /** A file was written there. */
  saved: (path: string) => void;
}

/** Which market is looked at, and what is known of it. */
export class SpotMarket {
  range = $state<SpotRange>(RANGES.find(({ value }) => value === remembered("spot.range"))?.value ?? "days7");
  shown = $state<"drawing" | "table">(remembered("spot.shown") === "table" ? "table" : "drawing");
  /** What is looked at in the place; nothing was chosen yet: what runs there. */
  #types = $state.raw<string[]>();
  zones = $state.raw<string[]>([]);
  /** What is drawn; nothing was chosen: the cheapest. */
  lines = $state.raw<SpotLine[]>([]);
  onDemand = $state<DrawnOnDemand>("near");
  /** USD per hour as it was typed or dragged; empty: on demand. */
  limit = $state("");
  width = $state(0);
  saving = $state(false);
  failure = $state.raw<Failure>();
  readonly places;
  readonly market;
  readonly pointer: Pointer;
  #chosen = $state(remembered("spot.place"));
  #client: Client;
  #options: SpotOptions;

  constructor(client: Client, options: SpotOptions) {
    this.#client = client;
    this.#options = options;
    this.places = new Resource(() => client.spotPlaces());
    this.market = new Resource(() => client.spotMarket(this.request));
    this.pointer = new Pointer(() => this.market.data?.columns.length ?? 0);
  }

  /** Those of the account that the window looks at. */
  get offered(): SpotPlace[] {
    const wanted = this.#options.accountId();
    return (this.places.data?.places ?? []).filter((place) => wanted === null || place.account_id === wanted);
  }

  get place(): SpotPlace | undefined {
    return this.offered.find((place) => keyOf(place) === this.#chosen) ?? this.offered[0];
  }

  get types(): string[] {
    return this.#types ?? this.place?.instance_types ?? [];
  }

  /** What runs in the place and is not looked at. */
  get others(): string[] {
    return (this.place?.instance_types ?? []).filter((type) => !this.types.includes(type));
  }

  get request(): SpotRequest {
    return {
      account_id: this.place?.account_id ?? "",
      region: this.place?.region ?? "",
      instance_types: this.types,
      zones: this.zones,
      lines: this.lines,
      on_demand: this.onDemand,
      range: this.range,
      limit_usd: this.limit.trim() || null,
      theme: this.#options.theme(),
      width: drawingWidth(this.width),
      height: 220,
    };
  }

  /** Whatever makes it another market, as one text; nothing while there is nothing to ask. */
  get question(): string | undefined {
    return this.place && this.types.length > 0 && this.width > 0 ? JSON.stringify(this.request) : undefined;
  }

  /** Why no file can be written now. */
  get barredSave(): string | null {
    if (this.saving) return "A file is being written";
    return this.market.data?.drawing ? null : "No price is known that could be saved";
  }

  choosePlace(key: string): void {
    this.#chosen = key;
    remember("spot.place", key);
    this.#types = undefined;
    this.zones = [];
    this.#another();
  }

  /** As it is typed: `m5.xlarge, r5.2xlarge`. */
  addTypes(text: string): void {
    const added = text.toLowerCase().split(/[\s,]+/).filter((type) => type !== "" && !this.types.includes(type));
    if (added.length > 0) this.#look([...this.types, ...new Set(added)]);
  }

  removeType(type: string): void {
    this.#look(this.types.filter((each) => each !== type));
  }

  toggleZone(zone: string): void {
    this.zones = this.zones.includes(zone) ? this.zones.filter((each) => each !== zone) : [...this.zones, zone];
    this.pointer.forget();
  }

  isDrawn(line: SpotLine): boolean {
    return this.#drawn.some((each) => isSame(each, line));
  }

  /** Why a line cannot be drawn, or left out, now. */
  barredLine(line: SpotLine): string | null {
    const most = this.market.data?.most_lines ?? 0;
    if (this.isDrawn(line)) return this.#drawn.length === 1 ? "The last line stays" : null;
    return this.#drawn.length < most ? null : `${most} lines are drawn: leave one out first`;
  }

  toggleLine(line: SpotLine): void {
    this.#draw(this.isDrawn(line) ? this.#drawn.filter((each) => !isSame(each, line)) : [...this.#drawn, line]);
  }

  drawCheapest(): void {
    this.#draw([]);
  }

  compare(onDemand: string): void {
    this.onDemand = ON_DEMAND.find(({ value }) => value === onDemand)?.value ?? "near";
    this.pointer.forget();
  }

  chooseRange(range: SpotRange): void {
    this.range = range;
    this.pointer.forget();
    remember("spot.range", range);
  }

  show(shown: "drawing" | "table"): void {
    this.shown = shown;
    remember("spot.shown", shown);
  }

  /** To one of the prices that the core offers. */
  dragLimit(step: number): void {
    this.limit = this.market.data?.limits[step] ?? this.limit;
  }

  save = async (file: ChartFile): Promise<void> => {
    this.saving = true;
    const answer = await this.#client.saveSpotChart({ shown: this.request, file });
    this.saving = false;
    if (answer.status === "ok") this.#options.saved(answer.data);
    this.failure = answer.status === "ok" ? undefined : answer.error;
  };

  #look(types: string[]): void {
    this.#types = types;
    this.#another();
  }

  /** What was chosen and has a price in this time, else what the core drew. */
  get #drawn(): SpotLine[] {
    const rows = this.market.data?.prices.rows.filter((row) => row.mean_usd !== null) ?? [];
    const chosen = this.lines.filter((line) => rows.some((row) => isSame(row, line)));
    return chosen.length > 0 ? chosen : (this.market.data?.lines ?? []);
  }

  #draw(lines: SpotLine[]): void {
    this.lines = lines;
    this.pointer.forget();
  }

  /** Numbers of another market must not stand under this one's name. */
  #another(): void {
    this.lines = [];
    this.pointer.forget();
    this.market.clear();
  }
}

function isSame(a: SpotLine, b: SpotLine): boolean {
  return a.instance_type === b.instance_type && a.availability_zone === b.availability_zone;
}

export function keyOf(place: SpotPlace): string {
  return `${place.account_id} ${place.region}`;
}

import type { Advisor } from "@/features/spot/advisor.svelte";
import { ON_DEMAND, RANGES, type SpotMarket } from "@/features/spot/spot.svelte";
import type { ChartFile, DrawnOnDemand, SpotRange } from "@/ipc/client";
import { CHART_FILES } from "@/lib/chart";
import { lower } from "@/lib/text";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import { goAndStand } from "./going";

const look = { group: "Look at", words: "prices market chart" } as const;
const TIMES: readonly Choice<SpotRange>[] = RANGES.map(({ value, label }) => ({ value, id: `spot.range.${value}`, name: `Spot prices: ${lower(label)}`, ...look }));
const WAYS: readonly Choice<"table" | "drawing">[] = [
  { value: "table", id: "spot.table", name: "Spot prices: as a table", ...look },
  { value: "drawing", id: "spot.drawing", name: "Spot prices: as a drawing", ...look },
];
const COMPARED: readonly Choice<DrawnOnDemand>[] = ON_DEMAND.map(({ value, label }) => ({ value, id: `spot.on_demand.${value}`, name: `Spot prices: on demand ${label}`, ...look }));
const SAVED: readonly Choice<ChartFile>[] = CHART_FILES.map((value) => ({ value, id: `spot.save.${value}`, name: `Save the spot chart as ${value.toUpperCase()}`, group: "Save", words: "export download prices" }));
/** What has to be typed or chosen from a list: the palette leads into its field. */
const FIELDS: readonly Choice<string>[] = [
  { value: "Account and region", id: "spot.place", name: "Spot prices: account and region…", ...look },
  { value: "Add instance types", id: "spot.types", name: "Spot prices: add instance types…", ...look },
  { value: "Price limit in USD per hour", id: "spot.limit", name: "Spot prices: price limit…", ...look },
  { value: "VPC", id: "spot.vpc", name: "Advisor: VPC…", group: "Look at", words: "spot subnets network" },
];
const ON_DEMAND_LIMIT: Named = { id: "spot.limit.none", name: "Spot prices: limit at on demand", ...look };
const ALL_ZONES: Named = { id: "spot.zones", name: "Spot prices: all zones", ...look };
const ADVISE: Named = { id: "spot.advise", name: "Advise where a node would run cheapest", group: "Here", words: "advisor spot" };

export const SPOT_ROWS: readonly Named[] = [...TIMES, ...WAYS, ...COMPARED, ...SAVED, ...FIELDS, ON_DEMAND_LIMIT, ALL_ZONES, ADVISE];

export function spotActions(app: App, spot: SpotMarket, advisor: Advisor): Action[] {
  const unread = !spot.market.failure && spot.market.data === undefined;
  return [
    ...oneOf(TIMES, spot.range, (range) => spot.chooseRange(range)),
    ...oneOf(WAYS, spot.shown, (shown) => spot.show(shown)),
    ...oneOf(COMPARED, spot.onDemand, (drawn) => spot.compare(drawn)),
    ...SAVED.map(({ value, ...named }) => ({ ...named, barred: spot.barredSave, waits: unread, run: () => void spot.save(value) })),
    ...FIELDS.map(({ value, ...named }) => ({ ...named, run: () => goAndStand(app, "spot", value) })),
    { ...ON_DEMAND_LIMIT, barred: spot.limit === "" ? "On demand is the limit" : null, run: () => (spot.limit = "") },
    { ...ALL_ZONES, barred: spot.zones.length === 0 ? "it is so already" : null, run: () => (spot.zones = []) },
    { ...ADVISE, barred: advisor.barred, waits: spot.places.busy, run: () => void advisor.ask() },
    ...market(spot),
    ...(advisor.networks.failure ? [{ id: "spot.vpcs", name: "Read the VPCs again", group: "Look at" as const, words: "advisor", run: () => void advisor.networks.load() }] : []),
  ];
}

/** What runs in the place that is looked at, and where. */
function market(spot: SpotMarket): Action[] {
  const zones = (spot.market.data?.zones ?? []).map((zone): Action => ({ ...look, id: `spot.zone.${zone}`, name: `Spot prices: zone ${zone}`, note: spot.zones.includes(zone) ? "chosen" : "", run: () => spot.toggleZone(zone) }));
  return [
    ...zones,
    ...spot.types.map((type): Action => ({ ...look, id: `spot.type.${type}`, name: `Spot prices: leave out ${type}`, run: () => spot.removeType(type) })),
    ...spot.others.map((type): Action => ({ ...look, id: `spot.type.${type}`, name: `Spot prices: show ${type}`, run: () => spot.addTypes(type) })),
    ...(spot.lines.length > 0 ? [{ ...look, id: "spot.cheapest", name: "Spot prices: draw the cheapest", run: () => spot.drawCheapest() }] : []),
  ];
}

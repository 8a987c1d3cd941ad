import { BASES, GRAINS, GROUPS, RANGES, type BasisName, type CostsBook, type Group, type Range } from "@/features/costs/costs.svelte";
import type { LedgersBook } from "@/features/costs/ledgers.svelte";
import type { ChartFile, CostsGrain } from "@/ipc/client";
import { CHART_FILES } from "@/lib/chart";
import { lower } from "@/lib/text";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import { goAndStand } from "./going";

const look = { group: "Look at", words: "bill money chart time shown" } as const;
const TIMES: readonly Choice<Range>[] = RANGES.map(({ value, label }) => ({ value, id: `costs.range.${value}`, name: `Costs: ${lower(label)}`, ...look }));
const STEPS: readonly Choice<CostsGrain>[] = GRAINS.map(({ value, label }) => ({ value, id: `costs.grain.${value}`, name: `Costs: ${lower(label)}`, ...look }));
const BY: readonly Choice<Group>[] = GROUPS.map(({ value, label }) => ({ value, id: `costs.by.${value}`, name: `Costs by ${lower(label)}`, group: "Look at", words: "bill grouped told" }));
const ON: readonly Choice<BasisName>[] = BASES.map(({ value, label }) => ({ value, id: `costs.basis.${value}`, name: `Costs: ${lower(label)}`, group: "Look at", words: "bill basis" }));
const CREDITS: Named = { id: "costs.credits", name: "Costs: with or without credits and refunds", group: "Look at", words: "bill" };
const WAYS: readonly Choice<"table" | "drawing">[] = [
  { value: "table", id: "costs.table", name: "Costs: as a table", ...look },
  { value: "drawing", id: "costs.drawing", name: "Costs: as a drawing", ...look },
];
const SAVED: readonly Choice<ChartFile>[] = CHART_FILES.map((value) => ({ value, id: `costs.save.${value}`, name: `Save the costs as ${value.toUpperCase()}`, group: "Save", words: "export download bill chart" }));
const ONLY: Named = { id: "costs.only", name: "Costs: show only…", group: "Look at", words: "filter narrow account service region" };
const COMPARE: Named = { id: "costs.ledgers", name: "Costs: compare the last 14 days, estimate and bill", group: "Look at", words: "ledgers owners" };

export const COSTS_ROWS: readonly Named[] = [...TIMES, ...STEPS, ...BY, ...ON, CREDITS, ...WAYS, ...SAVED, ONLY, COMPARE];

export function costsActions(app: App, costs: CostsBook, ledgers: LedgersBook): Action[] {
  const stand = (field: string) => goAndStand(app, "costs", field);
  return [
    ...oneOf(TIMES, costs.range, (range) => {
      costs.choose({ range });
      if (range === "own") stand("From, a day of UTC");
    }),
    ...oneOf(STEPS, costs.grain, (grain) => costs.choose({ grain })),
    ...oneOf(BY, costs.group, (group) => {
      costs.choose({ group });
      if (group === "tag") stand("Key of the tag");
    }),
    ...oneOf(ON, costs.basis, (basis) => costs.choose({ basis })),
    { ...CREDITS, note: costs.withoutCredits ? "they are left out" : "they are counted", run: () => costs.leaveCredits(!costs.withoutCredits) },
    ...oneOf(WAYS, costs.shown, (shown) => costs.show(shown)),
    ...SAVED.map(({ value, ...named }) => ({ ...named, barred: costs.barredSave, waits: costs.bill.busy, run: () => void costs.save(value) })),
    { ...ONLY, run: () => stand("Show only") },
    { ...COMPARE, barred: ledgers.opened ? "they are compared below" : null, run: () => ledgers.open() },
    ...asking(costs),
    ...filters(costs),
  ];
}

/** An answer that is waited for may be stopped, and one that was stopped gone on with. */
function asking(costs: CostsBook): Action[] {
  const common = { group: "Here", words: "asking cost explorer bill" } as const;
  if (costs.asking !== "") return costs.stopped ? [] : [{ ...common, id: "costs.stop", name: "Cancel asking for costs", run: () => costs.stop() }];
  return costs.stopped ? [{ ...common, id: "costs.go_on", name: "Go on asking for costs", run: () => costs.ask() }] : [];
}

function filters(costs: CostsBook): Action[] {
  const all: Action = { id: "costs.only.none", name: "Remove all filters", group: "Look at", words: "costs bill", run: () => costs.widenAll() };
  const each = costs.words.map((word, at): Action => ({ id: `costs.only.${word}`, name: `Remove the filter ${word}`, group: "Look at", words: "costs bill", run: () => costs.widen(at) }));
  return each.length > 1 ? [...each, all] : each;
}

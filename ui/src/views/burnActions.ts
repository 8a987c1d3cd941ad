import { RANGES, type BurnChart, type Shown } from "@/features/burn/burn.svelte";
import type { BurnRange, ChartFile } from "@/ipc/client";
import { CHART_FILES } from "@/lib/chart";
import { lower } from "@/lib/text";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";

const TIMES: readonly Choice<BurnRange>[] = RANGES.map(({ value, label }) => ({ value, id: `burn.range.${value}`, name: `Burn over time: ${lower(label)}`, group: "Look at", words: "chart range shown" }));
const WAYS: readonly Choice<Shown>[] = [
  { value: "table", id: "burn.table", name: "Burn over time: as a table", group: "Look at", words: "chart numbers" },
  { value: "drawing", id: "burn.drawing", name: "Burn over time: as a drawing", group: "Look at", words: "chart graph" },
];
const SAVED: readonly Choice<ChartFile>[] = CHART_FILES.map((value) => ({ value, id: `burn.save.${value}`, name: `Save the burn chart as ${value.toUpperCase()}`, group: "Save", words: "export download over time" }));
const FOLD: Named = { id: "burn.fold", name: "Show or hide the burn over time", group: "Look at", words: "fold chart" };

export const BURN_ROWS: readonly Named[] = [...TIMES, ...WAYS, ...SAVED, FOLD];

/** What is asked of a folded chart unfolds it: it can be seen then. */
export function burnActions(burn: BurnChart): Action[] {
  const seen = burn.folded ? undefined : burn;
  return [
    ...oneOf(TIMES, seen?.range, (range) => {
      burn.unfold();
      burn.choose(range);
    }),
    ...oneOf(WAYS, seen?.shown, (shown) => {
      burn.unfold();
      burn.show(shown);
    }),
    ...SAVED.map(({ value, ...named }) => ({
      ...named,
      barred: seen ? burn.barredSave : null,
      waits: seen !== undefined && !burn.chart.failure && burn.chart.data === undefined,
      run: () => {
        burn.unfold();
        void burn.save(value);
      },
    })),
    { ...FOLD, run: () => burn.fold() },
  ];
}

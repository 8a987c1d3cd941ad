import { ALWAYS, COLUMNS, COLUMN_IDS, USUAL_COLUMNS, isUsual, toggled, type ColumnId } from "@/features/clusters/columns";
import type { ClusterList } from "@/features/clusters/clusters.svelte";
import { GROUPS, type Group } from "@/features/clusters/filter";
import { GROUPINGS } from "@/features/clusters/layout";
import type { SavedViews } from "@/features/clusters/views.svelte";
import type { GroupBy, SavedViewView } from "@/ipc/client";
import { focusNamed } from "@/lib/focus";
import { tick } from "svelte";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";

/** What else of the table is opened and closed by its page. */
export interface TableMenus {
  columns: boolean;
  keys: boolean;
}

const BY: readonly Choice<GroupBy>[] = GROUPINGS.map(({ value, label }) => ({ value, id: `group.${value}`, name: `Group by ${label}`, group: "Look at", words: "table rows clusters sums" }));
const SHOWN_COLUMNS: readonly Choice<ColumnId>[] = COLUMN_IDS.filter((id) => id !== ALWAYS).map((value) => ({
  value, id: `column.${value}`, name: `Show or hide column ${COLUMNS[value].title}`, group: "Look at", words: "table columns choose", onlyFound: true,
}));
const USUAL: Named = { id: "columns.usual", name: "Columns as usual", group: "Look at", words: "table default reset" };
const MENU: Named = { id: "columns", name: "Choose columns…", group: "Look at", words: "table order move up down" };
const NAME_VIEW: Named = { id: "view.save", name: "Save this view…", group: "Save", words: "table filter groups name rename delete views" };
const KEYS: Named = { id: "table.keys", name: "Keys in the table", group: "Look at", shortcut: "?", words: "keyboard shortcuts help" };
const FIND: Named = { id: "table.filter", name: "Filter clusters…", group: "Look at", shortcut: "/", words: "search field table find" };
const EVERYTHING: Named = { id: "table.everything", name: "Show everything", group: "Look at", words: "clear the filter everyone's clusters owner" };
const STATES: readonly Choice<Group>[] = GROUPS.map((value) => ({
  value, id: `state.${value}`, name: value === "all" ? "Show clusters of all states" : `Show ${value} clusters only`, group: "Look at", words: "filter by state", onlyFound: true,
}));

/** What the table offers wherever it is, for those pages that do not show it. */
export const TABLE_ROWS: readonly Named[] = [...BY, ...SHOWN_COLUMNS, USUAL, MENU, NAME_VIEW, KEYS, FIND];
/** Only the page of all clusters tells them by state. */
export const STATE_ROWS: readonly Named[] = STATES;

export function viewRow({ name }: SavedViewView): Named {
  return { id: `view.${name}`, name: `Open view ${name}`, group: "Look at", words: "saved table show" };
}

export function tableActions(list: ClusterList, views: SavedViews, menus: TableMenus): Action[] {
  const shown = list.columns;
  return [
    ...oneOf(BY, list.groupBy, (by) => list.groupInto(by)),
    ...SHOWN_COLUMNS.map(({ value, ...named }) => ({ ...named, note: shown.includes(value) ? "shown" : "not shown", run: () => list.choose(toggled(list.columns, value)) })),
    { ...USUAL, barred: isUsual(shown) ? "they are as usual" : null, run: () => list.choose([...USUAL_COLUMNS]) },
    { ...MENU, run: () => (menus.columns = true) },
    { ...NAME_VIEW, run: () => views.begin() },
    ...(views.all.data ?? []).map((view) => ({ ...viewRow(view), barred: views.current === view.name ? "it is so already" : null, run: () => views.show(view) })),
    { ...KEYS, run: () => (menus.keys = true) },
    { ...FIND, run: () => void tick().then(() => focusNamed("Filter clusters")) },
  ];
}

/** The chips above the table: of states that no cluster is in there is none. */
export function stateActions(list: ClusterList): Action[] {
  const there = new Set(list.counts.map(({ group }) => group));
  return oneOf(STATES.filter(({ value }) => there.has(value)), list.group, (group) => (list.group = group));
}

export function everything(show: () => void): Action {
  return { ...EVERYTHING, run: show };
}

import { Exporting } from "@/features/export/export.svelte";
import type { ClusterList } from "@/features/clusters/clusters.svelte";
import type { ActionKindView, ClusterRow, ExportFormat } from "@/ipc/client";
import { copy } from "@/lib/copy";
import { count } from "@/lib/text";
import type { Action } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import { keyOf, refOf } from "@/state/rows";

/** What can be done with one cluster: the buttons of its details, and its rows in the palette. */
export function actionsOn({ client, session, live, notices }: App, row: ClusterRow): Action[] {
  const note = `${row.name} · ${row.region} · ${row.account_name}`;
  const barred = (kind: ActionKindView) => {
    const action = row.actions.find((each) => each.kind === kind);
    return action ? action.disabled_reason : "it cannot be done from here";
  };
  const plan = (action: ActionKindView) => () => (session.ask = { kind: "plan", action, targets: [refOf(row)] });
  const allow = () => (session.ask = { kind: "allow_actions", account_id: row.account_id, account_name: row.account_name });
  const openConsole = async () => {
    const answer = await client.openConsole(refOf(row));
    if (answer.status === "error") notices.fail(answer.error);
  };
  const actions: Action[] = [
    { id: "cluster.terminate", name: "Terminate…", group: "Here", note, shortcut: "t", words: "stop kill end", barred: barred("terminate"), run: plan("terminate") },
    { id: "cluster.console", name: "AWS console", group: "Here", note, words: "open browser web", barred: live.shell.data?.sample ? "the sample is not in the AWS console" : null, run: () => void openConsole() },
    { id: "cluster.copy_id", name: "Copy the cluster's id", group: "Here", note: `${row.id} · ${row.name}`, run: () => void copy(row.id) },
  ];
  if (row.actions.some((action) => action.kind === "lift_protection")) {
    actions.push({ id: "cluster.lift_protection", name: "Lift protection…", group: "Here", note, words: "unprotect termination", barred: barred("lift_protection"), run: plan("lift_protection") });
  }
  if (row.actions.some((action) => action.remedy === "allow_actions")) {
    actions.push({ id: "cluster.allow_actions", name: "Allow actions in this account…", group: "Here", note: row.account_name, words: "read-only", run: allow });
  }
  return actions;
}

/** What can be done with the rows that are selected. */
export function actionsOnSelected(list: ClusterList, terminate: (rows: ClusterRow[]) => void): Action[] {
  const selected = list.selected;
  if (selected.length === 0) return [];
  const note = `${count(selected.length, "selected cluster")}`;
  return [
    { id: "selection.terminate", name: "Terminate…", group: "Here", note, shortcut: "t", words: "stop kill end all", run: () => terminate(list.selected) },
    { id: "selection.clear", name: "Clear the selection", group: "Here", note, shortcut: "Esc", run: () => list.selection.clear() },
  ];
}

/** Taking along what is shown, in the order of the screen; and what is selected, if something is. */
export function exportActions({ client, notices }: App, list: ClusterList): Action[] {
  const exporting = new Exporting(client, notices);
  const selected = () => onScreen(list).filter((row) => list.selection.has(keyOf(row)));
  const of = (what: "shown" | "selected", number: number, rows: () => readonly ClusterRow[], format: ExportFormat): Action[] => {
    const common = {
      group: "Save" as const,
      note: `${count(number, "cluster")}, in the order of the screen`,
      barred: number === 0 ? "no cluster is shown" : null,
    };
    const name = format.toUpperCase();
    return [
      { ...common, id: `save.${what}.${format}`, name: `Save what is ${what} as ${name}`, words: "export download file spreadsheet", run: () => void exporting.take(format, "file", rows()) },
      { ...common, id: `copy.${what}.${format}`, name: `Copy what is ${what} as ${name}`, words: "export clipboard spreadsheet", run: () => void exporting.take(format, "text", rows()) },
    ];
  };
  const both = (what: "shown" | "selected", number: number, rows: () => readonly ClusterRow[]) => [...of(what, number, rows, "csv"), ...of(what, number, rows, "json")];
  const marked = list.selected.length - list.selectedHidden;
  return [...(marked > 0 ? both("selected", marked, selected) : []), ...both("shown", list.ordered.length, () => onScreen(list))];
}

/** The rows as they stand, those of closed groups included. */
function onScreen(list: ClusterList): readonly ClusterRow[] {
  if (list.groupBy === "nothing") return list.ordered;
  const lines = Array.from({ length: list.items.length }, (_, at) => list.items.at(at));
  return lines.flatMap((line) => (line?.kind === "group" ? line.head.rows : []));
}

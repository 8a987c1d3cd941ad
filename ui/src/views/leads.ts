import type { SavedViewView } from "@/ipc/client";
import type { Action, Named } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import type { Page } from "@/state/session.svelte";
import { ACCOUNT_ROWS } from "./accountActions";
import { ACTIVITY_ROWS } from "./activityActions";
import { PAGE_NAMES } from "./actions";
import { BURN_ROWS } from "./burnActions";
import { COSTS_ROWS } from "./costsActions";
import { SETTINGS_ROWS, tagRows } from "./settingsActions";
import { SPOT_ROWS } from "./spotActions";
import { STATE_ROWS, TABLE_ROWS, viewRow } from "./tableActions";

/** What the pages that are not shown offer: it is gone there, and done as soon as it is offered. */
export function leads(app: App, views: readonly SavedViewView[]): Action[] {
  const { session, live, actions } = app;
  const to = (page: Page, rows: readonly Named[]) =>
    rows.map(({ shortcut: _, ...row }): Action => ({
      ...row,
      note: `on page ${PAGE_NAMES[page]}`,
      onlyFound: true,
      leads: true,
      run: () => {
        session.go(page);
        actions.want(row.id, page);
      },
    }));
  const table = session.page === "now" ? [] : to("clusters", [...TABLE_ROWS, ...views.map(viewRow)]);
  return [
    ...table,
    ...to("clusters", STATE_ROWS),
    ...to("now", BURN_ROWS),
    ...to("activity", ACTIVITY_ROWS),
    ...to("costs", COSTS_ROWS),
    ...to("spot", SPOT_ROWS),
    ...to("accounts", ACCOUNT_ROWS),
    ...to("settings", [...SETTINGS_ROWS, ...tagRows(live.settings.data)]),
  ].filter(({ note }) => note !== `on page ${PAGE_NAMES[session.page]}`);
}

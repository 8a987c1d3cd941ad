import type { LookRequest } from "@/ipc/client";
import type { Action } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import { PAGES, type Page } from "@/state/session.svelte";
import type { Forms } from "./forms";
import { settingsActions } from "./settingsActions";

/** Looks at another account, or at all of them. */
export function showAccount({ live, session }: App, accountId: string | null): void {
  if (session.accountId === accountId) return;
  live.forgetClusters();
  session.showAccount(accountId);
  const name = live.shell.data?.accounts.find((account) => account.account_id === accountId)?.name ?? "all accounts";
  session.announce(`Showing ${name}`);
}

/** What can be done on every page. Whoever adds something adds a row. */
export function appActions(app: App, forms: Forms): Action[] {
  return [...told(app), ...pages(app), ...looks(app, forms), ...settingsActions(app, forms)];
}

export const PAGE_NAMES: Record<Page, string> = { now: "Now", clusters: "Clusters", activity: "Activity", costs: "Costs", spot: "Spot", accounts: "Accounts", settings: "Settings" };

const PAGE_WORDS: Record<Page, string> = {
  now: "burning active money idle home",
  clusters: "ended terminated all",
  activity: "what changed news since yesterday started ended resized dearer receipts terminations audit journal",
  costs: "bill money spend forecast month end cost explorer credits amortized",
  spot: "prices market advisor cheapest zone on demand history",
  accounts: "profiles regions permissions read-only",
  settings: "preferences options",
};

function told({ notices }: App): Action[] {
  const { length } = notices.list;
  return length === 0 ? [] : [{ id: "notices.close", name: length === 1 ? "Close the notice" : "Close the notices", group: "Here", words: "dismiss told", run: () => notices.closeAll() }];
}

function pages({ session }: App): Action[] {
  return PAGES.map((page, index) => ({
    id: `page.${page}`,
    name: PAGE_NAMES[page],
    group: "Go to",
    words: `go to page ${PAGE_WORDS[page]}`,
    shortcut: `Mod+${index + 1}`,
    run: () => session.go(page),
  }));
}

function looks(app: App, { accounts: changes }: Forms): Action[] {
  const { session, live, notices } = app;
  const look = async (at: LookRequest) => {
    await changes.look(at);
    notices.fail(changes.failures.get("look"));
  };
  const sample = live.shell.data?.sample ?? false;
  const watched = live.profiles.data?.profiles.some((profile) => profile.watched) ?? false;
  const accounts = live.shell.data?.accounts ?? [];
  return [
    { id: "refresh", name: "Refresh now", group: "Look at", shortcut: "Mod+R", words: "reload ask AWS again", run: () => void live.refresh() },
    {
      id: "owners",
      name: session.onlyMine ? "Show everyone's clusters" : "Show only my clusters",
      group: "Look at",
      words: "owner mine everyone filter",
      run: () => session.showMine(!session.onlyMine),
    },
    {
      id: "account.all",
      name: "Show all accounts",
      group: "Look at",
      words: "switch account",
      barred: session.accountId === null ? "all accounts are shown" : null,
      run: () => showAccount(app, null),
    },
    ...accounts.map((account) => ({
      id: `account.${account.account_id}`,
      name: `Show account ${account.name}`,
      group: "Look at" as const,
      words: "switch account",
      note: `${account.account_id} · ${account.note}`,
      barred: session.accountId === account.account_id ? "it is the account that is shown" : null,
      run: () => showAccount(app, account.account_id),
    })),
    sample
      ? { id: "look.chosen", name: "Show my profiles", group: "Look at", words: "leave sample data real", barred: watched ? null : "no profile is watched yet", run: () => void look("chosen") }
      : { id: "look.sample", name: "Look around with sample data", group: "Look at", words: "demo simulator", run: () => void look("sample") },
  ];
}

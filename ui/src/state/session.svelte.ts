import { remember, remembered } from "@/lib/storage";
import type { ActionKindView, ClusterRef, Destination, Scope } from "@/ipc/client";

export const PAGES = ["now", "clusters", "activity", "costs", "spot", "accounts", "settings"] as const;
export type Page = (typeof PAGES)[number];

/** What the user asked to do and has not yet confirmed; the window answers it with a dialog. */
export type Ask =
  | { kind: "plan"; action: ActionKindView; targets: ClusterRef[]; begun?: () => void }
  | { kind: "allow_actions"; account_id: string; account_name: string };

/** What the user looks at: page, account, cluster. */
export class Session {
  page = $state<Page>(pageOf(location.hash));
  accountId = $state<string | null>(remembered("account"));
  opened = $state.raw<ClusterRef>();
  ask = $state.raw<Ask>();
  /** Whether the palette is open. */
  searching = $state(false);
  /** The profile that the page of accounts is gone to for. */
  sought = $state<string>();
  onlyMine = $state(remembered("mine") === "yes");
  /** The theme that is worn now, whoever chose it. */
  worn = $state<"light" | "dark">("dark");
  /** Read out by screen readers, politely. */
  announcement = $state("");

  /** What the pages of clusters show: the core filters and adds up. */
  get scope(): Scope {
    return {
      account_id: this.accountId,
      owners: this.onlyMine ? "mine" : "everyone",
      which: this.page === "clusters" ? "all" : "active",
    };
  }

  go = (page: Page): void => {
    this.page = page;
    this.opened = undefined;
    if (pageOf(location.hash) !== page) location.hash = page;
  };

  /** Where an entry of the tray leads. What it shows is not hidden by what was looked at before. */
  goTo({ page, cluster }: { page: Page; cluster: Destination["cluster"] }): void {
    if (cluster && this.accountId !== null && this.accountId !== cluster.account_id) this.showAccount(null);
    this.go(page);
    this.opened = cluster ?? undefined;
  }

  showAccount(accountId: string | null): void {
    this.accountId = accountId;
    this.opened = undefined;
    remember("account", accountId);
  }

  showMine(only: boolean): void {
    this.onlyMine = only;
    remember("mine", only ? "yes" : null);
  }

  announce(text: string): void {
    this.announcement = text;
  }

  followAddress = (): void => {
    const page = pageOf(location.hash);
    if (page !== this.page) this.go(page);
  };
}

function pageOf(hash: string): Page {
  return PAGES.find((page) => `#${page}` === hash) ?? "now";
}

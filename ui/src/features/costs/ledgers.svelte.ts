import type { Client, LedgersOfAccount } from "@/ipc/client";
import { Resource } from "@/state/resource.svelte";

/** The two ledgers, once somebody wants to see them: they take questions to Cost Explorer of their own. */
export class LedgersBook {
  opened = $state(false);
  /** The day whose clusters are shown, by account. */
  chosen = $state<Record<string, string>>({});
  readonly view;

  constructor(client: Client) {
    this.view = new Resource(() => client.ledgers({ from: null, to: null }));
  }

  open(): void {
    this.opened = true;
    void this.view.load();
  }

  /** Another realm, or another day: what was read is of none of it. */
  again(): void {
    this.chosen = {};
    this.view.clear();
    if (this.opened) void this.view.load();
  }

  /** Somebody asks again: what is shown stays until it is read. */
  follow(): void {
    if (this.opened) void this.view.load();
  }

  choose(account: string, day: string): void {
    this.chosen = { ...this.chosen, [account]: this.chosen[account] === day ? "" : day };
  }

  clustersOf(account: LedgersOfAccount) {
    return account.days.find(({ day }) => day === this.chosen[account.account_id]);
  }
}

import type { AccountChange, Answer, Client, Failure, LookRequest, ProfileRow, RegionChoice } from "@/ipc/client";

/** What the user changes about profiles and accounts; what failed is told beside the thing it failed on. */
export class AccountChanges {
  failures = $state.raw<ReadonlyMap<string, Failure>>(new Map());
  busy = $state<string>();
  #client: Client;
  #reload: () => void;

  constructor(client: Client, reload: () => void) {
    this.#client = client;
    this.#reload = reload;
  }

  watch = (profile: string, regions: RegionChoice) => this.#do(profile, () => this.#client.watch({ profile, regions }));
  unwatch = (profile: string) => this.#do(profile, () => this.#client.unwatch(profile));
  setWatched = ({ name, regions }: ProfileRow, watched: boolean) => (watched ? this.watch(name, regions) : this.unwatch(name));
  change = (account_id: string, change: AccountChange) => this.#do(account_id, () => this.#client.changeAccount({ account_id, change }));

  setProduction = (account_id: string, production: boolean) => this.change(account_id, { kind: production ? "mark_production" : "mark_ordinary" });
  makeReadOnly = (account_id: string) => this.change(account_id, { kind: "read_only" });

  look = (at: LookRequest) => this.#do("look", () => this.#client.lookAt(at));

  async #do(subject: string, ask: () => Answer<unknown>): Promise<boolean> {
    this.busy = subject;
    const answer = await ask();
    this.busy = undefined;
    const failures = new Map(this.failures);
    if (answer.status === "error") failures.set(subject, answer.error);
    else failures.delete(subject);
    this.failures = failures;
    this.#reload();
    return answer.status === "ok";
  }
}

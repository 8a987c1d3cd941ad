import type { ChangesView, Client } from "@/ipc/client";

/** What happened since the user last looked, told once: until it is closed, or another absence brings other news. */
export class News {
  #view = $state.raw<ChangesView>();
  #closed = $state<string>();
  /** Only the newest answer counts: another account may be looked at by then. */
  #asked = 0;
  #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  get told(): ChangesView | undefined {
    const view = this.#view;
    return view?.is_since_last_look && view.changes.length > 0 && view.since !== this.#closed ? view : undefined;
  }

  close = (): void => {
    this.#closed = this.#view?.since;
  };

  load = async (accountId: string | null): Promise<void> => {
    const number = ++this.#asked;
    const answer = await this.#client.changes({ since: { kind: "last_look" }, account_id: accountId, owners: "everyone", after: null });
    if (number !== this.#asked) return;
    // It is no failure worth a word here: the page that tells all of it says what is wrong.
    this.#view = answer.status === "ok" ? answer.data : undefined;
  };
}

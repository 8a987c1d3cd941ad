import type { ChangeRow, ChangesRequest, ChangesView, Client, Failure, Owners, SinceRequest } from "@/ipc/client";
import { remember, remembered } from "@/lib/storage";
import { Resource } from "@/state/resource.svelte";

/** Since when, as one chooses it. */
export const SINCE = [
  { value: "last_look", label: "Last look", since: { kind: "last_look" } },
  { value: "yesterday", label: "Yesterday", since: { kind: "yesterday" } },
  { value: "day", label: "24 h", since: { kind: "hours", hours: 24 } },
  { value: "week", label: "7 days", since: { kind: "hours", hours: 168 } },
] as const satisfies readonly { value: string; label: string; since: SinceRequest }[];
export type SinceChoice = (typeof SINCE)[number]["value"];

export interface ChangesOptions {
  accountId: () => string | null;
  owners: () => Owners;
}

/** What changed since a moment, and the older rows that were asked for. */
export class Changes {
  choice = $state<SinceChoice>(SINCE.find(({ value }) => value === remembered("changes.since"))?.value ?? "last_look");
  readonly view;
  /** Rows behind the first page of the answer, and where the next ones begin. */
  more = $state.raw<readonly ChangeRow[]>([]);
  older = $state<string | null>(null);
  busy = $state(false);
  failure = $state.raw<Failure>();
  /** How often the list began anew. */
  #foldings = 0;
  #client: Client;
  #options: ChangesOptions;

  constructor(client: Client, options: ChangesOptions) {
    this.#client = client;
    this.#options = options;
    this.view = new Resource<ChangesView>(() => client.changes(this.request));
  }

  get request(): ChangesRequest {
    const { since } = SINCE.find(({ value }) => value === this.choice)!;
    return { since, account_id: this.#options.accountId(), owners: this.#options.owners(), after: null };
  }

  /** Whatever makes it another answer, as one text. */
  get question(): string {
    return JSON.stringify(this.request);
  }

  get rows(): readonly ChangeRow[] {
    return [...(this.view.data?.changes ?? []), ...this.more];
  }

  choose(choice: SinceChoice): void {
    this.choice = choice;
    this.view.clear();
    this.#fold();
    remember("changes.since", choice);
  }

  /** Reads again from the newest; what was unfolded behind them is folded. */
  load = async (): Promise<void> => {
    await this.view.load();
    this.#fold();
  };

  /** More happened. Whoever is reading older rows keeps them. */
  follow(): void {
    if (this.view.data && this.more.length === 0) void this.load();
  }

  #fold(): void {
    this.#foldings += 1;
    this.more = [];
    this.failure = undefined;
    this.older = this.view.data?.older ?? null;
  }

  loadOlder = async (): Promise<void> => {
    const foldings = this.#foldings;
    const { question } = this;
    this.busy = true;
    const answer = await this.#client.changes({ ...this.request, after: this.older });
    this.busy = false;
    // Rows behind another list, or of another question, belong nowhere.
    if (foldings !== this.#foldings || question !== this.question) return;
    if (answer.status === "error") {
      this.failure = answer.error;
      return;
    }
    this.failure = undefined;
    this.more = [...this.more, ...answer.data.changes];
    this.older = answer.data.older;
  };
}

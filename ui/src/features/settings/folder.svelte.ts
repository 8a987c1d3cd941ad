import type { Client, DataFolderView, Failure, ForgettableView } from "@/ipc/client";

/** What stands in days: the quick choices, and a day of one's own. */
export const REACHES = [
  { value: "30", label: "older than 30 days" },
  { value: "90", label: "older than 90 days" },
  { value: "365", label: "older than a year" },
  { value: "day", label: "before a day" },
] as const;
export type Reach = (typeof REACHES)[number]["value"];

/** Forgetting history: what would go is said first, then it is asked for, then it goes. */
export class ForgetForm {
  reach = $state<Reach>("90");
  day = $state("");
  /** What would go, once it was counted. */
  found = $state.raw<ForgettableView>();
  counting = $state(false);
  failure = $state.raw<Failure>();
  #client: Client;
  #now: () => number;
  #reload: () => Promise<void>;

  constructor(client: Client, now: () => number, reload: () => Promise<void>) {
    this.#client = client;
    this.#now = now;
    this.#reload = reload;
  }

  /** As Rust reads it; what it makes of it comes back with the answer. */
  get before(): string {
    if (this.reach === "day") return this.day.trim();
    return new Date(this.#now() - Number(this.reach) * 86_400_000).toISOString().slice(0, 10);
  }

  /** Why nothing can be forgotten now. */
  barred(folder: DataFolderView): string | null {
    if (folder.read_only) return `nothing can be forgotten: ${folder.read_only}`;
    if (folder.forgetting.kind === "under_way") return "history is being forgotten already";
    return this.counting ? "it is being counted" : this.before === "" ? "type a day first" : null;
  }

  async count(): Promise<void> {
    this.counting = true;
    const answer = await this.#client.forgettable(this.before);
    this.counting = false;
    this.failure = answer.status === "error" ? answer.error : undefined;
    this.found = answer.status === "ok" ? answer.data : undefined;
  }

  async forget(): Promise<void> {
    const before = this.found?.before;
    this.found = undefined;
    if (before === undefined) return;
    const answer = await this.#client.forgetHistory(before);
    this.failure = answer.status === "error" ? answer.error : undefined;
    await this.#reload();
  }

  async open(): Promise<void> {
    const answer = await this.#client.openDataFolder();
    this.failure = answer.status === "error" ? answer.error : undefined;
  }
}

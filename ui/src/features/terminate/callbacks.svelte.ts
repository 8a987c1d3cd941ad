import type { Client, Failure, TerminationView } from "@/ipc/client";
import { secondsUntil } from "@/lib/time";

export interface CallBackOptions {
  terminations: () => readonly TerminationView[];
  now: () => number;
}

/** What was confirmed and can still be called back. */
export class CallBacks {
  failure = $state.raw<Failure>();
  #client: Client;
  #options: CallBackOptions;

  /** One entry for each plan. */
  readonly waiting = $derived.by(() => {
    const plans = new Map<string, { hash: string; until: string; names: string[] }>();
    for (const { plan_hash: hash, call_back_until: until, phase, cluster_name } of this.#options.terminations()) {
      if (!until || phase !== "queued" || secondsUntil(until, this.#options.now()) === 0) continue;
      const plan = plans.get(hash) ?? { hash, until, names: [] };
      plan.names.push(cluster_name);
      plans.set(hash, plan);
    }
    return [...plans.values()];
  });

  constructor(client: Client, options: CallBackOptions) {
    this.#client = client;
    this.#options = options;
  }

  callBack = async (hash: string): Promise<void> => {
    const answer = await this.#client.callBack(hash);
    this.failure = answer.status === "error" ? answer.error : undefined;
  };
}

/** `one, two, three, four and 3 more`. */
export function someOf(names: readonly string[]): string {
  return `${names.slice(0, 4).join(", ")}${names.length > 4 ? ` and ${names.length - 4} more` : ""}`;
}

import type { Client, Failure, TerminationView } from "@/ipc/client";
import { count } from "@/lib/text";
import { secondsUntil } from "@/lib/time";
import type { Action } from "@/state/actions.svelte";

/** There are only seconds for it: nobody must look for its button. */
export const CALL_BACK_KEYS = "Mod+Z";

/** What one confirmation began and AWS was not sent yet. */
export interface Unsent {
  until: string;
  entries: TerminationView[];
  action: Action;
}

export interface CallBackOptions {
  terminations: () => readonly TerminationView[];
  now: () => number;
}

/** The way back from what was confirmed, as long as there is one. */
export class CallBack {
  failure = $state.raw<Failure>();
  /** What can still be called back, one entry for each plan. The keys are those of the newest. */
  readonly unsent = $derived.by(() => {
    const plans = this.#plans();
    return plans.map(({ hash, until, entries }, index): Unsent => ({
      until,
      entries,
      action: {
        id: `call_back.${hash}`,
        name: "Call back",
        group: "Here",
        note: count(entries.length, "cluster"),
        words: "undo stop termination not sent",
        ...(index === plans.length - 1 ? { shortcut: CALL_BACK_KEYS } : {}),
        run: () => void this.#ask(hash),
      },
    }));
  });
  #client: Client;
  #options: CallBackOptions;

  constructor(client: Client, options: CallBackOptions) {
    this.#client = client;
    this.#options = options;
  }

  #plans(): { hash: string; until: string; entries: TerminationView[] }[] {
    const plans = new Map<string, { hash: string; until: string; entries: TerminationView[] }>();
    for (const entry of this.#options.terminations()) {
      const until = entry.call_back_until;
      if (!until || secondsUntil(until, this.#options.now()) === 0) continue;
      const plan = plans.get(entry.plan_hash) ?? { hash: entry.plan_hash, until, entries: [] };
      plan.entries.push(entry);
      plans.set(entry.plan_hash, plan);
    }
    return [...plans.values()].toSorted((a, b) => a.until.localeCompare(b.until));
  }

  async #ask(hash: string): Promise<void> {
    const answer = await this.#client.callBack(hash);
    this.failure = answer.status === "error" ? answer.error : undefined;
  }
}

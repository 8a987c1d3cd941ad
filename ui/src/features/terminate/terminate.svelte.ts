import type { ActionKindView, Client, ClusterRef, Failure, PlanView, TerminationView } from "@/ipc/client";

/** One dialog: from the question to the confirmation. The plan is Rust's; here it is read, typed to and sent back. */
export class Confirmation {
  plan = $state.raw<PlanView>();
  failure = $state.raw<Failure>();
  typed = $state("");
  reason = $state("");
  busy = $state(false);
  #client: Client;
  #action: ActionKindView;
  #targets: ClusterRef[];

  constructor(client: Client, action: ActionKindView, targets: ClusterRef[]) {
    this.#client = client;
    this.#action = action;
    this.#targets = targets;
  }

  /** What of the names to type was not typed: alone, on a line of its own, or parted by commas, which a name may hold too. */
  get missingNames(): string[] {
    const lines = this.typed.split("\n");
    const typed = new Set([this.typed, ...lines, ...lines.flatMap((line) => line.split(","))].map((name) => name.trim()));
    return (this.plan?.names_to_type ?? []).filter((name) => !typed.has(name.trim()));
  }

  /** Why it cannot be confirmed now; nothing when it can. */
  barred(now: number): string | null {
    if (!this.plan) return "the plan is being made";
    if (this.busy) return "it is being sent";
    if (this.expired(now)) return "the plan has expired, plan again";
    if (this.plan.going === 0) return "none of the clusters can be acted on";
    if (this.missingNames.length > 0) return "type the name of each production cluster first";
    return null;
  }

  expired(now: number): boolean {
    return this.failure?.code === "plan_expired" || (this.plan !== undefined && Date.parse(this.plan.expires_at) <= now);
  }

  async make(): Promise<void> {
    this.busy = true;
    const request = { action: this.#action, targets: this.#targets, reason: this.reason.trim() };
    const answer = await this.#client.plan(request);
    this.busy = false;
    if (answer.status === "ok") {
      this.plan = answer.data;
      this.failure = undefined;
    } else {
      this.failure = answer.error;
    }
  }

  /** The terminations that began, or nothing when it failed; why is then in `failure`. */
  async confirm(): Promise<TerminationView[] | undefined> {
    // The reason is part of the plan and of its hash: one given since then makes a new plan of the same targets.
    if (this.plan && this.reason.trim() !== this.plan.reason && !(await this.#planTheSame())) return undefined;
    if (!this.plan) return undefined;
    this.busy = true;
    const names = this.plan.names_to_type.filter((name) => !this.missingNames.includes(name));
    const answer = await this.#client.confirm({ hash: this.plan.hash, typed_names: names });
    this.busy = false;
    if (answer.status === "ok") return answer.data;
    this.failure = answer.error;
    return undefined;
  }

  /** What was shown is what is sent: a new plan that differs is shown first and must be confirmed anew. */
  async #planTheSame(): Promise<boolean> {
    const before = outline(this.plan);
    await this.make();
    return this.failure === undefined && outline(this.plan) === before;
  }
}

function outline(plan: PlanView | undefined): string {
  const targets = plan?.targets.map(({ id, verdict, state, running_steps, pending_steps, protected: held }) => ({
    id, verdict, state, running_steps, pending_steps, held,
  }));
  return JSON.stringify([targets, plan?.names_to_type, plan?.call_back_seconds]);
}

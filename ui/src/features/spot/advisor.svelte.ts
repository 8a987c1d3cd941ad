import type { Client, SpotAdviceRequest, SpotPlace } from "@/ipc/client";
import { Resource } from "@/state/resource.svelte";

export const WINDOWS = [
  { value: "60", label: "the last hour" },
  { value: "360", label: "6 hours" },
  { value: "1440", label: "24 hours" },
  { value: "10080", label: "7 days" },
] as const;

export interface AdvisorOptions {
  place: () => SpotPlace | undefined;
  types: () => string[];
  limit: () => string;
}

/** What advice is asked for, and what it was. */
export class Advisor {
  need = $state<"types" | "capacity">("types");
  vcpus = $state("8");
  memory = $state("32");
  vpc = $state("");
  window = $state<string>("60");
  /** What was answered last, and to which question. */
  answered = $state<string>();
  readonly advice;
  #options: AdvisorOptions;

  constructor(client: Client, options: AdvisorOptions) {
    this.#options = options;
    this.advice = new Resource(() => client.spotAdvice(this.request));
  }

  get request(): SpotAdviceRequest {
    const place = this.#options.place();
    const capacity = this.need === "capacity";
    return {
      account_id: place?.account_id ?? "",
      region: place?.region ?? "",
      instance_types: capacity ? [] : this.#options.types(),
      vcpus: capacity ? counted(this.vcpus) : null,
      memory_gib: capacity ? counted(this.memory) : null,
      vpc_id: this.vpc.trim() || null,
      subnet_ids: [],
      limit_usd: this.#options.limit().trim() || null,
      window_minutes: Number(this.window),
    };
  }

  /** Why advice cannot be asked for now. */
  get barred(): string | null {
    if (!this.#options.place()) return "No account and region is watched";
    if (this.advice.busy) return "Advice is being asked for";
    if (this.need === "types") return this.#options.types().length > 0 ? null : "No instance type is chosen above";
    return counted(this.vcpus) !== null && counted(this.memory) !== null ? null : "vCPU and memory are whole numbers";
  }

  /** Whether the answer is one to what is asked for now. */
  get isCurrent(): boolean {
    return this.answered === JSON.stringify(this.request);
  }

  ask = async (): Promise<void> => {
    const question = JSON.stringify(this.request);
    if (question !== this.answered) this.advice.clear();
    this.answered = question;
    await this.advice.load();
  };
}

function counted(text: string): number | null {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : null;
}

import type { Client, SpotAdviceRequest, SpotPlace, SpotSubnet } from "@/ipc/client";
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
  /** Its id; empty: every VPC. */
  vpc = $state("");
  /** Subnets of the VPC that nothing may be launched in. */
  #left = $state.raw<string[]>([]);
  window = $state<string>("60");
  /** What was answered last, and to which question. */
  answered = $state<string>();
  readonly advice;
  readonly networks;
  #options: AdvisorOptions;

  constructor(client: Client, options: AdvisorOptions) {
    this.#options = options;
    this.advice = new Resource(() => client.spotAdvice(this.request));
    this.networks = new Resource(() => client.spotNetworks({ account_id: this.request.account_id, region: this.request.region }));
  }

  /** Another place has other VPCs: what was chosen is none of them. */
  look = (): void => {
    this.choose("");
    this.networks.clear();
    if (this.#options.place()) void this.networks.load();
  };

  /** The VPCs of the same place again: what was chosen stays. */
  again = (): void => {
    if (this.#options.place()) void this.networks.load();
  };

  get subnets(): SpotSubnet[] {
    return this.networks.data?.vpcs.find(({ vpc_id }) => vpc_id === this.vpc)?.subnets ?? [];
  }

  choose(vpc: string): void {
    this.vpc = vpc;
    this.#left = [];
  }

  takes(subnet: string): boolean {
    return !this.#left.includes(subnet);
  }

  toggle(subnet: string): void {
    this.#left = this.takes(subnet) ? [...this.#left, subnet] : this.#left.filter((each) => each !== subnet);
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
      vpc_id: this.#left.length > 0 ? null : this.vpc || null,
      subnet_ids: this.#left.length > 0 ? this.#taken : [],
      limit_usd: this.#options.limit().trim() || null,
      window_minutes: Number(this.window),
    };
  }

  /** Why advice cannot be asked for now. */
  get barred(): string | null {
    if (!this.#options.place()) return "No account and region is watched";
    if (this.advice.busy) return "Advice is being asked for";
    if (this.#left.length > 0 && this.#taken.length === 0) return "No subnet is chosen";
    if (this.need === "types") return this.#options.types().length > 0 ? null : "No instance type is chosen above";
    return counted(this.vcpus) !== null && counted(this.memory) !== null ? null : "vCPU and memory are whole numbers";
  }

  get #taken(): string[] {
    return this.subnets.map(({ subnet_id }) => subnet_id).filter((id) => this.takes(id));
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

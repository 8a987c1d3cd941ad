import type { CostPeriod } from "@/ipc/client";

/** What is to be thought of a day's or month's amount; nothing where AWS has closed all of it. */
export function standing({ estimated, missing }: CostPeriod): string {
  return [estimated ? "estimate, may still move" : "", missing === null ? "" : `no amount: ${missing}`].filter((part) => part !== "").join("; ");
}

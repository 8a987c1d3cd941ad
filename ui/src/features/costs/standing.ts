import type { CostPeriod } from "@/ipc/client";

/** What is to be thought of a day's or month's amount; nothing where AWS has closed all of it. */
export function standing({ estimated, missing, total_usd }: CostPeriod): string {
  const without = total_usd === null ? "no amount" : "partly without an amount";
  return [estimated ? "estimate, may still move" : "", missing === null ? "" : `${without}: ${missing}`].filter((part) => part !== "").join("; ");
}

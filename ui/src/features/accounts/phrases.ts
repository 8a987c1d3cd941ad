/** How the page of accounts says numbers: the numbers themselves come from the core. */

import type { BucketShare, CallCounts, CostView, DoorRow } from "@/ipc/client";
import { dollars, percent, whole } from "@/lib/money";

/** `free`, `$0.04`, `≥ $0.04`. */
export function price(cost: CostView): string {
  return cost.complete && cost.usd === "0.00" ? "free" : dollars(cost);
}

/** `3 throttled, 1 failed`; empty when all was answered. */
export function trouble({ throttled, failed }: CallCounts): string {
  return [throttled > 0 && `${whole(throttled)} throttled`, failed > 0 && `${whole(failed)} failed`].filter(Boolean).join(", ");
}

/** What a share is a share of. */
export function limit(share: BucketShare, allowed: number): string {
  const rate = `${whole(share.an_hour)} an hour, ${whole(share.at_once)} at once`;
  return `${percent(share.millionths)} of what AWS allows of ${share.of} in ${share.region} (${rate}); Emberwatch keeps below ${percent(allowed)} when it polls`;
}

/** `SSO, session corporate`. */
export function kind({ kind, kind_note }: Pick<DoorRow, "kind" | "kind_note">): string {
  return kind_note ? `${kind}, ${kind_note}` : kind;
}

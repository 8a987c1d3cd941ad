import type { AutoTerminationView, ClusterRow } from "@/ipc/client";
import { span } from "@/lib/time";

/** `j-2AXQ… · emr-7.5.0 · Spark, Hive`. */
export function identity(row: ClusterRow): string {
  return [row.id, row.release_label, row.applications.join(", ")].filter(Boolean).join(" · ");
}

/** Why a row is old, without its place, which the row names anyway. */
export function staleReason({ freshness, region, account_name }: ClusterRow): string {
  const reason = freshness.reason ?? "no newer answer";
  const place = `${region} of ${account_name}`;
  return reason.startsWith(place) ? reason.slice(place.length).replace(/^:?\s+/, "") : reason;
}

/** `13` with `12 spot`: all nodes, those on the spot market; and whether they were seen at all. */
export function nodes({ nodes }: ClusterRow): { text: string; note?: string; title?: string } {
  const { on_demand, spot, seen } = nodes;
  if (!seen && on_demand + spot === 0) return { text: "unknown" };
  const text = String(on_demand + spot);
  if (!seen) return { text, note: "requested", title: "its nodes cannot be seen: these are the requested ones" };
  return spot > 0 ? { text, note: `${spot} spot`, title: `${on_demand} on demand, ${spot} spot` } : { text };
}

/** When it ends by itself; nothing where it does not. */
export function autoTermination(policy: AutoTerminationView): string | undefined {
  switch (policy.kind) {
    case "after":
      return `ends after ${span(policy.idle_seconds)} idle`;
    case "after_steps":
      return "ends after its steps";
    case "unknown":
      return "auto-termination unknown";
    case "none":
      return undefined;
  }
}

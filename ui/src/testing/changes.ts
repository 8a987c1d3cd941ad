import type { ChangeRow, ChangesRequest, ChangesView, ClusterRow } from "@/ipc/client";

const PAGE = 2;

/** What the core tells of a quiet day: one started, one ended, one was resized and got dearer. */
export function changesOf(request: ChangesRequest, rows: readonly ClusterRow[], now: number): ChangesView {
  const at = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
  const row = (from: ClusterRow, minutes: number, kinds: ChangeRow["kinds"], what: string[], usd: string | null): ChangeRow => {
    const { id, name, account_id, account_name, account_color, region, owner, mine, state, state_kind } = from;
    const burn = usd === null ? null : { usd_per_hour: usd, complete: true };
    return { id, name, account_id, account_name, account_color, region, owner, mine, state, state_kind, at: at(minutes), kinds, what, burn };
  };
  const [first, second, third] = rows;
  const all = first === undefined || second === undefined || third === undefined ? [] : [
    row(first, 20, ["started"], ["started 13:42"], "+0.7200"),
    row(second, 50, ["resized", "dearer"], ["5 → 9 nodes", "1.20 USD/h dearer"], "+1.2000"),
    row(third, 300, ["ended"], ["ended 09:02: terminated by user request"], "-0.4800"),
  ];
  const from = request.after === null ? 0 : Number(request.after);
  return {
    since: at(1140),
    until: at(0),
    title: "since you last looked, 19 Nov 19:02",
    is_since_last_look: request.since?.kind === "last_look",
    summary: "1 started, 1 ended, 1 resized, 1 dearer",
    sample: false,
    counts: { started: 1, ended: 1, resized: 1, dearer: 1, protection: 0, auto_termination: 0 },
    changes: all.slice(from, from + PAGE),
    older: from + PAGE < all.length ? String(from + PAGE) : null,
    recorded_since: at(9000),
    notes: ["nobody watched from 19 Nov 21:00 until 20 Nov 08:00: what came and went in between may be missing"],
    threshold: { usd_per_hour: "0.10", percent: 10 },
  };
}

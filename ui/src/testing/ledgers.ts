import type { LedgersView } from "@/ipc/client";

/** A closed day of a cluster that was recorded and one that was not, and a day on which Emberwatch did not run. */
export function ledgersOf(): LedgersView {
  const known = {
    estimate_usd: "14.49",
    billed_usd: "22.90",
    usd: "+8.41",
    percent: "+36.7 %",
    causes: [
      { cause: "credits and refunds", usd: "-1.50" },
      { cause: "time not recorded", usd: "+4.00" },
      { cause: "costs of no cluster", usd: "+5.90" },
    ],
    unexplained_usd: "+0.01",
  };
  const alone = { estimate_usd: "14.49", billed_usd: "14.50", usd: "+0.01", percent: "+0.1 %", causes: [], unexplained_usd: "+0.01" };
  return {
    sample: false,
    from: "2026-11-18",
    to: "2026-11-20",
    currency: "USD",
    accounts: [
      {
        account_id: "441088120031",
        account_name: "analytics-prod",
        days: [
          {
            day: "2026-11-19",
            line: {
              estimate_usd: null,
              estimate_notes: ["not recorded: Emberwatch did not run"],
              billed_usd: "21.00",
              billed_note: "may still move",
              gap: null,
            },
            of_clusters: null,
            clusters: [],
          },
          {
            day: "2026-11-18",
            line: { estimate_usd: "14.49", estimate_notes: [], billed_usd: "22.90", billed_note: null, gap: known },
            of_clusters: alone,
            clusters: [
              { id: "j-1AAA", name: "etl-nightly", line: { estimate_usd: "14.49", estimate_notes: [], billed_usd: "14.50", billed_note: null, gap: alone } },
              { id: "j-2BBB", name: null, line: { estimate_usd: null, estimate_notes: ["not recorded"], billed_usd: "4.00", billed_note: null, gap: null } },
            ],
          },
        ],
        total: known,
        owners: [
          { owner: { name: "mila", source: "tag owner" }, clusters: 1, usd: "14.50", complete: true, source: "both", by: "the bill, and the record of days without one" },
          { owner: { name: null, source: "unknown" }, clusters: 1, usd: "4.00", complete: true, source: "bill", by: "the bill" },
        ],
        owners_note: "Unknown: clusters without an owner tag, or that ended before Emberwatch described them.",
        of_no_cluster_usd: "5.90",
        told_apart: true,
        tag_request: null,
      },
      {
        account_id: "905418233746",
        account_name: "sandbox",
        days: [],
        total: null,
        owners: [],
        owners_note: null,
        of_no_cluster_usd: null,
        told_apart: false,
        tag_request: "Please activate the cost allocation tag aws:elasticmapreduce:job-flow-id in the account that pays for account 905418233746.",
      },
    ],
    self_cost: { requests: 4, usd: "0.04" },
    notes: [],
    refused: false,
  };
}

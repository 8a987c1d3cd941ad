import type { CostsRequest, CostsView, ForecastView } from "@/ipc/client";

/** Two days of two services; the second day is still an estimate, and nothing is billed of the third. */
export function costsOf(request: CostsRequest): CostsView {
  const row = (day: string, service: string, usd: string) => ({ day, key: { service }, usd });
  return {
    sample: false,
    by: request.by ?? "service",
    basis_text: "unblended, with credits and refunds",
    costs: {
      basis: "unblended",
      currency: "USD",
      from: request.from ?? "2026-11-18",
      to: request.to ?? "2026-11-21",
      estimated_from: "2026-11-19",
      rows: [
        row("2026-11-18", "Amazon Elastic MapReduce", "12.40"),
        row("2026-11-18", "EC2 - Other", "1.05"),
        row("2026-11-19", "Amazon Elastic MapReduce", "13.10"),
        row("2026-11-19", "EC2 - Other", "0.98"),
      ],
      self_cost: { requests: 3, usd: "0.03" },
    },
    total_usd: "27.53",
    missing: [{ account_id: "441088120031", account_name: "analytics-prod", from: "2026-11-20", to: "2026-11-21", why: "not yet billed" }],
    notes: [],
    refused: false,
  };
}

export function forecastOf(): ForecastView {
  return {
    sample: false,
    month: "2026-11",
    basis: "unblended-without-credits",
    basis_text: "unblended, without credits and refunds",
    currency: "USD",
    accounts: [
      {
        account_id: "441088120031",
        account_name: "analytics-prod",
        billed_usd: "252.90",
        estimated_usd: "13.60",
        projected_usd: "141.20",
        total_usd: "407.70",
        range: { low_usd: "389.10", high_usd: "431.00" },
        method: "level of four weeks with weekdays",
        cost_explorer: { total_usd: "412.35", range: { low_usd: "380.00", high_usd: "447.10" } },
      },
    ],
    total_usd: "407.70",
    self_cost: { requests: 4, usd: "0.04" },
    notes: [],
    refused: false,
  };
}

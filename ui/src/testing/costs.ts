import type { CostChartRequest, CostChartView, CostsRequest, CostsView, ForecastView } from "@/ipc/client";

/** Two days of two services; the second day is still an estimate, and nothing is billed of the third. */
export function costsOf(request: CostsRequest): CostsView {
  const row = (day: string, service: string, usd: string) => ({ day, key: { service }, usd });
  return {
    sample: false,
    by: request.by ?? "service",
    basis_text: `${(request.basis ?? "unblended").replace("-", " ")}, ${request.without_credits ? "without" : "with"} credits and refunds`,
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
    table: {
      series: [
        { name: "Amazon Elastic MapReduce", color: "blue", pattern: "solid", usd: "25.50" },
        { name: "EC2 - Other", color: "teal", pattern: "rising", usd: "2.03" },
      ],
      periods: [
        { label: "18 Nov", from: "2026-11-18", to: "2026-11-19", usd: ["12.40", "1.05"], total_usd: "13.45", estimated: false, missing: null },
        { label: "19 Nov", from: "2026-11-19", to: "2026-11-20", usd: ["13.10", "0.98"], total_usd: "14.08", estimated: true, missing: null },
        { label: "20 Nov", from: "2026-11-20", to: "2026-11-21", usd: [null, null], total_usd: null, estimated: false, missing: "not yet billed" },
      ],
    },
    groups: [
      { value: "Amazon Elastic MapReduce", name: "Amazon Elastic MapReduce" },
      { value: "EC2 - Other", name: "EC2 - Other" },
    ],
    only: (request.only ?? []).map(({ by, value }) => (value === null ? `no ${by}` : `${by} ${value}`)),
    compared: {
      text: "1 closed day compared with those of 2026-11-15 to 2026-11-17; 2 days left out that may still move or have no amount on one side",
      days_text: "1 closed day",
      total: { name: "Total", now_usd: "27.53", before_usd: "25.00", change_usd: "+2.53", percent: "+10.1 %" },
      groups: [
        { name: "Amazon Elastic MapReduce", now_usd: "25.50", before_usd: "25.00", change_usd: "+0.50", percent: "+2.0 %" },
        { name: "EC2 - Other", now_usd: "2.03", before_usd: "0.00", change_usd: "+2.03", percent: null },
      ],
    },
    cap_usd: "2.00",
    cap_reached: false,
    missing: [{ account_id: "441088120031", account_name: "analytics-prod", from: "2026-11-20", to: "2026-11-21", why: "not yet billed" }],
    notes: [],
    refused: false,
    asked: { requests: 1, usd: "0.01" },
    choices: [{ by: "cluster", hint: "from $0.13" }],
  };
}

export function costChartOf({ width, height }: CostChartRequest): CostChartView {
  return {
    drawing: {
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><polygon points="52,100 200,80 200,100"/></svg>`,
      left: 52,
      top: 12,
      width: width - 66,
      height: height - 36,
    },
    summary: "Costs by service, unblended, with credits and refunds: highest 14.08 USD on 19 Nov, lowest 13.45 USD on 18 Nov.",
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
        estimated_note: null,
        projected_usd: "141.20",
        total_usd: "407.70",
        range: { low_usd: "389.10", high_usd: "431.00" },
        method: "average of the last four weeks, by weekday",
        cost_explorer: { total_usd: "332.35", range: { low_usd: "310.00", high_usd: "347.10" }, why_outside: "Cost Explorer’s own lies below the likely range, 75.35 USD less than ours: it expects less of today and the days to come (-75.35 USD)" },
      },
    ],
    total_usd: "407.70",
    budget: {
      budget_usd: "400.00",
      used_usd: "266.50",
      used_percent: "66 %",
      total_usd: "407.70",
      over_usd: "7.70",
      left_usd: null,
      crossed_on: "2026-11-30",
      outlook: "will_be_over",
      text: "2026-11 is heading for 7.70 USD over the budget, crossing it on 2026-11-30.",
    },
    self_cost: { requests: 4, usd: "0.04" },
    notes: [],
    refused: false,
  };
}

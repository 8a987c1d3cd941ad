import type { AdviceZone, SpotAdviceRequest, SpotAdviceView, SpotMarketView, SpotNetworksRequest, SpotNetworksView, SpotPlacesView, SpotPriceRow, SpotRequest } from "@/ipc/client";
import { RESEARCH, at } from "./fixtures";

const COUNT = 24;
const ZONES = ["a", "b"];

export function spotPlacesOf(sample: boolean): SpotPlacesView {
  const place = (account_id: string, account_name: string, region: string, instance_types: string[]) => ({ account_id, account_name, color: "blue" as const, region, instance_types });
  return {
    sample,
    places: [place("441088120031", "analytics-prod", "us-east-1", ["m5.xlarge", "r5.2xlarge"]), place(RESEARCH.account_id, "research", "eu-west-1", [])],
  };
}

/** Two VPCs, of which one has a name and two subnets. */
export function networksOf({ region }: SpotNetworksRequest): SpotNetworksView {
  const subnet = (id: number, letter: string) => ({ subnet_id: `subnet-${id}`, availability_zone: region + letter });
  return {
    vpcs: [
      { vpc_id: "vpc-1", name: "data", zones: 2, subnets: [subnet(1, "a"), subnet(2, "b")] },
      { vpc_id: "vpc-2", name: null, zones: 1, subnets: [subnet(3, "a")] },
    ],
    notes: [],
  };
}

/** Two zones of which the second is known from noon on; `m9.bogus` is a type that nobody has. */
export function marketOf(request: SpotRequest, now: number): SpotMarketView {
  const known = request.instance_types.filter((type) => type !== "m9.bogus");
  const zones = ZONES.map((letter) => request.region + letter).filter((zone) => request.zones.length === 0 || request.zones.includes(zone));
  const lines = known.flatMap((type) => zones.map((zone) => ({ type, zone })));
  const isChosen = ({ type, zone }: { type: string; zone: string }) => request.lines.some((line) => line.instance_type === type && line.availability_zone === zone);
  const drawn = request.lines.length > 0 ? lines.filter(isChosen) : lines.slice(0, 3);
  const usd = (index: number) => drawn.map((_, line) => (line % 2 === 1 && index < 12 ? null : index === 20 ? "0.1900" : `0.0${5 + line}00`));
  const columns = Array.from({ length: COUNT }, (_, index) => index);
  const limits = Array.from({ length: 20 }, (_, index) => ((index + 1) / 100).toFixed(4));
  const rows = lines.map(({ type, zone }, line): SpotPriceRow => ({
    instance_type: type, availability_zone: zone, now_usd: `0.0${5 + line}00`, now_with_emr_usd: "0.0980", mean_usd: `0.0${5 + line}00`, mean_with_emr_usd: "0.0980",
    p50_usd: "0.0500", p95_usd: "0.0600", min_usd: "0.0500", max_usd: "0.1900", changes: 4, changes_per_day: 2.5, on_demand_usd: "0.1920", emr_usd: "0.0480",
    on_demand_with_emr_usd: "0.2400", limit_usd: request.limit_usd ?? "0.1920", share_of_time_under_limit: request.limit_usd ? 0.25 : 0.958,
    known_from: line % 2 === 1 ? at(now, -43_200) : null, gaps: line === 0 ? [{ from: at(now, -7200), until: at(now, -3600) }] : [], unknown_reason: null,
  }));
  return {
    prices: {
      sample: false, account_id: request.account_id, account_name: "analytics-prod", region: request.region, from: at(now, -86_400), to: at(now, 0), as_of: at(now, 0),
      limit_usd: request.limit_usd, rows,
      notes: known.length < request.instance_types.length ? [{ message: `AWS tells no spot price of m9.bogus in ${request.region}`, next_step: "check the type's name" }] : [],
    },
    drawing: lines.length === 0 ? null : {
      svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${request.width}" height="${request.height}"><polyline points="52,100 200,80"/></svg>`,
      left: 52, top: 12, width: request.width - 66, height: request.height - 36,
    },
    summary: lines.length === 0 ? "No spot price is known of this time." : `Spot prices: cheapest is ${lines[0]!.type} of ${lines[0]!.zone}.`,
    series: [...drawn.map(({ type, zone }) => ({ name: `${type} ${zone}`, color: "blue" as const, mark: "square" as const, dashes: [] })), { name: "On demand", color: null, mark: null, dashes: [24, 14] }],
    lines: drawn.map(({ type, zone }) => ({ instance_type: type, availability_zone: zone })),
    most_lines: 3,
    columns: columns.map((index) => ({ at: at(now, (index - COUNT + 1) * 3600), usd: [...usd(index), "0.1920"], complete: true })),
    rows: columns.map((index) => ({ from: at(now, (index - COUNT) * 3600), highest: [...usd(index), "0.1920"], complete: true })).reverse(),
    gaps: [],
    zones: ZONES.map((letter) => request.region + letter),
    limits,
    limit_at: request.limit_usd ? Math.max(0, limits.indexOf(request.limit_usd)) : 19,
  };
}

export function adviceOf(request: SpotAdviceRequest, now: number): SpotAdviceView {
  const type = request.instance_types[0] ?? "m6g.2xlarge";
  const zone = (letter: string, more: Partial<AdviceZone>): AdviceZone => ({
    instance_type: type, availability_zone: request.region + letter, has_subnet: true, subnet_id: "subnet-1", mean_usd: "0.0500", mean_with_emr_usd: "0.0980", p50_usd: "0.0500",
    p95_usd: "0.0600", max_usd: "0.0700", limit_usd: "0.1920", share_of_time_under_limit: 1, changes: 1, placement_score: request.instance_types.length > 2 ? 7 : null, risk: "calm", unknown_reason: null, advised: letter === "a", ...more,
  });
  const unknown = { mean_usd: null, mean_with_emr_usd: null, p50_usd: null, p95_usd: null, max_usd: null, share_of_time_under_limit: null, changes: 0 };
  return {
    sample: false, account_id: request.account_id, account_name: "analytics-prod", region: request.region, verdict: "spot",
    reason: `${type} on spot in ${request.region}a cost 0.0500 USD an hour on average.`, instance_type: type, availability_zone: `${request.region}a`, subnet_id: "subnet-1",
    on_demand_usd: "0.1920", emr_usd: "0.0480", saving_usd: "0.1420", limit_usd: request.limit_usd, from: at(now, -3600), to: at(now, 0),
    above_limit: request.limit_usd === "0.001", window: "the last hour", risk_window: "the last 7 days",
    risk: { level: "calm", signs: ["2.0 price changes a day"] },
    zones: [zone("a", {}), zone("b", { has_subnet: false, subnet_id: null, mean_usd: "0.0400" }), zone("c", { ...unknown, risk: "unknown", unknown_reason: "no spot price is recorded" })],
    no_placement_scores: request.instance_types.length > 2 ? null : "AWS scores 3 types or more; name more to be told",
    vpcs: ["vpc-1"], unknown_prices: [], types_left_out: 3, notes: [],
  };
}

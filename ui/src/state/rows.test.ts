import { describe, expect, it } from "vitest";
import { cluster } from "@/testing/fixtures";
import { Rows, keyOf, refOf } from "./rows";

const NOTHING = { clusters: [], removed: [], moved: [] };

function held(...names: string[]) {
  const rows = new Rows();
  rows.take({ ...NOTHING, clusters: names.map((name) => cluster(name)) }, 0);
  return rows;
}

describe("the rows a page holds", () => {
  it("take what changed and let go of what was removed", () => {
    const rows = held("a", "b", "c");
    rows.take({ ...NOTHING, clusters: [cluster("b", { burn: "9.0000" })], removed: [refOf(cluster("c"))] }, 0);
    expect(rows.all.map((row) => row.name)).toEqual(["a", "b"]);
    expect(rows.get(keyOf(cluster("b")))?.burn.usd_per_hour).toBe("9.0000");
  });

  it("move what time alone changes, and leave the rest of the row", () => {
    const rows = held("a");
    const row = cluster("a");
    rows.take({ ...NOTHING, moved: [{ cluster: refOf(row), age_seconds: 1, usd: "2.00", sort: 2, as_of: row.freshness.as_of, termination: null }] }, 0);
    expect(rows.all[0]).toEqual({ ...row, age_seconds: 1, cost_so_far: { ...row.cost_so_far, usd: "2.00", sort: 2 } });
  });

  it("keep their version while nothing is told", () => {
    const rows = held("a");
    rows.take(NOTHING, 0);
    expect(rows.version).toBe(1);
  });

  it("tell what changed since any of the last versions, and say when that is too long ago", () => {
    const rows = held("a", "b");
    rows.take({ ...NOTHING, clusters: [cluster("a", { burn: "1.0000" })] }, 0);
    rows.take({ ...NOTHING, removed: [refOf(cluster("a"))], clusters: [cluster("d")] }, 0);
    expect(rows.since(1)).toEqual({ changed: [keyOf(cluster("d"))], removed: [keyOf(cluster("a"))] });
    for (let n = 0; n < 100; n += 1) rows.take({ ...NOTHING, clusters: [cluster("b", { burn: `${n}.0000` })] }, 0);
    expect(rows.since(1)).toBeUndefined();
    expect(rows.since(rows.version - 1)).toEqual({ changed: [keyOf(cluster("b"))], removed: [] });
  });
});

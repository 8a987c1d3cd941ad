import { describe, expect, it } from "vitest";
import type { ClusterRow } from "@/ipc/client";
import { Rows, refOf } from "@/state/rows";
import { NOW, cluster } from "@/testing/fixtures";
import { Shown, type Criteria } from "./shown";

const NOTHING = { clusters: [], removed: [], moved: [] };
const BY_BURN: Criteria = { text: "", group: "all", living: false, column: "burn", desc: true };

/** Whole numbers from a seed, so that a failure can be told again. */
function dice(seed: number) {
  let state = seed;
  return (sides: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

function row(roll: (sides: number) => number): ClusterRow {
  const name = `c-${roll(40)}`;
  const ended = roll(4) === 0;
  return cluster(name, { burn: `${roll(9)}.0000`, age: 60 * roll(50), ...(ended ? { endedAgo: roll(500), kind: "ended", state: "TERMINATED" } : {}) });
}

describe("the rows that are shown", () => {
  for (const criteria of [BY_BURN, { ...BY_BURN, column: "name", desc: false }, { ...BY_BURN, column: "age" }, { ...BY_BURN, text: "c-1", living: true }] as Criteria[]) {
    it(`stand after any differences as if ordered anew: ${JSON.stringify(criteria)}`, () => {
      const roll = dice(7);
      const [rows, shown] = [new Rows(), new Shown()];
      for (let step = 0; step < 300; step += 1) {
        const removed = roll(3) === 0 ? [refOf(cluster(`c-${roll(40)}`))] : [];
        rows.take({ ...NOTHING, removed, clusters: Array.from({ length: roll(4) }, () => row(roll)) }, 0);
        if (roll(5) === 0) continue;
        expect(shown.of(rows, criteria, NOW)).toEqual(new Shown().of(rows, criteria, NOW));
      }
      expect(shown.of(rows, criteria, NOW).length).toBeGreaterThan(5);
    });
  }

  it("stand with what ended last first where they burn equally, as the core tells them", () => {
    const rows = new Rows();
    const ended = (name: string, endedAgo: number) => cluster(name, { burn: "0.0000", endedAgo, kind: "ended", state: "TERMINATED" });
    rows.take({ ...NOTHING, clusters: [ended("long-ago", 9000), ended("just-now", 60), cluster("idle", { burn: "0.0000" }), ended("today", 600)] }, 0);
    for (const desc of [true, false]) {
      const shown = new Shown().of(rows, { ...BY_BURN, desc }, NOW);
      expect(shown.map((each) => each.name)).toEqual(["idle", "just-now", "today", "long-ago"]);
    }
  });

  it("know where each of them stands", () => {
    const rows = new Rows();
    rows.take({ ...NOTHING, clusters: ["a", "b", "c"].map((name, index) => cluster(name, { burn: `${index}.0000` })) }, 0);
    const shown = new Shown();
    const list = shown.of(rows, BY_BURN, NOW);
    expect(list.map((each) => each.name)).toEqual(["c", "b", "a"]);
    expect(shown.placeOf("nowhere/no/j-0")).toBe(-1);
  });

  it("are the same list while nothing changes", () => {
    const [rows, shown] = [new Rows(), new Shown()];
    rows.take({ ...NOTHING, clusters: [cluster("a")] }, 0);
    expect(shown.of(rows, BY_BURN, NOW)).toBe(shown.of(rows, { ...BY_BURN }, NOW + 5));
  });
});

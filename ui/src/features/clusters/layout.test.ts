import { describe, expect, it } from "vitest";
import { USUAL_COLUMNS, fitting, tracks } from "./columns";
import { USUAL, parsed } from "./layout";

describe("columns", () => {
  it("all fit a wide table, and leave a narrow one in a fixed order", () => {
    expect(fitting(USUAL_COLUMNS, 1100)).toEqual(USUAL_COLUMNS);
    expect(fitting(USUAL_COLUMNS, 930)).toEqual(USUAL_COLUMNS.filter((id) => id !== "protection"));
    expect(fitting(USUAL_COLUMNS, 700)).toEqual(["state", "name", "owner", "where", "burn", "cost"]);
  });

  it("of state, name and money never leave", () => {
    expect(fitting(USUAL_COLUMNS, 10)).toEqual(["state", "name", "burn", "cost"]);
  });

  it("keep the order that was chosen", () => {
    expect(fitting(["burn", "name", "protection", "state"], 400)).toEqual(["burn", "name", "state"]);
    expect(tracks(["burn", "name"])).toBe("34px 76px minmax(160px, 2.2fr)");
  });
});

describe("a remembered layout", () => {
  it("is found again", () => {
    const layout = { columns: ["name", "burn"], groupBy: "owner", sort: "name", desc: false };
    expect(parsed(JSON.stringify(layout))).toEqual(layout);
  });

  it("is as usual where it makes no sense", () => {
    for (const text of [null, "", "{", "7", "null", "[]", '{"columns":["burn"],"sort":"toString","groupBy":"x","desc":1}']) expect(parsed(text)).toEqual(USUAL);
    expect(parsed('{"columns":["name","name","gone","burn"]}').columns).toEqual(["name", "burn"]);
  });
});

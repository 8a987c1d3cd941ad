import { describe, expect, it } from "vitest";
import { distance, wordsOf } from "./rank";

/** The names that are found, the best first; what is equally good keeps its order. */
function found(text: string, names: readonly string[]): string[] {
  const ranked = names.map((name) => ({ name, far: distance(wordsOf(text), [name]) })).filter(({ far }) => far !== undefined);
  return ranked.sort((a, b) => a.far! - b.far!).map(({ name }) => name);
}

describe("what is looked for", () => {
  it("is found whole, then at the start, then at the start of a word, then inside, then by letters", () => {
    const names = ["c-o-r-e", "hardcore", "big core", "corefile", "core"];
    expect(found("core", names)).toEqual(["core", "corefile", "big core", "hardcore", "c-o-r-e"]);
  });

  it("is found by the letters that its words begin with, and by the starts of its words", () => {
    expect(distance(["cfa"], ["churn-features-adhoc"])).toBeDefined();
    expect(distance(["chfead"], ["churn-features-adhoc"])).toBeDefined();
    expect(distance(["cra"], ["churn-features-adhoc"])).toBeUndefined();
  });

  it("needs every word, in any order and in any field", () => {
    const fields = ["nightly etl", "mila", "eu-west-1"];
    expect(distance(wordsOf("west mila NIGHT"), fields)).toBeDefined();
    expect(distance(wordsOf("nightly thom"), fields)).toBeUndefined();
  });

  it("is worth more in a name than in what stands after it, and letters count in names only", () => {
    expect(distance(["mila"], ["mila-notebook", "x"])!).toBeLessThan(distance(["mila"], ["x-notebook", "mila-2"])!);
    expect(distance(["nm"], ["x", "notebook-mila"])).toBeUndefined();
  });

  it("is everything when nothing is typed, and letters never take forever", () => {
    expect(distance([], ["x"])).toBe(0);
    expect(distance(["a".repeat(30) + "b"], ["a-".repeat(300)])).toBeUndefined();
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = join(import.meta.dirname, "..");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => /\.(svelte|ts|css)$/.test(file));
const code = files.filter((file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$/.test(file) && !file.startsWith("testing/"));
const read = (file: string) => readFileSync(join(SRC, file), "utf8");

/** What a file imports, as paths below src or as package names. */
function imports(file: string): string[] {
  const names = [...read(file).matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]!);
  return names.map((name) => {
    if (name.startsWith("@/")) return name.slice(2);
    return name.startsWith(".") ? relative(SRC, join(SRC, file, "..", name)) : name;
  });
}

const MAY: Record<string, string[]> = {
  lib: ["lib"],
  design: ["design", "lib"],
  ipc: ["ipc"],
  state: ["state", "ipc", "lib"],
  features: ["features", "design", "state", "ipc", "lib"],
  views: ["views", "features", "design", "state", "ipc", "lib"],
};
const layerOf = (path: string) => path.split("/")[0]!;

describe("the page's own rules", () => {
  it("lib, design, features and views import downwards only", () => {
    const wrong = code.flatMap((file) => {
      const may = MAY[layerOf(file)];
      const taken = imports(file).filter((path) => layerOf(path) in MAY);
      return may ? taken.filter((path) => !may.includes(layerOf(path))).map((path) => `${file} imports ${path}`) : [];
    });
    expect(wrong).toEqual([]);
  });

  it("a feature imports no other feature", () => {
    const feature = (path: string) => path.split("/").slice(0, 2).join("/");
    const wrong = code
      .filter((file) => file.startsWith("features/"))
      .flatMap((file) => imports(file).filter((path) => path.startsWith("features/") && feature(path) !== feature(file)).map((path) => `${file} imports ${path}`));
    expect(wrong).toEqual([]);
  });

  it("only ipc knows Tauri", () => {
    const wrong = code.filter((file) => layerOf(file) !== "ipc" && imports(file).some((path) => path.startsWith("@tauri-apps")));
    expect(wrong).toEqual([]);
  });

  it("made-up data stays out of the product", () => {
    const wrong = code.filter((file) => file !== "main.ts" && imports(file).some((path) => path.startsWith("testing")));
    expect(wrong).toEqual([]);
  });

  it("nothing from AWS is ever read as HTML", () => {
    expect(code.filter((file) => /\{@html|innerHTML|insertAdjacentHTML/.test(read(file)))).toEqual([]);
  });

  it("what a state or a source's status means is told by Rust: one place maps them to looks, and nothing else names one", () => {
    // Words that stand for other things too, such as `ok` and `failed`, are caught where one is compared with a state.
    const states = /["'](STARTING|BOOTSTRAPPING|RUNNING|WAITING|TERMINATING|TERMINATED(_WITH_ERRORS)?)["']/;
    const kinds = /["'`](waiting|terminating|ended|stale|expired|sign_in_needed|denied|throttled|region_disabled|unreachable)["'`]/;
    const compared = /(state_kind|\bstate|source\.status|profile\.status)\s*[!=]==?\s*["'`]/;
    const wrong = code
      .filter((file) => file !== "lib/looks.ts" && layerOf(file) !== "ipc")
      .flatMap((file) => read(file).split("\n").filter((line) => [states, kinds, compared].some((rule) => rule.test(line))).map((line) => `${file}: ${line.trim()}`));
    expect(wrong).toEqual([]);
  });

  it("no text begins with a space, which Svelte takes away: what stands before it would run into it", () => {
    const swallowed = /(<[a-z][^<>]*>|\{(#if|:else)[^{}]*\}) [·,:]/;
    const wrong = files
      .filter((file) => file.endsWith(".svelte"))
      .flatMap((file) => read(file).split("\n").filter((line) => swallowed.test(line)).map((line) => `${file}: ${line.trim()}`));
    expect(wrong).toEqual([]);
  });

  it("files stay short", () => {
    const long = files.filter((file) => file !== "ipc/generated.ts" && read(file).split("\n").length > 300);
    expect(long).toEqual([]);
  });
});

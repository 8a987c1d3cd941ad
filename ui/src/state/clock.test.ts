import { describe, expect, it, vi, afterEach } from "vitest";
import { NOW, cluster } from "@/testing/fixtures";
import { Clock } from "./clock.svelte";

afterEach(() => vi.useRealTimers());

describe("the page's clock", () => {
  it("follows the core's when that is a rehearsal's", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW + 86_400_000 });
    const clock = new Clock();
    clock.follow([cluster("a", { age: 100 })]);
    expect(clock.now).toBe(NOW);
  });

  it("is this computer's own when they agree, and when nothing lives", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW + 20_000 });
    const clock = new Clock();
    clock.follow([cluster("a", { age: 100 })]);
    clock.follow([]);
    expect(clock.now).toBe(NOW + 20_000);
  });
});

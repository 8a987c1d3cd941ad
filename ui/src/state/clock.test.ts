import { describe, expect, it, vi, afterEach } from "vitest";
import { NOW } from "@/testing/fixtures";
import { Clock } from "./clock.svelte";

afterEach(() => vi.useRealTimers());

describe("the page's clock", () => {
  it("follows the core's when that is a rehearsal's", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW + 86_400_000 });
    const clock = new Clock();
    clock.follow(new Date(NOW).toISOString());
    expect(clock.now).toBe(NOW);
  });

  it("is this computer's own when they agree, and when nothing is known", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW + 20_000 });
    const clock = new Clock();
    clock.follow(new Date(NOW).toISOString());
    clock.follow(undefined);
    expect(clock.now).toBe(NOW + 20_000);
  });

  it("is newest when a count-down begins, so that ten seconds are not told as more", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    const clock = new Clock();
    vi.setSystemTime(NOW + 4_000);
    expect(clock.now).toBe(NOW);
    clock.countingDown = true;
    expect(clock.now).toBe(NOW + 4_000);
  });
});

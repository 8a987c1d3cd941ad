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

  it("moves with the minute, with the second while something counts down, and not while nobody sees it", () => {
    vi.useFakeTimers({ now: NOW });
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(false);
    const clock = new Clock();
    const stop = clock.start();
    const moves = (milliseconds: number) => {
      let [count, last] = [0, clock.now];
      for (let passed = 0; passed < milliseconds; passed += 500) {
        vi.advanceTimersByTime(500);
        if (clock.now !== last) [count, last] = [count + 1, clock.now];
      }
      return count;
    };
    expect(moves(180_000)).toBe(3);
    clock.countingDown = true;
    expect(moves(10_000)).toBe(10);
    clock.countingDown = false;
    hidden.mockReturnValue(true);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(moves(180_000)).toBe(0);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(clock.now).toBe(Date.now());
    stop();
    expect(moves(180_000)).toBe(0);
  });
});

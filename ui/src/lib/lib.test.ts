import { afterEach, describe, expect, it } from "vitest";
import { ENGLISH, setDisplay } from "./display.svelte";
import { amount, dollars, price, whole } from "./money";
import { clause, count, list, sentence, words } from "./text";
import { ago, clock, moment, secondsUntil, span } from "./time";

afterEach(() => setDisplay(ENGLISH));

describe("money", () => {
  it("rounds the digits half to even, never a float", () => {
    expect(amount({ usd: "4.8650", complete: true })).toBe("4.86");
    expect(amount({ usd: "4.8750", complete: true })).toBe("4.88");
    expect(amount({ usd: "90071992547409931.015", complete: true })).toBe("90,071,992,547,409,931.02");
  });

  it("says that a partial price is at least that much", () => {
    expect(amount({ usd: "4.1000", complete: false })).toBe("≥ 4.10");
    expect(dollars({ usd: "4.1000", complete: false })).toBe("≥ $4.10");
  });

  it("never shows a zero that means not known", () => {
    expect(amount({ usd: "0.0000", complete: false })).toBe("unknown");
    expect(dollars({ usd: "0.0000", complete: false })).toBe("unknown");
    expect(amount({ usd: "0.0004", complete: true })).toBe("< 0.01");
    expect(dollars({ usd: "0.0004", complete: true })).toBe("< $0.01");
    expect(amount({ usd: "0.0000", complete: true })).toBe("0.00");
  });

  it("keeps all digits of a unit price", () => {
    expect(price("0.0480")).toBe("0.048");
    expect(price("0.1920")).toBe("0.192");
  });
});

describe("numbers", () => {
  it("are written by the signs that the user reads them by", () => {
    setDisplay({ zone: null, decimal: ",", group: "." });
    expect([amount({ usd: "1234.5", complete: false }), dollars({ usd: "0.0004", complete: true }), price("0.0480")]).toEqual(["≥ 1.234,50", "< $0,01", "0,048"]);
    expect([whole(10_000), count(1234, "cluster"), amount({ usd: "0", complete: true })]).toEqual(["10.000", "1.234 clusters", "0,00"]);
  });
});

describe("a clock", () => {
  const now = Date.parse("2026-11-20T23:30:00Z");

  it("is that of the chosen zone, and so is its day", () => {
    setDisplay({ ...ENGLISH, zone: "Asia/Kolkata" });
    expect(clock("2026-11-20T18:45:00Z", now)).toBe("00:15");
    expect(clock("2026-11-20T18:15:00Z", now)).toBe("20 Nov 23:45");
    expect(moment("2026-11-20T18:15:07Z")).toBe("20 Nov 2026 23:45:07, Asia/Kolkata");
  });

  it("keeps to the hour that a day of changed clocks has twice", () => {
    setDisplay({ ...ENGLISH, zone: "Europe/Amsterdam" });
    expect([clock("2026-10-25T00:30:00Z", now), clock("2026-10-25T01:30:00Z", now)]).toEqual(["25 Oct 02:30", "25 Oct 02:30"]);
  });

  it("says UTC where the webview does not know the zone, instead of showing another one", () => {
    setDisplay({ ...ENGLISH, zone: "Mars/Olympus" });
    expect(clock("2026-11-20T10:52:00Z", now)).toBe("10:52 UTC");
  });

  it("leaves alone what is no time", () => {
    expect([clock("soon", now), moment("soon")]).toEqual(["soon", "soon"]);
  });
});

describe("time", () => {
  it("is told in the two largest units", () => {
    expect([12, 55 * 60, 3 * 3600 + 600, 7 * 3600, 18 * 86400 + 10800].map(span)).toEqual(["12 s", "55 m", "3 h 10 m", "7 h", "18 d 3 h"]);
  });

  it("never goes negative when two clocks disagree", () => {
    expect(ago("2026-11-20T14:00:05Z", Date.parse("2026-11-20T14:00:00Z"))).toBe("just now");
    expect(secondsUntil("2026-11-20T14:00:00Z", Date.parse("2026-11-20T14:00:05Z"))).toBe(0);
  });
});

describe("words", () => {
  it("reads AWS's states, and leaves alone what it does not know", () => {
    expect(words("TERMINATED_WITH_ERRORS")).toBe("Terminated with errors");
    expect(words("someNewState")).toBe("someNewState");
  });

  it("makes sentences of what Rust says in lower case", () => {
    expect(sentence("the data folder cannot be read")).toBe("The data folder cannot be read.");
    expect(sentence("Done already.")).toBe("Done already.");
    expect(sentence("eu-north-1 of research was not reached")).toBe("eu-north-1 of research was not reached.");
    expect(sentence("mfa_serial is set")).toBe("mfa_serial is set.");
    expect(clause("it is protected")).toBe("it is protected.");
    expect(list(["a", "b", "c"])).toBe("a, b and c");
  });
});

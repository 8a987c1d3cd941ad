/** How states look: a shape that tells them apart without colour, and a tone that helps. What a state allows is not here. */

export type Shape = "half" | "full" | "ring" | "fading" | "empty" | "cross" | "diamond" | "tick" | "pause";
export type Tone = "ok" | "info" | "calm" | "warn" | "bad";

export interface Look {
  shape: Shape;
  tone: Tone;
}

export interface NamedLook extends Look {
  word: string;
}

export interface PhaseLook extends NamedLook {
  /** What became of it when it was asked, where that is not `requested`. */
  asked?: string;
  /** Whether it says more of its cluster than the cluster's own state does. */
  insteadOfState?: true;
}

export function stateLook(kind: string): Look {
  return STATES[kind] ?? UNKNOWN;
}

export function phaseLook(phase: string): PhaseLook {
  return PHASES[phase] ?? { ...UNKNOWN, word: phase };
}

export function sourceLook(status: string): NamedLook {
  return SOURCES[status] ?? { ...UNKNOWN, word: status };
}

const UNKNOWN: Look = { shape: "diamond", tone: "warn" };

const STATES: Record<string, Look> = {
  starting: { shape: "half", tone: "info" },
  running: { shape: "full", tone: "ok" },
  waiting: { shape: "ring", tone: "ok" },
  terminating: { shape: "fading", tone: "info" },
  ended: { shape: "empty", tone: "calm" },
  failed: { shape: "cross", tone: "bad" },
};

/** In the order in which clusters go through them; one of which AWS tells something new is last. */
export const STATE_KINDS: readonly string[] = [...Object.keys(STATES), "unknown"];

const PHASES: Record<string, PhaseLook> = {
  queued: { shape: "pause", tone: "info", word: "Queued", asked: "queued" },
  requested: { shape: "half", tone: "info", word: "Requested" },
  unknown: { shape: "diamond", tone: "warn", word: "Unknown" },
  terminating: { shape: "fading", tone: "info", word: "Terminating" },
  terminated: { shape: "tick", tone: "ok", word: "Terminated" },
  done: { shape: "tick", tone: "ok", word: "Done" },
  stuck: { shape: "diamond", tone: "bad", word: "Stuck", insteadOfState: true },
  refused: { shape: "cross", tone: "warn", word: "Refused", asked: "refused" },
  failed: { shape: "cross", tone: "bad", word: "Failed", asked: "failed" },
  called_back: { shape: "empty", tone: "calm", word: "Called back" },
};

const SOURCES: Record<string, NamedLook> = {
  loading: { shape: "half", tone: "info", word: "Loading" },
  ok: { shape: "full", tone: "ok", word: "Live" },
  stale: { shape: "ring", tone: "warn", word: "Stale" },
  expired: { shape: "cross", tone: "bad", word: "Expired" },
  sign_in_needed: { shape: "cross", tone: "bad", word: "Sign-in needed" },
  failing: { shape: "cross", tone: "bad", word: "Failing" },
  denied: { shape: "cross", tone: "bad", word: "Denied" },
  throttled: { shape: "pause", tone: "warn", word: "Throttled" },
  region_disabled: { shape: "empty", tone: "calm", word: "Region is off" },
  unreachable: { shape: "cross", tone: "bad", word: "Unreachable" },
};

import { SINCE, type Changes, type SinceChoice } from "@/features/changes/changes.svelte";
import { lower } from "@/lib/text";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";

const TIMES: readonly Choice<SinceChoice>[] = SINCE.map(({ value, label }) => ({ value, id: `changes.${value}`, name: `What changed since: ${lower(label)}`, group: "Look at", words: "news activity" }));

export const ACTIVITY_ROWS: readonly Named[] = TIMES;

export function activityActions(changes: Changes): Action[] {
  const older: Action = { id: "changes.older", name: "Show older changes", group: "Look at", barred: changes.busy ? "older changes are being read" : null, run: () => void changes.loadOlder() };
  return [...oneOf(TIMES, changes.choice, (since) => changes.choose(since)), ...(changes.older ? [older] : [])];
}

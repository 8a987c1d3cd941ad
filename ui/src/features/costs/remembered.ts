import type { CostOnly } from "@/ipc/client";

/** What was remembered and still can be read. */
export function filtersOf(text: string | null): CostOnly[] {
  try {
    const read: unknown = JSON.parse(text ?? "[]");
    const isFilter = (each: Partial<CostOnly>) => typeof each.by === "string" && (each.value === null || typeof each.value === "string");
    return Array.isArray(read) ? (read as CostOnly[]).filter(isFilter) : [];
  } catch {
    return [];
  }
}

/** What was remembered, if it is still one of the choices. */
export function known<T extends string>(choices: readonly { value: T }[], remembered: string | null, otherwise: T): T {
  return choices.find(({ value }) => value === remembered)?.value ?? otherwise;
}

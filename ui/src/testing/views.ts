import type { SavedViewChange, SavedViewView } from "@/ipc/client";

/** What the core makes of a change of the saved views. */
export function viewsAfter(views: readonly SavedViewView[], change: SavedViewChange): SavedViewView[] {
  switch (change.kind) {
    case "save":
      return sorted([...views.filter((view) => view.name !== change.view.name), change.view]);
    case "rename":
      return sorted(views.map((view) => (view.name === change.from ? { ...view, name: change.to } : view)));
    case "delete":
      return views.filter((view) => view.name !== change.name);
  }
}

function sorted(views: SavedViewView[]): SavedViewView[] {
  return views.toSorted((a, b) => a.name.localeCompare(b.name));
}

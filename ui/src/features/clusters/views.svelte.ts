import type { Client, Failure, SavedViewChange, SavedViewView } from "@/ipc/client";
import { Resource } from "@/state/resource.svelte";
import type { ClusterList } from "./clusters.svelte";
import { GROUPS } from "./filter";
import { layoutOf } from "./layout";

/** The views that were saved, and the one that the table shows now. */
export class SavedViews {
  /** Whether the menu of them is open, and whether it begins where one is given its name. */
  open = $state(false);
  naming = $state(false);
  failure = $state.raw<Failure>();
  /** What was deleted last: it can be had back. */
  deleted = $state.raw<SavedViewView>();
  readonly all;
  #client: Client;
  #list: ClusterList;

  constructor(client: Client, list: ClusterList) {
    this.#client = client;
    this.#list = list;
    this.all = new Resource(() => client.savedViews());
  }

  get names(): string[] {
    return (this.all.data ?? []).map((view) => view.name);
  }

  /** The saved view that the table shows, if it is one. */
  get current(): string | undefined {
    const shown = JSON.stringify(viewOf("", this.#list));
    return this.all.data?.find((view) => JSON.stringify({ ...ordered(view), name: "" }) === shown)?.name;
  }

  /** The menu opens where what is shown is given a name. */
  begin(): void {
    this.naming = this.open = true;
    void this.all.load();
  }

  show(view: SavedViewView): void {
    const { columns, group_by: groupBy, sort_by: sort, descending: desc } = view;
    this.#list.lay(layoutOf({ columns, groupBy, sort, desc }));
    this.#list.text = view.filter;
    this.#list.group = GROUPS.find((group) => group === view.state) ?? "all";
  }

  save(name: string): Promise<boolean> {
    return this.#change({ kind: "save", view: viewOf(name.trim(), this.#list) });
  }

  rename(from: string, to: string): Promise<boolean> {
    return this.#change({ kind: "rename", from, to: to.trim() });
  }

  async remove(view: SavedViewView): Promise<void> {
    if (await this.#change({ kind: "delete", name: view.name })) this.deleted = view;
  }

  async undo(): Promise<void> {
    if (this.deleted) await this.#change({ kind: "save", view: this.deleted });
  }

  async #change(change: SavedViewChange): Promise<boolean> {
    const answer = await this.#client.changeSavedViews(change);
    if (answer.status === "error") {
      this.failure = answer.error;
      return false;
    }
    this.failure = undefined;
    this.deleted = undefined;
    this.all.data = answer.data;
    return true;
  }
}

function viewOf(name: string, { layout, text, group }: ClusterList): SavedViewView {
  const { columns, groupBy, sort, desc } = layout;
  return { name, filter: text.trim(), state: group, group_by: groupBy, sort_by: sort, descending: desc, columns };
}

/** The same view with its parts in the order of one that is made here. */
function ordered({ name, filter, state, group_by, sort_by, descending, columns }: SavedViewView): SavedViewView {
  return { name, filter, state, group_by, sort_by, descending, columns };
}

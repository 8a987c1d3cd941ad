import type { Client, Failure, SettingsView, ThemeChoice } from "@/ipc/client";

/** The settings as the user edits them; each change is saved at once, and a refused one is told and undone. */
export class SettingsForm {
  failure = $state.raw<Failure>();
  saved = $state(false);
  #client: Client;
  #current: () => SettingsView;
  #reload: () => Promise<void>;

  constructor(client: Client, current: () => SettingsView, reload: () => Promise<void>) {
    this.#client = client;
    this.#current = current;
    this.#reload = reload;
  }

  setTheme = (theme: ThemeChoice) => this.#save({ theme });
  setMe = (me: string) => this.#save({ me: me.trim() || null });

  addTag(tag: string): Promise<void> {
    const wanted = tag.trim();
    const { owner_tags } = this.#current();
    return wanted === "" || owner_tags.includes(wanted) ? Promise.resolve() : this.#save({ owner_tags: [...owner_tags, wanted] });
  }

  removeTag = (tag: string) => this.#save({ owner_tags: this.#current().owner_tags.filter((each) => each !== tag) });

  /** One place up: the first tag present on a cluster wins. */
  raiseTag(tag: string): Promise<void> {
    const tags = [...this.#current().owner_tags];
    const at = tags.indexOf(tag);
    if (at < 1) return Promise.resolve();
    tags.splice(at - 1, 2, tag, tags[at - 1]!);
    return this.#save({ owner_tags: tags });
  }

  async #save(change: Partial<Pick<SettingsView, "owner_tags" | "me" | "theme">>): Promise<void> {
    const { owner_tags, me, theme } = this.#current();
    const answer = await this.#client.changeSettings({ owner_tags, me, theme, ...change });
    this.failure = answer.status === "error" ? answer.error : undefined;
    this.saved = answer.status === "ok";
    await this.#reload();
  }
}

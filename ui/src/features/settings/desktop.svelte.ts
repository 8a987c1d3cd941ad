import { SvelteMap } from "svelte/reactivity";
import type { Client, DesktopChange, Failure } from "@/ipc/client";

type Name = "closing" | "starting" | "autostart";

/** What closing and starting do on this computer: each change is kept at once, a refused one is told beside its control. */
export class DesktopForm {
  /** Which setting was just kept. */
  saved = $state<Name>();
  failures = new SvelteMap<Name, Failure>();
  #client: Client;
  #reload: () => Promise<void>;

  constructor(client: Client, reload: () => Promise<void>) {
    this.#client = client;
    this.#reload = reload;
  }

  set = async (name: Name, change: DesktopChange): Promise<void> => {
    this.saved = undefined;
    const answer = await this.#client.changeDesktop(change);
    if (answer.status === "error") this.failures.set(name, answer.error);
    else this.failures.delete(name);
    if (answer.status === "ok") this.saved = name;
    await this.#reload();
  };
}

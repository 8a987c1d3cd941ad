import { SvelteMap } from "svelte/reactivity";
import type { Client, DesktopChange, Failure } from "@/ipc/client";

export type DesktopName = "closing" | "starting" | "autostart";

/** What closing and starting do on this computer: each change is kept at once, a refused one is told beside its control. */
export class DesktopForm {
  /** Which setting was just kept. */
  saved = $state<DesktopName>();
  failures = new SvelteMap<DesktopName, Failure>();
  #client: Client;
  #reload: () => Promise<void>;

  constructor(client: Client, reload: () => Promise<void>) {
    this.#client = client;
    this.#reload = reload;
  }

  /** True when it is kept. */
  set = async (name: DesktopName, change: DesktopChange): Promise<boolean> => {
    this.saved = undefined;
    const answer = await this.#client.changeDesktop(change);
    if (answer.status === "error") this.failures.set(name, answer.error);
    else this.failures.delete(name);
    if (answer.status === "ok") this.saved = name;
    await this.#reload();
    return answer.status === "ok";
  };

  /** The page is opened: what was kept before is no news. */
  begin(): void {
    this.saved = undefined;
  }
}

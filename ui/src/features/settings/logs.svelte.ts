import type { Client, Failure } from "@/ipc/client";
import { copy } from "@/lib/copy";
import { Resource } from "@/state/resource.svelte";

/** The end of the log, and the report for whoever helps: it is read before it is copied. */
export class LogBook {
  readonly lines;
  /** Whether the lines are shown. */
  shown = $state(false);
  report = $state.raw<string>();
  /** Whether account ids stand in it as they are. */
  whole = $state(false);
  copied = $state<"yes" | "no">();
  failure = $state.raw<Failure>();
  #client: Client;

  constructor(client: Client) {
    this.#client = client;
    this.lines = new Resource(() => client.logLines());
  }

  async show(): Promise<void> {
    this.shown = true;
    await this.lines.load();
  }

  async prepare(): Promise<void> {
    this.whole = false;
    await this.#read();
  }

  async toggleWhole(): Promise<void> {
    this.whole = !this.whole;
    await this.#read();
  }

  async take(): Promise<void> {
    if (this.report !== undefined) this.copied = (await copy(this.report)) ? "yes" : "no";
  }

  async #read(): Promise<void> {
    const answer = await this.#client.diagnostics(this.whole ? "shown" : "masked");
    this.copied = undefined;
    this.failure = answer.status === "error" ? answer.error : undefined;
    if (answer.status === "ok") this.report = answer.data;
  }
}

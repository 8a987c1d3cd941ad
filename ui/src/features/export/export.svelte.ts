import type { Client, ClusterRow, ExportFormat, ExportTo, Failure } from "@/ipc/client";
import { copy } from "@/lib/copy";
import { count } from "@/lib/text";

/** Where it is told what became of it. */
export interface Tells {
  tell(text: string, copy?: { text: string; what: string }): void;
  fail(failure: Failure | undefined): void;
}

/** Takes clusters along, as they stand on the screen: as a new file, or on the clipboard. */
export class Exporting {
  #client: Client;
  #tells: Tells;

  constructor(client: Client, tells: Tells) {
    this.#client = client;
    this.#tells = tells;
  }

  async take(format: ExportFormat, to: ExportTo, rows: readonly ClusterRow[]): Promise<void> {
    const clusters = rows.map(({ account_id, region, id }) => ({ account_id, region, id }));
    const answer = await this.#client.exportClusters({ format, to, clusters });
    if (answer.status === "error") return this.#tells.fail(answer.error);
    const { path, text } = answer.data;
    const what = `${count(answer.data.clusters, "cluster")} as ${format.toUpperCase()}`;
    if (path !== null) this.#tells.tell(`Saved ${what}: ${path}`, { text: path, what: "path" });
    else if (text !== null && (await copy(text))) this.#tells.tell(`Copied ${what}`);
    else this.#tells.fail(NO_CLIPBOARD);
  }
}

const NO_CLIPBOARD: Failure = { code: "unexpected", message: "the clipboard cannot be written", next_step: "Save a file instead" };

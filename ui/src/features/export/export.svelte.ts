import type { Client, ClusterRow, ExportFormat, ExportTo, ExportView, Failure, Outcome } from "@/ipc/client";
import { copyPromised } from "@/lib/copy";
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
    const asked = this.#client.exportClusters({ format, to, clusters });
    const copied = to === "text" && copyPromised(asked.then(textOf)).catch(() => false);
    const answer = await asked;
    if (answer.status === "error") return this.#tells.fail(answer.error);
    const { path } = answer.data;
    const what = `${count(answer.data.clusters, "cluster")} as ${format.toUpperCase()}`;
    if (path !== null) this.#tells.tell(`Saved ${what}: ${path}`, { text: path, what: "path" });
    else if (await copied) this.#tells.tell(`Copied ${what}`);
    else this.#tells.fail(NO_CLIPBOARD);
  }
}

function textOf(answer: Outcome<ExportView>): string {
  if (answer.status === "error" || answer.data.text === null) throw new Error("nothing to copy");
  return answer.data.text;
}

const NO_CLIPBOARD: Failure = { code: "unexpected", message: "the clipboard cannot be written", next_step: "Save a file instead" };

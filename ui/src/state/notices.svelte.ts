import type { Failure } from "@/ipc/client";

/** What is told once, on whatever page: something was saved, something the palette began has failed. */
export interface Told {
  number: number;
  severity: "info" | "failure";
  text: string;
  nextStep?: string | null;
  /** What a button beside it puts on the clipboard, and what that is. */
  copy?: { text: string; what: string };
}

/** More would hide the page. */
const MOST = 3;

export class Notices {
  list = $state.raw<readonly Told[]>([]);
  #number = 0;

  tell(text: string, copy?: Told["copy"]): void {
    this.#add({ severity: "info", text, ...(copy ? { copy } : {}) });
  }

  /** A file was written; where the one before is need not be told any more. */
  saved = (path: string): void => {
    this.list = this.list.filter((told) => told.copy?.what !== "path");
    this.tell(`Saved as ${path}`, { text: path, what: "path" });
  };

  fail(failure: Failure | undefined): void {
    if (failure) this.#add({ severity: "failure", text: failure.message, nextStep: failure.next_step });
  }

  closeAll(): void {
    this.list = [];
  }

  close(number: number): void {
    this.list = this.list.filter((told) => told.number !== number);
  }

  #add(told: Omit<Told, "number">): void {
    this.#number += 1;
    this.list = [{ ...told, number: this.#number }, ...this.list].slice(0, MOST);
  }
}

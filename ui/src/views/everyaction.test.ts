import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { tick } from "svelte";
import { PAGES } from "@/state/session.svelte";
import { freshWindow, open } from "@/testing/render";

freshWindow();

/** Buttons that are no line of the palette, and why. */
const EXCEPTIONS: [RegExp, string][] = [
  [/^Search or do/, "it opens the palette itself"],
  [/^Account: /, "a menu; each account in it is a line"],
  [/^Export$/, "a menu; each way to take along in it is a line"],
  [/^Copy (the|path)/, "copies the text that it stands beside"],
  [/^(Close|Dismiss)/, "takes away what stands beside it"],
  [/^(Open|Receipt of) /, "opens the row that it stands in; every cluster is a line"],
  [/^Show more$/, "paging"],
];

/** Words that say nothing of what is done. */
const SMALL = new Set(["the", "is", "of", "a", "in", "this"]);

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}.-]+/u).filter((word) => word !== "" && !SMALL.has(word));
}

function nameOf(button: HTMLElement): string {
  return (button.getAttribute("aria-label") ?? button.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** What stands on the page to be pressed, but for the heads by which a table is sorted. */
function buttons(): string[] {
  const all = [...screen.getAllByRole("button"), ...screen.queryAllByRole("switch")];
  const named = all.filter((each) => !each.closest('[role="columnheader"]')).map(nameOf);
  return named.filter((name) => name !== "" && !EXCEPTIONS.some(([exception]) => exception.test(name)));
}

describe("every button of a page", () => {
  it.each(PAGES)("%s: is a line of the palette", async (page) => {
    const { app } = await open(page);
    await waitFor(() => expect(document.querySelector('[aria-label^="Reading the"]')).toBeNull());
    const found = buttons();
    expect(found.length).toBeGreaterThan(3);
    app.session.searching = true;
    await tick();
    const lines = app.actions.all.filter(({ leads }) => !leads).map(({ name, words = "" }) => new Set(wordsOf(`${name} ${words}`)));
    const missing = found.filter((name) => {
      // What is chosen, and how many there are, is no name.
      const asked = wordsOf(name.replace(/: .*$/, "").replace(/(?<=\D) \d+$/, ""));
      return !lines.some((line) => asked.every((word) => line.has(word)));
    });
    expect(missing).toEqual([]);
  });

  it("no two lines have one id, and none has no name", async () => {
    const { app } = await open("now");
    await screen.findAllByRole("row");
    app.session.searching = true;
    await tick();
    const ids = app.actions.all.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(within(await screen.findByRole("dialog", { name: "Search or do" })).getAllByRole("option").length).toBeLessThan(100);
  });
});

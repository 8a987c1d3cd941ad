import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { manyProfiles } from "@/testing/many";
import { freshWindow, open } from "@/testing/render";

freshWindow();

/** By their marks: asking each of thousands for its name takes jsdom long. */
const rows = (): Element[] => [...document.querySelectorAll("[role=switch][aria-label^='Watch ']")];
const nodes = (): number => document.querySelectorAll("*").length;

describe("a thousand profiles", () => {
  it("put no more into the page than a hundred do, and each can be found", async () => {
    await open("accounts", (client) => (client.profilesView = manyProfiles(client.profilesView, 100, 30)));
    await screen.findByText("100 of 100 profiles watched");
    const ofFew = nodes();
    cleanup();

    await open("accounts", (client) => (client.profilesView = manyProfiles(client.profilesView, 1000, 300)));
    await screen.findByText(/^1,000 of 1,000 profiles watched$/);
    expect(rows()).toHaveLength(50);
    expect(nodes()).toBeLessThan(ofFew * 1.02);
    expect(document.querySelectorAll("li[aria-label^='Account ']")).toHaveLength(20);

    const search = screen.getByLabelText("Filter profiles");
    await fireEvent.input(search, { target: { value: "0987" } });
    expect(rows()).toHaveLength(1);
    expect(screen.getByText("1 found")).toBeVisible();
    await fireEvent.input(search, { target: { value: "team" } });
    expect(rows()).toHaveLength(50);
    await fireEvent.click(screen.getAllByText("Show more").at(-1)!);
    expect(rows()).toHaveLength(100);
  });

  it("of one account are told in one line", async () => {
    await open("accounts", (client) => (client.profilesView = manyProfiles(client.profilesView, 1000, 1)));
    const doors = await screen.findByRole("list", { name: "Profiles of account 0" });
    expect(within(doors).getByText("and 995 more profiles standing by")).toBeVisible();
    expect(within(doors).getAllByRole("listitem").length).toBeLessThan(10);
  });
});

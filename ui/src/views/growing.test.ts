import { cleanup, screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { cluster } from "@/testing/fixtures";
import { freshWindow, open } from "@/testing/render";

freshWindow();

const world = (count: number) =>
  Array.from({ length: count }, (_, n) => cluster(`bulk-${n}`, { burn: `${count - n}.0000`, more: { id: `j-${n}` } }));

/** What one change of one row does to the page, and how many row nodes there are. */
async function changeOne(count: number) {
  const { client } = await open("clusters", (fake) => (fake.rows = world(count)));
  await screen.findByTitle("bulk-3");
  const nodes = screen.getAllByRole("row").length;
  const seen: string[] = [];
  const observer = new MutationObserver((records) => seen.push(...records.map((record) => record.type)));
  observer.observe(screen.getByRole("grid"), { subtree: true, childList: true, characterData: true, attributes: true });
  client.rows = client.rows.map((each, index) => (index === 3 ? { ...each, nodes: { ...each.nodes, on_demand: 77 } } : each));
  client.tell("clusters");
  await waitFor(() => expect(screen.getByText("77")).toBeVisible());
  observer.disconnect();
  cleanup();
  return { nodes, mutations: seen.sort() };
}

describe("a table that grows", () => {
  it("changes as little of the page for one change among 10,000 as among 10", async () => {
    const few = await changeOne(10);
    const many = await changeOne(10_000);
    expect(many.mutations).toEqual(few.mutations);
    expect(few.mutations.length).toBeLessThan(10);
    expect(many.nodes).toBeLessThanOrEqual(80);
  });
});

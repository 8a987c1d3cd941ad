import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { freshWindow, open } from "@/testing/render";

freshWindow();

describe("What changed", () => {
  it("tells each change with when, what and by how much, and leads to its cluster", async () => {
    const { user } = await open("activity");
    const panel = await screen.findByRole("region", { name: "What changed" });
    expect(await within(panel).findByText("1 started, 1 ended, 1 resized, 1 dearer.")).toBeVisible();
    expect(within(panel).getByText("5 → 9 nodes; 1.20 USD/h dearer.")).toBeVisible();
    expect(within(panel).getByText("+$1.20 / h")).toBeVisible();
    const [first] = within(panel).getAllByRole("button", { name: /^Open / });
    expect(first, "a narrow page cuts it").toHaveAttribute("title", first!.textContent);
    await user.click(first!);
    expect(await screen.findByRole("complementary", { name: /^Details of / })).toBeVisible();
  });

  it("says what is not known of the time, and shows older changes when asked", async () => {
    const { user } = await open("activity");
    expect(await screen.findByText(/^Nobody watched from 19 Nov 21:00/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show older" }));
    expect(await screen.findByText(/terminated by user request/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Show older" })).toBeNull();
  });

  it("has the whole page while nothing has been done yet", async () => {
    await open("activity", (client) => (client.journal = []));
    const receipts = await screen.findByRole("region", { name: "Receipts" });
    expect(await within(receipts).findByText(/Every termination leaves a receipt here/)).toBeVisible();
    await waitFor(() => expect(screen.getByRole("region", { name: "What changed" })).toHaveClass("fill"));
    expect(receipts).not.toHaveClass("fill");
  });

  it("asks for the time that is chosen and remembers it", async () => {
    const { client, user } = await open("activity");
    await user.click(await screen.findByRole("button", { name: "Yesterday" }));
    await waitFor(() => expect(client.asked).toContainEqual(["changes", { since: { kind: "yesterday" }, account_id: null, owners: "everyone", after: null }]));
    expect(screen.getByRole("button", { name: "Yesterday" })).toHaveAttribute("aria-pressed", "true");
  });

  it("is told in one line to who comes back, until that is closed", async () => {
    const { user } = await open("now");
    const line = (await screen.findByText(/^Since you last looked/)).closest<HTMLElement>('[role="note"]')!;
    await user.click(within(line).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByText(/^Since you last looked/)).toBeNull());
  });

  it("that cannot be read says why", async () => {
    await open("activity", (client) => client.failing.set("changes", { code: "store", message: "the history cannot be read", next_step: "Check the disk" }));
    expect(await screen.findByText(/The history cannot be read/)).toBeVisible();
  });
});

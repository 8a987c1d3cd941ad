import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { freshWindow, open } from "@/testing/render";

freshWindow();

const compare = async () => screen.findByRole("button", { name: "Compare the last 14 days" });

describe("Estimate and bill", () => {
  it("asks Cost Explorer nothing until somebody wants to compare", async () => {
    const { client, user } = await open("costs");
    const button = await compare();
    expect(client.asked.some(([command]) => command === "ledgers")).toBe(false);
    await user.click(button);
    expect(await screen.findByRole("region", { name: "Estimate and bill of analytics-prod" })).toBeVisible();
  });

  it("tells each day in both ledgers, names what lies between, and says why a day has no amount", async () => {
    const { user } = await open("costs");
    await user.click(await compare());
    const table = within(await screen.findByRole("region", { name: "Estimate and bill of analytics-prod" }));
    const cells = (name: RegExp) => within(table.getByRole("row", { name })).getAllByRole("cell").map((cell) => cell.textContent?.trim());
    expect(cells(/^2026-11-18/)).toEqual([
      "$14.49", "$22.90", "+$8.41", "+0.1 %", "credits and refunds -$1.50, time not recorded +$4.00, costs of no cluster +$5.90, unexplained +$0.01",
    ]);
    expect(cells(/^2026-11-19/)).toEqual(["–", "$21.00", "–", "–", "not recorded: Emberwatch did not run; may still move"]);
  });

  it("opens a day for its clusters, and closes it again", async () => {
    const { user } = await open("costs");
    await user.click(await compare());
    const day = await screen.findByRole("button", { name: "2026-11-18" });
    await user.click(day);
    const clusters = within(await screen.findByRole("region", { name: "Clusters of analytics-prod on 2026-11-18" }));
    expect(within(clusters.getByRole("row", { name: /etl-nightly/ })).getByText("+0.1 %")).toBeVisible();
    expect(within(clusters.getByRole("row", { name: /not recorded j-2BBB/ })).getByText("$4.00")).toBeVisible();
    await user.click(day);
    expect(screen.queryByRole("region", { name: /Clusters of analytics-prod/ })).toBeNull();
  });

  it("says whose the days were, and by which ledger", async () => {
    const { user } = await open("costs");
    await user.click(await compare());
    const owners = within(await screen.findByRole("region", { name: "Owners of analytics-prod" }));
    const cells = (name: RegExp) => within(owners.getByRole("row", { name })).getAllByRole("cell").map((cell) => cell.textContent?.trim());
    expect(cells(/^mila/)).toEqual(["1", "$14.50", "the bill, and the record of days without one"]);
    expect(cells(/^unknown/)).toEqual(["1", "$4.00", "the bill"]);
    expect(cells(/^no cluster/)).toEqual(["–", "$5.90", "the bill"]);
  });

  it("gives a linked account the sentence for whoever pays, to be copied", async () => {
    const { user } = await open("costs");
    await user.click(await compare());
    expect(await screen.findByText(/in the account that pays for account 905418233746/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy the sentence" })).toBeVisible();
  });

  it("says what failed and what to do", async () => {
    const { client, user } = await open("costs");
    client.failing.set("ledgers", { code: "invalid", message: "the store cannot be read", next_step: "check the data folder" });
    await user.click(await compare());
    expect(await screen.findByText("The ledgers could not be read")).toBeVisible();
  });
});

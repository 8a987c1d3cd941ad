import { fireEvent } from "@testing-library/dom";
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { CostsRequest } from "@/ipc/client";
import { costsOf, forecastOf } from "@/testing/costs";
import { answering, asked, button, chart } from "@/testing/costsPage";
import { freshWindow, open } from "@/testing/render";

freshWindow();

describe("Costs", () => {
  it("tells this month by service, with its basis in words", async () => {
    const { client } = await open("costs");
    await chart();
    expect(asked(client)).toEqual([
      { from: "2026-11-01", to: "2026-11-21", by: "service", basis: "unblended", without_credits: true, grain: "day", compared: true, only: [], kept: false },
    ]);
    const panel = within(screen.getByRole("region", { name: "Costs by service" }));
    expect(panel.getByText("unblended, without credits and refunds")).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Total" })).getByText("$27.53")).toBeVisible();
  });

  it("asks for another time, group and basis as they are chosen", async () => {
    const { client, user } = await open("costs");
    await chart();
    for (const name of ["Last month", "Monthly", "Owner", "Net amortized", "Without credits and refunds"]) await user.click(button(name));
    await waitFor(() =>
      expect(asked(client).at(-1)).toMatchObject({ from: "2026-10-01", to: "2026-11-01", by: "owner", basis: "net-amortized", without_credits: false, grain: "month" }),
    );
    expect(await screen.findByText("net amortized, with credits and refunds", { selector: ".basis" })).toBeVisible();
    await user.click(button("13 months"));
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ from: "2025-10-01", to: "2026-11-21" }));
  });

  it("takes a time of one's own, whose last day is shown too, and a tag", async () => {
    const { client, user } = await open("costs");
    await chart();
    await user.click(button("From … to …"));
    const last = await screen.findByRole("textbox", { name: "To, the last day shown" });
    expect(last).toHaveValue("2026-11-20");
    await user.clear(last);
    await user.type(last, "2026-11-10{Enter}");
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ from: "2026-11-01", to: "2026-11-11" }));
    await user.click(button("Tag"));
    expect(asked(client).at(-1)).toMatchObject({ by: "service" });
    await user.type(await screen.findByRole("textbox", { name: "Key of the tag" }), "project{Enter}");
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ by: "tag:project" }));
  });

  it("is filtered by what is shown, keeps that, and is widened again chip by chip", async () => {
    const { client, user } = await open("costs");
    await chart();
    await user.selectOptions(screen.getByRole("combobox", { name: "Show only" }), "EC2 - Other");
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ by: "service", only: [{ by: "service", value: "EC2 - Other" }] }));
    await user.click(button("Region"));
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ by: "region", only: [{ by: "service", value: "EC2 - Other" }] }));
    expect(localStorage.getItem("emberwatch.costs.only") ?? JSON.stringify({ ...localStorage })).toContain("EC2 - Other");
    const chip = await screen.findByRole("button", { name: "Remove the filter service EC2 - Other" });
    chip.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ by: "region", only: [] }));
    expect(screen.queryByRole("button", { name: /^Remove the filter/ })).toBeNull();
  });

  it("reads the bill again when somebody else was answered, and shows what it showed until then", async () => {
    const { client } = await open("costs");
    await chart();
    const before = asked(client).length;
    client.tell("costs");
    await waitFor(() => expect(asked(client).length).toBe(before + 1));
    expect(await chart()).toBeVisible();
  });

  it("is a table whose days without an amount say why and are no zero", async () => {
    const { user } = await open("costs");
    await chart();
    await user.click(button("Table"));
    const table = within(await screen.findByRole("region", { name: "Costs as a table" }));
    const cells = (name: RegExp) => within(table.getByRole("row", { name })).getAllByRole("cell").map((cell) => cell.textContent);
    expect(cells(/^18 Nov/)).toEqual(["$13.45", "", "$12.40", "$1.05"]);
    expect(cells(/^19 Nov/)).toEqual(["$14.08", "estimate, may still move", "$13.10", "$0.98"]);
    expect(cells(/^20 Nov/)).toEqual(["–", "no amount: not yet billed", "–", "–"]);
    expect(cells(/^Total/)).toEqual(["$27.53", "", "$25.50", "$2.03"]);
    expect(screen.getByText("2026-11-20 of analytics-prod has no amount: not yet billed.")).toBeVisible();
  });

  it("is pointed at by keyboard and pointer and tells the amounts of the bar", async () => {
    const { user } = await open("costs");
    const slider = await chart();
    expect(slider.getAttribute("aria-valuetext")).toContain("highest 14.08 USD on 19 Nov");
    slider.focus();
    await user.keyboard("{Home}");
    expect(slider).toHaveAttribute("aria-valuetext", "18 Nov: $13.45, Amazon Elastic MapReduce $12.40, EC2 - Other $1.05");
    await user.keyboard("{ArrowRight}");
    expect(slider.getAttribute("aria-valuetext")).toContain("estimate, may still move");
    slider.getBoundingClientRect = () => ({ left: 0, width: 300 }) as DOMRect;
    await fireEvent.pointerMove(slider, { clientX: 290 });
    expect(slider).toHaveAttribute("aria-valuetext", "20 Nov: no amount: not yet billed");
  });

  it("leads from a bar to the clusters behind it, and from several to their days", async () => {
    const { client, user } = await open("costs");
    (await chart()).focus();
    await user.keyboard("{Home}{Shift>}{ArrowRight}{/Shift}");
    expect(await chart()).toHaveAttribute("aria-valuetext", "18 Nov to 19 Nov chosen");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ from: "2026-11-18", to: "2026-11-20", by: "service" }));
    const slider = await chart();
    slider.getBoundingClientRect = () => ({ left: 0, width: 300 }) as DOMRect;
    await fireEvent.pointerDown(slider, { clientX: 150, button: 0 });
    await fireEvent.pointerUp(slider, { clientX: 150, button: 0 });
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ from: "2026-11-19", to: "2026-11-20", by: "cluster" }));
  });

  it("compares with the days before and says what month end comes to beside Cost Explorer's own", async () => {
    await open("costs");
    const before = within(await screen.findByRole("region", { name: "Costs beside the days before, as a table" }));
    expect(within(before.getByRole("row", { name: /^Total/ })).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["$27.53", "$25.00", "+$2.53", "+10.1 %"]);
    expect(within(before.getByRole("row", { name: /^EC2/ })).getByText("new")).toBeVisible();
    const end = within(await screen.findByRole("region", { name: "Month end as a table" }));
    const row = within(end.getByRole("row", { name: /^analytics-prod/ }));
    for (const text of ["$407.70", "$389.10 to $431.00", "average of the last four weeks, by weekday", /^\$332.35/]) expect(row.getByText(text)).toBeVisible();
  });

  it("says why Cost Explorer's own lies outside the range, and of what nobody recorded no zero", async () => {
    await open("costs", (client) => {
      const told = forecastOf();
      client.forecast = async () => ({ status: "ok", data: { ...told, accounts: told.accounts.map((row) => ({ ...row, estimated_usd: null, estimated_note: "not recorded" })) } });
    });
    expect(await screen.findByText(/^analytics-prod: Cost Explorer’s own lies below the likely range, 75.35 USD less than ours/)).toBeVisible();
    expect(within(screen.getByRole("row", { name: /^analytics-prod/ })).getByText("not recorded")).toBeVisible();
    const [tile] = screen.getAllByRole("region", { name: "Month end" });
    expect(within(tile!).getByText(/without credits and refunds/)).toBeVisible();
  });

  it("shows in its tooltip the weekday, and no part that the bill has nothing of", async () => {
    const table = costsOf({} as CostsRequest).table;
    const periods = table.periods.map((period, index) => (index === 0 ? { ...period, usd: ["13.45", null] } : period));
    const { user } = await open("costs", answering({ table: { ...table, periods } }));
    (await chart()).focus();
    await user.keyboard("{Home}");
    expect(await chart()).toHaveAttribute("aria-valuetext", "18 Nov: $13.45, Amazon Elastic MapReduce $13.45");
    expect(screen.getByText("Wed 18 Nov")).toBeVisible();
  });

  it("can be filtered by the same group again after the filter was removed", async () => {
    const { client, user } = await open("costs");
    await chart();
    for (let turn = 0; turn < 2; turn += 1) {
      const choice = screen.getByRole("combobox", { name: "Show only" });
      await user.selectOptions(choice, "EC2 - Other");
      await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ only: [{ by: "service", value: "EC2 - Other" }] }));
      expect(choice).toHaveDisplayValue("add another");
      await user.click(await screen.findByRole("button", { name: /^Remove the filter/ }));
      await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ only: [] }));
      await chart();
    }
  });

  it("tells the month against its budget", async () => {
    await open("costs");
    const budget = within(await screen.findByRole("region", { name: "Budget" }));
    for (const text of ["$400.00", "$266.50", "$7.70", "2026-11-30", /7.70 USD over the budget/]) expect(budget.getByText(text)).toBeVisible();
  });

  it("says that no budget is set and where one is", async () => {
    await open("costs", (client) => {
      client.forecast = async () => ({ status: "ok", data: { ...forecastOf(), budget: null } });
    });
    expect(await screen.findByText(/No budget is set/)).toBeVisible();
  });

  it("is saved in every form, as it was answered, and tells where", async () => {
    const { client, user } = await open("costs");
    await chart();
    for (const form of ["SVG", "PNG", "CSV"]) {
      await user.click(button(`Save the costs as ${form}`));
      expect(await screen.findByText(`Saved as /home/mila/Downloads/emberwatch-costs.${form.toLowerCase()}`)).toBeVisible();
    }
    expect(asked(client, "save_costs").at(-1)).toMatchObject({ file: "csv", costs: { by: "service", from: "2026-11-01" } });
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { CostsRequest } from "@/ipc/client";
import { costsOf } from "@/testing/costs";
import { answering, asked, button, chart } from "@/testing/costsPage";
import { freshWindow, open } from "@/testing/render";

freshWindow();

describe("Asking for costs", () => {
  it("tells what asking cost and what it may", async () => {
    await open("costs");
    expect(await screen.findByText(/has asked Cost Explorer 3 times this month: 0.03 USD/)).toBeVisible();
    expect(screen.getByText(/Once asking for an account has cost 2.00 USD/)).toBeVisible();
  });

  it("says at the cap that it serves what it has", async () => {
    const note = "the bill of research: asking Cost Explorer has cost 2.00 USD this month, and 2.00 is the most that it may; what is known is shown";
    await open("costs", answering({ cap_reached: true, notes: [note] }));
    expect(await screen.findByText(/2.00 is the most that it may/)).toBeVisible();
    expect(await chart()).toBeVisible();
  });

  it("says of a new account that there is no amount yet, and draws nothing", async () => {
    const table = { series: [], periods: [] };
    await open("costs", answering({ total_usd: null, table, compared: null, missing: [], notes: ["AWS has no costs of this account yet; wait a day"] }));
    expect(await screen.findByText("No amount is known of these days")).toBeVisible();
    expect(screen.getAllByText(/Wait a day|wait a day/).length).toBeGreaterThan(0);
    expect(screen.queryByText("$0.00")).toBeNull();
    expect(button("Save the costs as SVG")).toHaveAttribute("aria-disabled", "true");
  });

  it("says what failed and what to do, and asks again when it is told to", async () => {
    const { client, user } = await open("costs", (client) => client.failing.set("costs", { code: "invalid", message: "there is no day from a to b", next_step: "choose another time" }));
    expect(await screen.findByText("The costs could not be read")).toBeVisible();
    expect(screen.getByText("Choose another time.")).toBeVisible();
    client.failing.clear();
    await user.click(button("Try again"));
    expect(await chart()).toBeVisible();
  });

  it("asks nobody again while the day is the same, and draws nothing anew", async () => {
    const { client } = await open("costs");
    await chart();
    const before = [asked(client).length, asked(client, "cost_chart").length];
    client.shellView = { ...client.shellView, now: "2026-11-20T21:30:00Z" };
    client.tell("shell");
    await waitFor(() => expect(asked(client, "shell").length).toBeGreaterThan(1));
    await chart();
    expect([asked(client).length, asked(client, "cost_chart").length]).toEqual(before);
    client.shellView = { ...client.shellView, now: "2026-11-21T00:30:00Z" };
    client.tell("shell");
    await waitFor(() => expect(asked(client).at(-1)).toMatchObject({ to: "2026-11-22" }));
  });

  it("keeps what was shown under its own name while it asks something else, and says what it asks", async () => {
    const { client, user } = await open("costs");
    await chart();
    client.costs = () => new Promise(() => {});
    await user.click(button("13 months"));
    await user.click(button("Cluster"));
    expect(await screen.findAllByText("Asking 13 months by cluster…")).toHaveLength(2);
    const panel = screen.getByRole("region", { name: "Costs by service" });
    expect(panel.querySelector('[aria-busy="true"]')).toContainElement(await chart());
    expect(within(screen.getByRole("region", { name: "Total" })).getByText("$27.53")).toBeVisible();
  });

  it("says beside a choice what asking for it costs, and nothing beside what is known", async () => {
    await open("costs");
    await chart();
    expect(button("Cluster")).toHaveAccessibleDescription("from $0.13");
    expect(screen.getByText("from $0.13")).toBeVisible();
    expect(button("Region")).not.toHaveAccessibleDescription();
  });

  it("says how far a long answer is, and shows what was answered when nobody wants to wait", async () => {
    const { client, user } = await open("costs");
    await chart();
    const requests: CostsRequest[] = [];
    let answer = () => {};
    client.costs = (request) => {
      requests.push(request);
      return new Promise((resolve) => (answer = () => resolve({ status: "ok", data: { ...costsOf(request), total_usd: "4.00" } })));
    };
    await user.click(button("Cluster"));
    client.costsAnswered = { text: "4 of 13 months" };
    client.tell("costs");
    expect(await screen.findAllByText(/^Asking this month by cluster… 4 of 13 months$/)).toHaveLength(2);
    await user.click(button("Cancel"));
    expect(asked(client, "stop_costs")).toHaveLength(1);
    answer();
    expect(await screen.findByText(/^Stopped: what was answered/)).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Total" })).getByText("$4.00")).toBeVisible();
    client.tell("costs");
    await waitFor(() => expect(requests.at(-1)).toMatchObject({ kept: true }));
    answer();
    await user.click(await screen.findByRole("button", { name: "Go on" }));
    await waitFor(() => expect(requests.at(-1)).toMatchObject({ by: "cluster", kept: false }));
    expect(screen.queryByText(/^Stopped/)).toBeNull();
  });

  it("asks the newest choice at once, and takes no answer to an older one", async () => {
    const { client, user } = await open("costs");
    await chart();
    const waiting: (() => void)[] = [];
    client.costs = (request) =>
      new Promise((resolve) => waiting.push(() => resolve({ status: "ok", data: { ...costsOf(request), total_usd: request.by === "region" ? "7.00" : "9.00" } })));
    await user.click(button("Cluster"));
    await user.click(button("Region"));
    await waitFor(() => expect(waiting).toHaveLength(2));
    waiting[1]?.();
    expect(await screen.findByRole("region", { name: "Costs by region" })).toBeVisible();
    waiting[0]?.();
    await Promise.resolve();
    expect(within(screen.getByRole("region", { name: "Total" })).getByText("$7.00")).toBeVisible();
    expect(screen.queryByText(/^Asking .*…$/)).toBeNull();
  });

  it("shows nothing of an older question where the new one failed", async () => {
    const { client, user } = await open("costs");
    await chart();
    client.failing.set("costs", { code: "invalid", message: "there is no day from a to b", next_step: null });
    await user.click(button("Region"));
    expect(await screen.findByText("The costs could not be read")).toBeVisible();
    expect(screen.queryByText("$27.53")).toBeNull();
  });

  it("keeps the place of the tiles before anything is known", async () => {
    await open("costs", (client) => (client.costs = () => new Promise(() => {})));
    expect(within(await screen.findByRole("region", { name: "Total" })).getByText("not read yet")).toBeVisible();
  });

  it("are asked for again when somebody asks again", async () => {
    const { client, user } = await open("costs");
    await screen.findByRole("region", { name: /^Costs by/ });
    const before = client.asked.filter(([command]) => command === "costs").length;
    await user.click(screen.getByRole("button", { name: "Refresh now" }));
    await waitFor(() => expect(client.asked.filter(([command]) => command === "costs").length).toBeGreaterThan(before));
  });

  it("asks again too where nothing was ever answered", async () => {
    const { client, user } = await open("costs", (client) => client.failing.set("costs", { code: "invalid", message: "the store cannot be read", next_step: null }));
    expect(await screen.findByText("The costs could not be read")).toBeVisible();
    client.failing.delete("costs");
    await user.click(button("Refresh now"));
    expect(await chart()).toBeVisible();
  });
});

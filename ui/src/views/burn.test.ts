import { screen, within } from "@testing-library/svelte";
import { fireEvent } from "@testing-library/dom";
import { describe, expect, it, vi } from "vitest";
import type { FakeClient } from "@/testing/fake";
import { freshWindow, open } from "@/testing/render";

freshWindow();

/** jsdom lays nothing out: a page without width would ask for no drawing. */
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 900 });

const panel = () => screen.findByRole("region", { name: "Burn over time" });
const chart = async () => within(await panel()).findByRole("slider", { name: "Burn over time" });

describe("the burn chart", () => {
  it("is pointed at by the keyboard and tells what burned then", async () => {
    const { user } = await open("now");
    const slider = await chart();
    slider.focus();
    await user.keyboard("{Home}");
    expect(slider.getAttribute("aria-valuetext")).toContain("All accounts $10.00 per hour, analytics-prod $4.00 per hour");
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}");
    expect(slider.getAttribute("aria-valuetext")).toContain("All accounts ≥ $15.00 per hour");
  });

  it("says where nothing was recorded, and makes no zero of it", async () => {
    await open("now");
    const slider = await chart();
    slider.getBoundingClientRect = () => ({ left: 0, width: 240 }) as DOMRect;
    await fireEvent.pointerMove(slider, { clientX: 125 });
    expect(slider.getAttribute("aria-valuetext")).toContain("All accounts not recorded");
    expect(screen.queryByText("$0.00 / h")).toBeNull();
  });

  it("says that it is everyone's while only my clusters are shown", async () => {
    const { user } = await open("now");
    await chart();
    expect(screen.getByText(/^Recorded in 2026-03:/)).toHaveTextContent("≥ $1,204.50");
    expect(screen.getByText(/Recorded once a minute: the tile above is newer/)).toBeVisible();
    expect(screen.queryByText(/^What burned is recorded by account/)).toBeNull();
    await user.click(screen.getByRole("button", { name: /owner: everyone/ }));
    expect(await screen.findByText("What burned is recorded by account, not by owner.")).toBeVisible();
    expect(screen.getByRole("region", { name: "Burn over time, everyone's" })).toBeVisible();
    // The switch says what it covers, and the accounts beside the page whose burn they tell.
    expect(screen.getByText("tiles and table")).toBeVisible();
    expect(screen.getByRole("button", { name: /owner: mine/ })).toHaveAttribute("title", "Covers tiles and table. What the accounts burn is told of everyone's clusters.");
    expect(screen.getByRole("button", { name: /^Account: .*everyone's clusters$/ })).toBeVisible();
  });

  it("leaves a low window to the table until it is asked for, and is remembered", async () => {
    vi.stubGlobal("innerHeight", 600);
    const { client, user } = await open("now");
    const fold = await screen.findByRole("button", { name: "Show the burn over time" });
    expect(fold).toHaveAttribute("aria-expanded", "false");
    expect(client.asked.map(([command]) => command)).not.toContain("burn_chart");
    await user.click(fold);
    expect(await chart()).toBeVisible();
    expect(localStorage.getItem("emberwatch.burn.folded")).toBe("no");
    vi.unstubAllGlobals();
  });

  it("is a table for who wants numbers", async () => {
    const { user } = await open("now");
    await chart();
    await user.click(screen.getByRole("button", { name: "Table" }));
    const table = within(await screen.findByRole("region", { name: "Burn over time as a table" }));
    expect(table.getAllByRole("row")).toHaveLength(25);
    expect(table.getAllByText("not recorded").length).toBeGreaterThan(0);
  });

  it("is saved as a picture or a table, and tells where", async () => {
    const { user, client } = await open("now");
    await chart();
    await user.click(screen.getByRole("button", { name: "Save the chart as PNG" }));
    expect(await screen.findByText("Saved as /home/mila/Downloads/emberwatch-burn.png")).toBeTruthy();
    expect(client.asked.find(([command]) => command === "save_burn_chart")?.[1]).toMatchObject({ range: "hours24", file: "png" });
  });

  it("says that nothing was recorded yet instead of drawing nothing", async () => {
    await open("now", (client) => {
      const answer = client.burnChart;
      client.burnChart = async (request) => {
        const told = await answer(request);
        return told.status === "ok" ? { status: "ok", data: { ...told.data, drawing: null, columns: [], rows: [] } } : told;
      };
    });
    expect(await screen.findByText(/Nothing was recorded in the last 24 hours yet/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save the chart as SVG" }).getAttribute("aria-disabled")).toBe("true");
  });

  /** As long as this many beats have made no line, the chart has none. */
  const undrawn = (client: FakeClient, beats: () => number, not_recorded: string | null = null) => {
    const answer = client.burnChart;
    client.burnChart = async (request) => {
      const told = await answer(request);
      if (told.status !== "ok") return told;
      return { status: "ok", data: { ...told.data, not_recorded, ...(beats() < 2 ? { drawing: null, columns: [], rows: [] } : {}) } };
    };
  };

  it("shows the first line with the beat that makes it, and not a minute later", async () => {
    let beats = 0;
    const { client } = await open("now", (made) => undrawn(made, () => beats));
    await screen.findByText(/Nothing was recorded in the last 24 hours yet/);
    for (; beats < 2; beats += 1) client.tell("burn");
    client.tell("burn");
    expect(await chart()).toBeVisible();
  });

  it("promises no line where nothing can be recorded", async () => {
    await open("now", (made) => undrawn(made, () => 0, "cannot write the data folder /data: it is read-only"));
    expect(await screen.findByText("Nothing was recorded in the last 24 hours, and nothing can be: cannot write the data folder /data: it is read-only.")).toBeVisible();
    expect(screen.queryByText(/after a minute/)).toBeNull();
  });

  it("asks for the week when the week is chosen", async () => {
    const { user, client } = await open("now");
    await chart();
    await user.click(screen.getByRole("button", { name: "7 days" }));
    await chart();
    expect(client.asked.filter(([command]) => command === "burn_chart").at(-1)?.[1]).toMatchObject({ range: "days7" });
  });
});

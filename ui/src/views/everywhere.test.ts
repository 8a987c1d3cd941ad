import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { FakeClient } from "@/testing/fake";
import { doIt } from "@/testing/palette";
import { freshWindow, open, row } from "@/testing/render";

freshWindow();

const asked = (client: FakeClient, command: string) => client.asked.filter(([name]) => name === command).map(([, request]) => request);
const heading = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("from the palette, on whatever page", () => {
  it("the table is grouped, and its columns are chosen", async () => {
    const opened = await open("settings");
    await doIt(opened, "group by owner");
    await heading("Clusters");
    expect(await screen.findByRole("treegrid", { name: "Clusters" })).toBeVisible();
    await doIt(opened, "show or hide column release");
    expect(await screen.findByRole("columnheader", { name: /Release/ })).toBeVisible();
    await doIt(opened, "show waiting clusters only");
    expect(await screen.findByRole("button", { name: /^Waiting/ })).toHaveAttribute("aria-pressed", "true");
    await doIt(opened, "choose columns");
    expect(await screen.findByRole("dialog", { name: "Columns" })).toBeVisible();
  });

  it("a view is opened, and what is shown is given a name", async () => {
    const view = { name: "Waiting ones", filter: "", state: "waiting", group_by: "region" as const, sort_by: "burn", descending: true, columns: ["state", "name"] };
    const opened = await open("costs", (client) => (client.views = [view]));
    await doIt(opened, "open view waiting ones");
    await heading("Clusters");
    await waitFor(() => expect(screen.getByRole("button", { name: /^View: Waiting ones/ })).toBeVisible());
    await doIt(opened, "save this view");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Name of this view" })).toHaveFocus());
  });

  it("the burn shows another time and is saved", async () => {
    const opened = await open("activity");
    await doIt(opened, "burn over time: 7 days");
    await heading("Now");
    await waitFor(() => expect(asked(opened.client, "burn_chart")).toContainEqual(expect.objectContaining({ range: "days7" })));
    await doIt(opened, "save the burn chart as png");
    await waitFor(() => expect(asked(opened.client, "save_burn_chart")).toEqual([expect.objectContaining({ range: "days7", file: "png" })]));
  });

  it("a termination that is counted down is called back", async () => {
    const opened = await open("now");
    await row("sql-workbench");
    // Several at once are counted down, one alone is sent.
    for (const name of ["sql-workbench", "<img src=x onerror=alert(1)> ‮gnp.evil"]) await opened.user.click(screen.getByLabelText(`Select ${name}`));
    await opened.user.click(within(await screen.findByRole("region", { name: "Selection" })).getByRole("button", { name: /Terminate…/ }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByRole("list", { name: /Will be/ });
    await opened.user.click(within(dialog).getByRole("button", { name: "Terminate 2 clusters" }));
    await screen.findByRole("timer");
    opened.app.session.go("spot");
    await doIt(opened, "call back");
    await waitFor(() => expect(screen.queryByRole("timer")).toBeNull());
    expect(asked(opened.client, "call_back")).toHaveLength(1);
  });

  it("profiles are watched and accounts are marked, allowed and made read-only", async () => {
    const opened = await open("now");
    await doIt(opened, "watch profile ci");
    await waitFor(() => expect(asked(opened.client, "watch")).toEqual([expect.objectContaining({ profile: "ci" })]));
    await doIt(opened, "mark research as production");
    await waitFor(() => expect(asked(opened.client, "change_account")).toEqual([expect.objectContaining({ change: { kind: "mark_production" } })]));
    await doIt(opened, "make sandbox read-only");
    await waitFor(() => expect(asked(opened.client, "change_account")).toContainEqual(expect.objectContaining({ change: { kind: "read_only" } })));
    await doIt(opened, "regions of profile vendor");
    await heading("Accounts");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Regions of vendor/ })).toHaveFocus());
    await doIt(opened, "allow actions in research");
    expect(await screen.findByRole("dialog", { name: "Allow actions in this account?" })).toBeVisible();
  });

  it("settings are kept at once", async () => {
    const opened = await open("now");
    await screen.findAllByRole("row");
    for (const text of ["polling: gentle", "numbers: 1.234,56", "closing the window: quits", "starting emberwatch: stays in the tray", "start with the system: on"]) await doIt(opened, text);
    await waitFor(() => expect(opened.client.desktopView).toMatchObject({ closing: "quits", starting: "tray", autostart: "on" }));
    expect(opened.client.settingsView).toMatchObject({ polling: { pace: "gentle" }, display: { numbers: "point_comma" } });
    await doIt(opened, "open the data folder");
    await doIt(opened, "quit emberwatch");
    await waitFor(() => expect(asked(opened.client, "quit")).toHaveLength(1));
    expect(asked(opened.client, "open_data_folder")).toHaveLength(1);
  });

  it("what is typed has the focus in its field", async () => {
    const opened = await open("now");
    const fields: [string, string][] = [
      ["settings: owner tags", "Another owner tag"],
      ["settings: budget", "What a month may cost, in US dollars"],
      ["settings: time zone", "Time zone"],
      ["settings: who i am", "Who I am"],
    ];
    for (const [text, label] of fields) {
      await doIt(opened, text);
      await waitFor(() => expect(document.activeElement).toHaveAttribute("aria-label", label));
    }
    expect(screen.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  });

  it("diagnostics are read before they are copied, and a reset can be undone", async () => {
    const opened = await open("now");
    await screen.findAllByRole("row");
    await doIt(opened, "reset settings to defaults");
    await heading("Settings");
    expect(await screen.findByText(/Every setting above has its default again/)).toBeVisible();
    await doIt(opened, "remove owner tag creator");
    await waitFor(() => expect(opened.client.settingsView.owner_tags).not.toContain("creator"));
    await doIt(opened, "copy diagnostics");
    expect(await screen.findByRole("dialog", { name: "Copy diagnostics" })).toBeVisible();
  });

  it("costs, spot prices and changes are told as it says", async () => {
    const opened = await open("now");
    await screen.findAllByRole("row");
    await doIt(opened, "costs by owner");
    await heading("Costs");
    await waitFor(() => expect(asked(opened.client, "costs").at(-1)).toMatchObject({ by: "owner" }));
    await doIt(opened, "spot prices: 90 days");
    await heading("Spot");
    await waitFor(() => expect(asked(opened.client, "spot_market").at(-1)).toMatchObject({ range: "days90" }));
    await doIt(opened, "save the costs as csv");
    await heading("Costs");
    await waitFor(() => expect(asked(opened.client, "save_costs")).toEqual([expect.objectContaining({ file: "csv" })]));
    await doIt(opened, "what changed since: 7 days");
    await heading("Activity");
    await waitFor(() => expect(asked(opened.client, "changes").at(-1)).toMatchObject({ since: { kind: "hours", hours: 168 } }));
  });

  it("what cannot be done where it was gone to says why, and is not done later", async () => {
    const opened = await open("costs");
    await doIt(opened, "group by nothing");
    await heading("Clusters");
    expect(await screen.findByText(/Group by nothing: it is so already/)).toBeVisible();
  });
});

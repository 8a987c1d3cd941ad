import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { cluster, RESEARCH } from "@/testing/fixtures";
import { PAGES } from "@/state/session.svelte";
import { ask, chosen } from "@/testing/palette";
import { freshWindow, open, row } from "@/testing/render";
import { PAGE_NAMES } from "./actions";

freshWindow();

const answers = (palette: HTMLElement) => within(palette).getAllByRole("option").map((each) => each.textContent?.replace(/\s+/g, " ").trim() ?? "");

describe("the palette", () => {
  it("reaches every page by name", async () => {
    const opened = await open("activity");
    const palette = await ask(opened);
    const listed = answers(palette);
    for (const page of PAGES) expect(listed.some((each) => each.startsWith(PAGE_NAMES[page]))).toBe(true);
    await opened.user.type(within(palette).getByRole("combobox"), "settings");
    await opened.user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  });

  it("opens any cluster by name, id, owner, account or region, also an ended one of another account", async () => {
    const opened = await open("settings", (client) => {
      client.rows = [...client.rows, cluster("audit-trail", { place: RESEARCH, region: "ap-south-1", state: "TERMINATED", kind: "ended", endedAgo: 9000, owner: { name: "zoe", source: "tag owner" }, more: { id: "j-AUDIT" } })];
    });
    localStorage.setItem("emberwatch.account", "441088120031");
    const palette = await ask(opened);
    const field = within(palette).getByRole("combobox");
    for (const words of ["j-audit", "zoe", "research ap-south", "atrail", "7301124 zoe", "audit-trail"]) {
      await opened.user.clear(field);
      await opened.user.type(field, words);
      await waitFor(() => expect(chosen(palette), words).toHaveTextContent("audit-trail"));
    }
    await opened.user.keyboard("{Enter}");
    expect(await screen.findByRole("complementary", { name: /Details of audit-trail/ })).toBeVisible();
    expect(screen.getByRole("heading", { level: 1, name: "Clusters" })).toBeVisible();
  });

  it("hands the keyboard to the details of what it opened, and these to the table when they close", async () => {
    const opened = await open("now");
    await row("sql-workbench");
    (document.activeElement as HTMLElement).blur();
    await ask(opened, "sql-workbench");
    await opened.user.keyboard("{Enter}");
    const details = await screen.findByRole("complementary", { name: /Details of sql-workbench/ });
    await expect.poll(() => document.activeElement).toBe(within(details).getByRole("heading", { level: 2 }));
    await opened.user.keyboard("{Escape}");
    await expect.poll(() => document.activeElement).toBe(screen.getByRole("grid"));
  });

  it("calls what it finds as it does before anything is typed", async () => {
    const opened = await open("now");
    const palette = await ask(opened, "cost");
    const group = chosen(palette).closest('[role="group"]');
    expect(chosen(palette)).toHaveTextContent("Costs");
    expect(group).toHaveAccessibleName("Go to");
    expect(within(palette).queryByText("Actions")).toBeNull();
  });

  it("does what the buttons do, with the cluster that is open", async () => {
    const opened = await open("now");
    await opened.user.click(await row("sql-workbench"));
    await screen.findByRole("button", { name: /^Terminate…/ });
    const palette = await ask(opened, "terminate");
    expect(chosen(palette)).toHaveTextContent(/Terminate….*sql-workbench/);
    await opened.user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog", { name: /Terminate this cluster/ })).toBeVisible();
  });

  it("finds what has ended by the whole word of its state, and not by what is done to those that live", async () => {
    const ended = cluster("long-gone", { state: "TERMINATED_WITH_ERRORS", kind: "failed", endedAgo: 9000 });
    const opened = await open("settings", (client) => (client.rows = [cluster("terminate-me"), ended]));
    const palette = await ask(opened, "terminate");
    await waitFor(() => expect(chosen(palette)).toHaveTextContent("terminate-me"));
    expect(answers(palette).filter((each) => each.includes("long-gone"))).toEqual([]);
    await opened.user.type(within(palette).getByRole("combobox"), "d");
    await waitFor(() => expect(chosen(palette)).toHaveTextContent("long-gone"));
  });

  it("shows a barred action with its reason, and stays open when it is tried", async () => {
    const opened = await open("now");
    await opened.user.click(await row("notebook-mila"));
    await screen.findByRole("button", { name: /^Terminate…/ });
    const palette = await ask(opened, "terminate");
    expect(chosen(palette)).toHaveTextContent(/not now: actions are not allowed in account research/);
    await opened.user.keyboard("{Enter}");
    expect(await within(palette).findByRole("alert")).toHaveTextContent(/actions are not allowed/);
    expect(opened.client.asked.some(([command]) => command === "plan")).toBe(false);
  });

  it("lists what was used lately first", async () => {
    const opened = await open("now");
    await ask(opened, "theme: light");
    await opened.user.keyboard("{Enter}");
    await waitFor(() => expect(opened.client.settingsView.theme).toBe("light"));
    let palette = await ask(opened);
    expect(answers(palette)[0]).toContain("Theme: light");
    await opened.user.type(within(palette).getByRole("combobox"), "theme");
    expect(answers(palette)[0]).toContain("Theme: light");
    await opened.user.keyboard("{Escape}");
    palette = await ask(opened, "ltv");
    await opened.user.keyboard("{Enter}");
    palette = await ask(opened);
    await waitFor(() => expect(answers(palette)[0]).toContain("ltv-train"));
  });

  it("keeps out of the way of a dialog, and its own keys close it", async () => {
    const opened = await open("now");
    await opened.user.click(await row("sql-workbench"));
    await opened.user.click(await screen.findByRole("button", { name: /^Terminate…/ }));
    await screen.findByRole("dialog", { name: /Terminate/ });
    await opened.user.keyboard("{Control>}k{/Control}");
    expect(screen.queryByRole("dialog", { name: "Search or do" })).toBeNull();
    await opened.user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await ask(opened);
    await opened.user.keyboard("{Control>}k{/Control}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("draws only the best of ten thousand clusters, and says how many more there are", async () => {
    const opened = await open("settings", (client) => {
      client.rows = Array.from({ length: 10_000 }, (_, index) => cluster(`bulk-${index}`, { more: { id: `j-${index}` } }));
    });
    const palette = await ask(opened, "bulk");
    await waitFor(() => expect(within(palette).getByText(/50 of 10000 clusters: type more to narrow/)).toBeVisible());
    expect(within(palette).getAllByRole("option").length).toBeLessThan(70);
    await opened.user.type(within(palette).getByRole("combobox"), "-9999");
    await waitFor(() => expect(chosen(palette)).toHaveTextContent("bulk-9999"));
  });

  it("says that nothing answers", async () => {
    const palette = await ask(await open("now"), "zzzz-no-such");
    expect(within(palette).queryAllByRole("option")).toEqual([]);
    expect(await within(palette).findByText("Nothing answers to that.")).toBeVisible();
  });

  it("shows its keys, and those of every action beside it", async () => {
    const opened = await open("now");
    expect(screen.getByRole("button", { name: /Search or do/ })).toHaveAttribute("aria-keyshortcuts", "Control+K");
    await opened.user.keyboard("{Control>}r{/Control}");
    expect(opened.client.asked.some(([command]) => command === "refresh")).toBe(true);
    const palette = await ask(opened, "refresh");
    expect(chosen(palette)).toHaveTextContent("Ctrl R");
  });
});

describe("what is shown", () => {
  it("is saved in the order of the screen, and the path can be copied", async () => {
    const { client, user } = await open("now");
    await row("ltv-train");
    await user.type(screen.getByRole("searchbox", { name: "Filter clusters" }), "research");
    await user.click(screen.getByRole("button", { name: "Export" }));
    await user.click(await screen.findByRole("menuitem", { name: /Save what is shown as CSV/ }));
    const request = client.asked.find(([command]) => command === "export_clusters")?.[1];
    const shown = ["ltv-train", "image-embeddings", "notebook-mila"].map((name) => client.rows.find((each) => each.name === name));
    expect(request).toEqual({ format: "csv", to: "file", clusters: shown.map((each) => ({ account_id: each?.account_id, region: each?.region, id: each?.id })) });
    expect(await screen.findByText(/Saved 3 clusters as CSV: \/home\/thom\/Downloads/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy path" })).toBeVisible();
  });

  it("is what is selected, if something is", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await opened.user.click(screen.getByLabelText("Select sql-workbench"));
    await ask(opened, "save selected json");
    await opened.user.keyboard("{Enter}");
    await waitFor(() => expect(opened.client.asked.find(([command]) => command === "export_clusters")?.[1]).toMatchObject({ format: "json", clusters: [{ id: opened.client.rows.find((each) => each.name === "sql-workbench")?.id }] }));
  });

  it("is told over the page, which stays where it is, read out, and closed by keyboard", async () => {
    const opened = await open("now");
    await row("ltv-train");
    for (const form of ["csv", "json"]) {
      await ask(opened, `save shown ${form}`);
      await opened.user.keyboard("{Enter}");
      await within(await screen.findByRole("region", { name: "Notices" })).findByText(new RegExp(`Saved .* as ${form.toUpperCase()}`));
    }
    const region = screen.getByRole("region", { name: "Notices" });
    expect(region).toHaveAttribute("aria-live", "polite");
    within(region).getAllByRole("button", { name: "Close" })[0]!.focus();
    await opened.user.keyboard("{Escape}");
    await waitFor(() => expect(within(region).getAllByRole("button", { name: "Close" })).toHaveLength(1));
    expect(within(region).getByRole("button", { name: /^Copy/ })).toHaveFocus();
    await ask(opened, "close the notice");
    await opened.user.keyboard("{Enter}");
    await waitFor(() => expect(within(region).queryByRole("button")).toBeNull());
  });

  it("that cannot be saved says why and what to do", async () => {
    const opened = await open("now", (client) => client.failing.set("export_clusters", { code: "store", message: "/home/thom/Downloads cannot be written: disk full", next_step: "check that its disk is not full" }));
    await row("ltv-train");
    await ask(opened, "save shown csv");
    await opened.user.keyboard("{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent(/cannot be written: disk full. Check that its disk is not full/);
  });
});

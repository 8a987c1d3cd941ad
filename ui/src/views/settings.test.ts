import { screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ENGLISH, setDisplay } from "@/lib/display.svelte";
import { freshWindow, open, row } from "@/testing/render";

freshWindow();
afterEach(() => setDisplay(ENGLISH));

const setting = (name: string) => screen.findByRole("group", { name });

describe("Settings", () => {
  it("changes the theme of the whole page, and says that it is kept", async () => {
    const { user } = await open("settings");
    await user.click(await screen.findByRole("radio", { name: "Light" }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("light"));
    expect(within(await setting("Theme")).getByRole("status")).toHaveTextContent("Saved");
    expect(within(await setting("Numbers")).getByRole("status")).toBeEmptyDOMElement();
  });

  it("finds a time zone by its city and shows every clock in it", async () => {
    const { client, user } = await open("settings");
    await user.click(await screen.findByRole("combobox", { name: "Time zone" }));
    await user.keyboard("new y");
    await user.click(await screen.findByRole("option", { name: /America\/New_York/ }));
    expect(await within(await setting("Time zone")).findByText("20 Nov 2026 09:02:00, America/New_York")).toBeVisible();
    expect(client.asked).toContainEqual(["change_settings", { zone: "America/New_York" }]);
  });

  it("sets what asking for bills may cost, beside what it did, and names what is no amount", async () => {
    const { client, user } = await open("settings");
    const field = await screen.findByRole("textbox", { name: /^The most that asking Cost Explorer may cost/ });
    expect(screen.getByText("analytics-prod: $0.03 this month for 3 requests")).toBeVisible();
    client.failing.set("change_settings", { code: "invalid", message: "the most it may cost cannot be much", next_step: "write US dollars from 0 to 1000, such as 2 or 0.50" });
    await user.clear(field);
    await user.type(field, "much{Enter}");
    expect(await within(await setting("The most it may cost")).findByText(/The most it may cost cannot be much/)).toBeVisible();
    client.failing.clear();
    await user.clear(field);
    await user.type(field, "5{Enter}");
    await waitFor(() => expect(client.asked).toContainEqual(["change_settings", { explorer_cap: "5" }]));
  });

  it("sets a budget for the month, takes it away, and names what is no amount", async () => {
    const { client, user } = await open("settings");
    const field = await screen.findByRole("textbox", { name: "What a month may cost, in US dollars" });
    client.failing.set("change_settings", { code: "invalid", message: "what a month may cost cannot be 5,000", next_step: "write US dollars without a sign between thousands, such as 5000 or 749.50, or none" });
    await user.type(field, "5,000{Enter}");
    expect(await within(await setting("What a month may cost")).findByText(/What a month may cost cannot be 5,000/)).toBeVisible();
    client.failing.clear();
    await user.clear(field);
    await user.type(field, "5000{Enter}");
    await waitFor(() => expect(client.asked).toContainEqual(["change_settings", { budget: "5000" }]));
    await user.clear(field);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(client.asked).toContainEqual(["change_settings", { budget: "" }]));
  });

  it("gives the zone back to the system", async () => {
    const { client, user } = await open("settings", (made) => {
      made.settingsView = { ...made.settingsView, display: { ...made.settingsView.display, zone: "Asia/Kolkata", zone_in_use: "Asia/Kolkata" } };
    });
    await user.click(await screen.findByRole("button", { name: "Show the time zones" }));
    await user.click(await screen.findByRole("option", { name: "As the system" }));
    await waitFor(() => expect(client.settingsView.display.zone).toBeNull());
  });

  it("writes every amount by the signs that were chosen", async () => {
    const { user } = await open("settings");
    await user.click(await screen.findByRole("radio", { name: "1.234,56" }));
    await within(await setting("Numbers")).findByText(/\$12\.345,60/);
    await user.click(screen.getByRole("link", { name: /^Now/ }));
    expect(within(await row("trino-shared")).getByText("≥ 1.771,20")).toBeVisible();
  });

  it("keeps what was typed where it was not saved, and says why and what to do", async () => {
    const { client, user } = await open("settings");
    client.failing.set("change_settings", { code: "store", message: "the data folder cannot be written", next_step: "Make room on its disk" });
    const field = await screen.findByRole("textbox", { name: "Who I am" });
    await user.type(field, "mila{Enter}");
    expect(await within(await setting("Who I am")).findByText(/The data folder cannot be written\. Make room on its disk\./)).toBeVisible();
    expect(field).toHaveValue("mila");
    client.failing.clear();
    await user.type(field, "{Enter}");
    await waitFor(() => expect(client.settingsView.me).toBe("mila"));
    expect(screen.queryByText(/cannot be written/)).toBeNull();
  });

  it("shows what another hand has changed meanwhile", async () => {
    const { client } = await open("settings");
    await screen.findByRole("radio", { name: "Light" });
    client.settingsView = { ...client.settingsView, theme: "dark", me: "erik" };
    client.tell("settings");
    expect(await screen.findByText(/Changed in the terminal or another window: the theme and who I am/)).toBeVisible();
    expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked();
  });

  it("keeps the owner tags in their order", async () => {
    const { client, user } = await open("settings");
    await user.click(await screen.findByRole("button", { name: "Move creator up" }));
    await waitFor(() => expect(client.settingsView.owner_tags).toEqual(["owner", "creator", "Owner", "user"]));
    await user.click(screen.getByRole("button", { name: "Move owner down" }));
    await waitFor(() => expect(client.settingsView.owner_tags).toEqual(["creator", "owner", "Owner", "user"]));
  });

  it("gives a removed owner tag back", async () => {
    const { client, user } = await open("settings");
    await user.click(await screen.findByRole("button", { name: "Remove Owner" }));
    await waitFor(() => expect(client.settingsView.owner_tags).toEqual(["owner", "creator", "user"]));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(client.settingsView.owner_tags).toEqual(["owner", "Owner", "creator", "user"]));
  });

  it("says what a pace of polling means in calls", async () => {
    const { user } = await open("settings");
    await user.click(await screen.findByRole("radio", { name: "Gentle" }));
    expect(await screen.findByText(/About 366 calls an hour/)).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "Paused" }));
    expect(await screen.findByText("No call is made by itself.")).toBeVisible();
  });

  it("resets to the defaults, and takes that back", async () => {
    const { client, user } = await open("settings", (made) => {
      made.settingsView = { ...made.settingsView, theme: "dark", owner_tags: ["team"] };
    });
    await user.click(await screen.findByRole("button", { name: "Reset to defaults" }));
    await waitFor(() => expect(client.settingsView.theme).toBe("system"));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(client.settingsView).toMatchObject({ theme: "dark", owner_tags: ["team"] }));
  });

  it("says what would be forgotten before it is, and how far it is", async () => {
    const { client, user } = await open("settings");
    await user.click(await screen.findByRole("button", { name: "Forget history…" }));
    const dialog = await screen.findByRole("dialog", { name: "Forget history before 2026-08-22?" });
    expect(within(dialog).getByText(/3 clusters, 1,204 spot prices would be forgotten for good\./)).toBeVisible();
    expect(client.asked.some(([command]) => command === "forget_history")).toBe(false);
    await user.click(within(dialog).getByRole("button", { name: "Forget" }));
    expect(await screen.findByRole("progressbar")).toHaveValue(40);
    expect(screen.getByRole("button", { name: "Forget history…" })).toHaveAttribute("aria-disabled", "true");
  });

  it("forgets nothing in a folder that cannot be written, and says why", async () => {
    await open("settings", (made) => {
      made.folderView = { ...made.folderView, read_only: "cannot write the data folder: read-only filesystem" };
    });
    expect(await screen.findByRole("button", { name: "Forget history…" })).toHaveAttribute("title", expect.stringContaining("read-only filesystem"));
  });

  it("takes a day of one's own, and tells how to write one", async () => {
    const { client, user } = await open("settings");
    client.failing.set("forgettable", { code: "invalid", message: "yesterday is not a day", next_step: "write it as 2026-11-20" });
    await user.click(await screen.findByRole("radio", { name: "before a day" }));
    await user.type(screen.getByRole("textbox", { name: "Before this day" }), "yesterday");
    await user.click(screen.getByRole("button", { name: "Forget history…" }));
    expect(await screen.findByText(/Yesterday is not a day\. Write it as 2026-11-20\./)).toBeVisible();
  });

  it("shows the diagnostics before they are copied, with account ids only if chosen", async () => {
    const { user } = await open("settings");
    const put = vi.spyOn(navigator.clipboard, "writeText");
    await user.click(await screen.findByRole("button", { name: "Copy diagnostics…" }));
    const dialog = await screen.findByRole("dialog", { name: "Copy diagnostics" });
    expect(within(dialog).getByText(/\[account …0031\] eu-west-1/)).toBeVisible();
    expect(put).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("checkbox", { name: "With whole account ids" }));
    const text = await within(dialog).findByText(/441088120031 eu-west-1/);
    await user.click(within(dialog).getByRole("button", { name: "Copy" }));
    expect(await within(dialog).findByText("Copied")).toBeVisible();
    expect(put).toHaveBeenCalledWith(text.textContent);
  });

  it("shows the log's last lines", async () => {
    const { user } = await open("settings");
    await user.click(await screen.findByRole("button", { name: "Show the last lines" }));
    expect(await screen.findByText(/clusters could not be recorded/)).toBeVisible();
  });
});

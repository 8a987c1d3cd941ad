import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { freshWindow, open, row } from "@/testing/render";

freshWindow();

const NO_TRAY = "this desktop shows no tray";

describe("The tray and the page", () => {
  it("opens the cluster of an entry, once, whatever account was looked at", async () => {
    localStorage.setItem("emberwatch.account", "441088120031");
    const { client } = await open("settings");
    const cluster = client.rows.find((each) => each.name === "notebook-mila")!;
    client.desktopView = { ...client.desktopView, go: { number: 7, page: "now", cluster } };
    client.tell("desktop");
    expect(await screen.findByRole("heading", { name: "notebook-mila" })).toBeVisible();
    await row("notebook-mila");
    expect(client.asked.filter(([command]) => command === "arrived")).toEqual([["arrived", 7]]);
    expect(location.hash).toBe("#now");
  });

  it("says quietly that closing quits where there is no tray, unless that is wanted", async () => {
    const { client } = await open("now", (made) => {
      made.desktopView = { ...made.desktopView, no_tray: NO_TRAY };
    });
    const notice = await screen.findByRole("link", { name: "No tray here: closing quits" });
    expect(notice).toHaveAttribute("title", "This desktop shows no tray.");
    client.desktopView = { ...client.desktopView, closing: "quits" };
    client.tell("desktop");
    await waitFor(() => expect(screen.queryByRole("link", { name: /No tray/ })).toBeNull());
  });
});

describe("Leaving", () => {
  it("names what would not be sent, and stays or quits as one answers", async () => {
    const { client, user } = await open("now", (made) => {
      made.desktopView = { ...made.desktopView, leaving: { unsent: ["etl", "<b>ads</b>"], unknown: null } };
    });
    const dialog = within(await screen.findByRole("dialog", { name: "Quit Emberwatch?" }));
    expect(dialog.getByText(/2 changes/)).toBeVisible();
    expect(dialog.getByText(/not sent yet: etl and <b>ads<\/b>\./)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Stay" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    client.desktopView = { ...client.desktopView, no_tray: NO_TRAY, leaving: { unsent: [], unknown: null } };
    client.tell("desktop");
    expect(await screen.findByText(/There is no tray here to go on watching from\. This desktop shows no tray\./)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Quit" }));
    expect(client.asked.filter(([command]) => command === "answer_leaving").map(([, answer]) => answer)).toEqual(["stay", "quit"]);
  });
});

describe("Leaving while the journal cannot be read", () => {
  it("says that it is not known what would not be sent, and still lets go", async () => {
    const { client, user } = await open("now", (made) => {
      made.desktopView = { ...made.desktopView, leaving: { unsent: [], unknown: "cannot read the journal: it is damaged" } };
    });
    const dialog = within(await screen.findByRole("dialog", { name: "Quit Emberwatch?" }));
    expect(dialog.getByText(/Which changes are confirmed and not sent yet is not known: cannot read the journal: it is damaged\./)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Quit" }));
    expect(client.asked.filter(([command]) => command === "answer_leaving").map(([, answer]) => answer)).toEqual(["quit"]);
  });
});

describe("The desktop's settings", () => {
  const setting = (name: string) => screen.findByRole("group", { name });

  it("keeps each choice at once, alone", async () => {
    const { client, user } = await open("settings");
    await user.click(await screen.findByRole("radio", { name: "Quits Emberwatch" }));
    await within(await setting("Closing the window")).findByText("Saved");
    await user.click(screen.getByRole("radio", { name: "Stays in the tray" }));
    await user.click(screen.getByRole("switch", { name: "Start with the system" }));
    await waitFor(() => expect(client.desktopView).toMatchObject({ closing: "quits", starting: "tray", autostart: "on" }));
    expect(client.asked).toContainEqual(["change_desktop", { closing: "quits", starting: undefined, autostart: undefined }]);
  });

  it("tells beside its control what the system refused", async () => {
    const { client, user } = await open("settings");
    client.failing.set("change_desktop", { code: "unexpected", message: "the system's list could not be changed", next_step: "Check your home folder" });
    await user.click(await screen.findByRole("switch", { name: "Start with the system" }));
    expect(await within(await setting("Start with the system")).findByText(/list could not be changed\. Check your home folder\./)).toBeVisible();
    expect(screen.getByRole("switch", { name: "Start with the system" })).not.toBeChecked();
  });

  it("says what is missing where there is no tray", async () => {
    await open("settings", (made) => {
      made.desktopView = { ...made.desktopView, no_tray: NO_TRAY };
    });
    expect(await screen.findByText(/There is no tray here\. This desktop shows no tray\. Until there is one/)).toBeVisible();
  });
});

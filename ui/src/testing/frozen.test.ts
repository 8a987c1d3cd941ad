// The real window freezes the prototypes before the page's scripts run: here it is done before they are read.
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterAll, describe, expect, it } from "vitest";

Object.freeze(Object.prototype);
const { default: App } = await import("@/App.svelte");
const { begin } = await import("@/begin");
const { FakeClient } = await import("./fake");

describe("with a frozen Object.prototype", () => {
  afterAll(() => {
    location.hash = "";
  });

  it("every kind of widget works", async () => {
    expect(Object.isFrozen(Object.prototype)).toBe(true);
    const user = userEvent.setup();
    render(App, { app: begin(new FakeClient(Date.now)) });
    // Menu, table, tabs.
    await user.click(await screen.findByRole("button", { name: /^Account: All accounts/ }));
    await user.click(await screen.findByRole("menuitem", { name: /sandbox/ }));
    await user.click(await screen.findByRole("row", { name: /sql-workbench/ }));
    await user.click(await screen.findByRole("tab", { name: /Steps/ }));
    await user.click(screen.getByRole("button", { name: "Cluster" }));
    await user.click(screen.getByLabelText("Select sql-workbench"));
    // Dialog.
    await user.click(await screen.findByRole("button", { name: /^Clear/ }));
    await user.keyboard("t");
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    // Switch, popover, radio group.
    await user.click(screen.getByRole("link", { name: "Accounts" }));
    await user.click(await screen.findByRole("switch", { name: "Watch sandbox" }));
    await user.click(screen.getByRole("button", { name: /Regions of sandbox:/ }));
    await user.click(await screen.findByRole("radio", { name: "These regions" }));
    expect(await screen.findByRole("checkbox", { name: "us-east-2" })).toBeVisible();
  });
});

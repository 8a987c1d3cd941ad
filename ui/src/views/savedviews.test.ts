import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SavedViewView } from "@/ipc/client";
import { freshWindow, names, open, row } from "@/testing/render";

freshWindow();

const SPOT: SavedViewView = { name: "by owner", filter: "", state: "all", group_by: "owner", sort_by: "name", descending: false, columns: ["name", "burn", "release"] };
const menu = () => screen.getByRole("button", { name: /^View/ });

describe("saved views", () => {
  it("keep filter, groups, order and columns under a name", async () => {
    const { client, user } = await open("now");
    await row("ltv-train");
    await user.keyboard("/mila");
    await user.click(menu());
    await user.type(await screen.findByLabelText("Name of this view"), "mila's{Enter}");
    await waitFor(() => expect(client.views).toHaveLength(1));
    expect(client.views[0]).toMatchObject({ name: "mila's", filter: "mila", state: "all", group_by: "nothing", sort_by: "burn", descending: true });
    await waitFor(() => expect(menu()).toHaveTextContent("View: mila's"));
  });

  it("are shown by one click, and are told as the current one until something is changed", async () => {
    const { user } = await open("now", (client) => (client.views = [SPOT]));
    await row("ltv-train");
    await user.click(menu());
    await user.click(await screen.findByRole("button", { name: "by owner" }));
    await screen.findByRole("treegrid");
    expect(screen.getAllByRole("columnheader").slice(1).map((each) => each.textContent?.trim())).toEqual(["Cluster", "$ / h", "Release"]);
    expect(menu()).toHaveTextContent("View: by owner");
    await user.click(screen.getByRole("button", { name: "$ / h" }));
    await waitFor(() => expect(menu()).not.toHaveTextContent("by owner"));
  });

  it("are renamed in place, and deleted ones can be had back", async () => {
    const { client, user } = await open("now", (fake) => (fake.views = [SPOT]));
    await row("ltv-train");
    await user.click(menu());
    await user.click(await screen.findByRole("button", { name: "Rename by owner" }));
    const field = await screen.findByLabelText("New name of by owner");
    await user.clear(field);
    await user.type(field, "owners{Enter}");
    await user.click(await screen.findByRole("button", { name: "Delete owners" }));
    await waitFor(() => expect(client.views).toEqual([]));
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(client.views).toEqual([{ ...SPOT, name: "owners" }]));
  });

  it("say why one could not be saved, and keep what was typed", async () => {
    const { client, user } = await open("now");
    await row("ltv-train");
    client.failing.set("change_saved_views", { code: "store", message: "the data folder cannot be written", next_step: "Make it writable" });
    await user.click(menu());
    await user.type(await screen.findByLabelText("Name of this view"), "mine{Enter}");
    const dialog = screen.getByRole("dialog", { name: "Saved views" });
    expect(await within(dialog).findByText(/The data folder cannot be written/)).toBeVisible();
    expect(screen.getByLabelText("Name of this view")).toHaveValue("mine");
  });

  it("of another version show what is usual in place of words that are not known", async () => {
    const strange = { ...SPOT, columns: ["gone"], group_by: "moon", sort_by: "luck", state: "asleep" };
    const { user } = await open("now", (client) => (client.views = [strange]));
    await row("ltv-train");
    await user.click(menu());
    await user.click(await screen.findByRole("button", { name: "by owner" }));
    await waitFor(() => expect(names()[0]).toBe("nightly-sessionize"));
    expect(screen.getByRole("columnheader", { name: "Protection" })).toBeVisible();
  });
});

import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { cluster } from "@/testing/fixtures";
import { freshWindow, open, row } from "@/testing/render";

freshWindow();

type Opened = Awaited<ReturnType<typeof open>>;

async function groupBy({ user }: Opened, by: string) {
  await user.click(screen.getByRole("button", { name: /^Group by/ }));
  await user.click(await screen.findByRole("menuitemradio", { name: by }));
  await screen.findByRole("treegrid");
}

/** What every line says first, heads and rows alike. */
const lines = () => screen.getAllByRole("row").slice(1).map((each) => within(each).getByRole("checkbox").getAttribute("aria-label"));
const head = (title: string) => screen.findByRole("row", { name: new RegExp(`Select all of ${title}`) });

describe("groups", () => {
  it("that the table was left in come with its first rows, which are asked for once", async () => {
    const { client } = await open("now", () => localStorage.setItem("emberwatch.table", JSON.stringify({ groupBy: "account" })));
    expect(within(await head("research")).getByText("3 clusters")).toBeVisible();
    expect(client.asked.filter(([command]) => command === "clusters").map(([, request]) => request)).toMatchObject([{ group_by: "account" }]);
  });

  it("stand below their heads, with the count and the sum that the core says, the dearest first", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "account");
    const heads = lines().filter((each) => each?.startsWith("Select all of"));
    expect(heads).toEqual(["Select all of analytics-prod", "Select all of research", "Select all of sandbox"]);
    const research = await head("research");
    expect(research).toHaveAttribute("aria-expanded", "true");
    expect(research).toHaveAttribute("aria-level", "1");
    expect(within(research).getByText("3 clusters")).toBeVisible();
    expect(within(research).getByText("$17.55 / h")).toBeVisible();
    expect(opened.client.asked.filter(([command]) => command === "clusters").at(-1)?.[1]).toMatchObject({ group_by: "account" });
  });

  it("close and open by a click and by the arrows, and stay closed while rows change", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "account");
    await opened.user.click(await head("research"));
    await waitFor(() => expect(lines()).not.toContain("Select ltv-train"));
    opened.client.rows = opened.client.rows.map((each) => ({ ...each }));
    opened.client.tell("clusters");
    await waitFor(() => expect(opened.client.asked.filter(([command]) => command === "clusters").length).toBeGreaterThan(2));
    expect(await head("research")).toHaveAttribute("aria-expanded", "false");
    screen.getByRole("treegrid").focus();
    await opened.user.keyboard("{ArrowRight}");
    await row("ltv-train");
    await opened.user.keyboard("{ArrowDown}{ArrowLeft}");
    expect(screen.getByRole("treegrid")).toHaveAttribute("aria-activedescendant", (await head("research")).id);
    await opened.user.keyboard("{Enter}");
    await waitFor(() => expect(lines()).not.toContain("Select ltv-train"));
  });

  it("say why t does nothing on a head, and are passed on the way from the filter", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "account");
    screen.getByRole("treegrid").focus();
    await opened.user.keyboard("{ArrowDown}t");
    expect(await screen.findByText(/^analytics-prod is a group: select its clusters with x, or go to one of them, and press t again\./)).toBeVisible();
    await opened.user.keyboard("/ltv{ArrowDown}");
    expect(await row("ltv-train")).toHaveClass("cursor");
  });

  it("are selected as a whole", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "account");
    await opened.user.click(await screen.findByLabelText("Select all of research"));
    const bar = await screen.findByRole("region", { name: "Selection" });
    expect(within(bar).getByText("3 selected")).toBeVisible();
    expect(await within(bar).findByText("$17.55 / h together")).toBeVisible();
  });

  it("of an unknown owner are one group that says so", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "owner");
    expect(within(await head("Owner unknown")).getByText("2 clusters")).toBeVisible();
  });

  it("are added up by the core for what a filter leaves of them", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "account");
    await opened.user.keyboard("/mila");
    await waitFor(() => expect(lines()).toEqual(["Select all of research", "Select image-embeddings", "Select notebook-mila"]));
    expect(await within(await head("research")).findByText("$10.53 / h")).toBeVisible();
  });

  it("keep the keyboard's line and the selection through another grouping and order", async () => {
    const opened = await open("now");
    await row("ltv-train");
    screen.getByRole("grid").focus();
    await opened.user.keyboard("jjx");
    await groupBy(opened, "region");
    expect(await row("ltv-train")).toHaveClass("cursor");
    await opened.user.click(screen.getByRole("button", { name: "Cluster" }));
    expect(await row("ltv-train")).toHaveClass("cursor");
    expect(screen.getByLabelText("Select ltv-train")).toBeChecked();
  });

  it("are remembered by the window", async () => {
    const opened = await open("now");
    await row("ltv-train");
    await groupBy(opened, "state");
    await waitFor(() => expect(localStorage.getItem("emberwatch.table")).toContain('"groupBy":"state"'));
  });
});

describe("columns", () => {
  const titles = () => screen.getAllByRole("columnheader").slice(1).map((each) => each.textContent?.trim());

  it("are chosen and ordered, by keyboard too, and remembered", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("checkbox", { name: "Protection" }));
    await user.click(await screen.findByRole("checkbox", { name: "Release" }));
    const up = screen.getByRole("button", { name: "Move Release up" });
    up.focus();
    await user.keyboard("{Enter}{Enter}");
    await waitFor(() => expect(titles()).toEqual(["State", "Cluster", "Owner", "Where", "Age", "Nodes", "Release", "$ / h", "So far"]));
    expect(screen.getByRole("button", { name: "Move Release up" })).toHaveFocus();
    expect(within(await row("nightly-sessionize")).getByText("emr-6.15.0")).toBeVisible();
    expect(localStorage.getItem("emberwatch.table")).toContain('"release"');
    await user.click(screen.getByRole("button", { name: "As usual" }));
    await waitFor(() => expect(titles()).toContain("Protection"));
  });

  it("never lose the name, and say why", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: "Columns" }));
    const name = await screen.findByRole("checkbox", { name: "Cluster" });
    expect(name).toHaveAttribute("aria-disabled", "true");
    await user.click(name);
    expect(titles()).toContain("Cluster");
  });
});

describe("the keyboard", () => {
  it("draws a selection with Shift and takes it back", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    screen.getByRole("grid").focus();
    await user.keyboard("j{Shift>}{ArrowDown}{ArrowDown}{ArrowDown}{/Shift}");
    expect(await screen.findByText("4 selected")).toBeVisible();
    await user.keyboard("{Shift>}{ArrowUp}{/Shift}");
    expect(await screen.findByText("3 selected")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Selection" })).toBeNull());
  });

  it("selects all that are shown with Ctrl and a, and none the second time", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.keyboard("/mila");
    await user.keyboard("{Escape}{Escape}");
    screen.getByRole("grid").focus();
    await user.keyboard("{Control>}a{/Control}");
    expect(await screen.findByText("17 selected")).toBeVisible();
    await user.keyboard("{Control>}a{/Control}");
    await waitFor(() => expect(screen.queryByText("17 selected")).toBeNull());
  });

  it("goes on from where it was when its line is gone", async () => {
    const { client, user } = await open("now", (fake) => {
      fake.rows = ["one", "two", "three", "four"].map((name, index) => cluster(name, { burn: `${9 - index}.0000` }));
    });
    await row("one");
    screen.getByRole("grid").focus();
    await user.keyboard("jj");
    client.rows = client.rows.filter((each) => each.name !== "two");
    client.tell("clusters");
    await waitFor(() => expect(lines()).toEqual(["Select one", "Select three", "Select four"]));
    await user.keyboard("j");
    await waitFor(async () => expect(await row("three")).toHaveClass("cursor"));
  });

  it("tells every key, from ?", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.keyboard("?");
    const dialog = await screen.findByRole("dialog", { name: "Keys in the table" });
    expect(within(dialog).getByText("Ask to terminate what is selected, else the line")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
});

import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, vi } from "vitest";
import App from "@/App.svelte";
import type { Page } from "@/state/session.svelte";
import { begin } from "@/begin";
import { FakeClient } from "./fake";
import { NOW } from "./fixtures";

/** Each test has its own window: no memory, no address, and a clock that stands until it is moved. */
export function freshWindow(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: NOW });
    localStorage.clear();
    location.hash = "";
  });
  afterEach(() => {
    vi.useRealTimers();
  });
}

/** The whole page on a made-up core, ready when its first rows are there. */
export async function open(page: Page, prepare: (client: FakeClient) => void = () => {}) {
  location.hash = page;
  const client = new FakeClient(Date.now);
  prepare(client);
  const app = begin(client);
  render(App, { app });
  await screen.findByRole("heading", { level: 1 });
  const user = userEvent.setup();
  return { client, user, app };
}

export const row = (name: string | RegExp) => screen.findByRole("row", { name: typeof name === "string" ? new RegExp(escape(name)) : name });

/** The names of the clusters as they stand. */
export function names(): string[] {
  return screen
    .getAllByRole("row")
    .slice(1)
    .map((each) => within(each).getByRole("checkbox").getAttribute("aria-label")?.replace("Select ", "") ?? "");
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

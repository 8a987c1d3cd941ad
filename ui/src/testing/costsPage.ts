import { screen } from "@testing-library/svelte";
import type { CostsRequest } from "@/ipc/client";
import { costsOf } from "./costs";
import type { FakeClient } from "./fake";

/** jsdom lays nothing out: a page without width would ask for no drawing. */
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 900 });

export const chart = () => screen.findByRole("slider", { name: "Costs over time" });
export const button = (name: string) => screen.getByRole("button", { name });

/** What was asked for so far, in order. */
export const asked = (client: FakeClient, command = "costs") => client.asked.filter(([each]) => each === command).map(([, request]) => request);

/** A client whose bill is the usual one but for this. */
export const answering = (change: Partial<ReturnType<typeof costsOf>>) => (client: FakeClient) => {
  client.costs = async (request: CostsRequest) => ({ status: "ok", data: { ...costsOf(request), ...change } });
};

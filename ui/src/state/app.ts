import { createContext } from "svelte";
import type { Client } from "@/ipc/client";
import { Clock } from "./clock.svelte";
import { Live } from "./live.svelte";
import { Session } from "./session.svelte";

/** What every component may ask for: the core, what is looked at, what is known, what time it is. */
export interface App {
  client: Client;
  session: Session;
  live: Live;
  clock: Clock;
}

export const [getApp, setApp] = createContext<App>();

export function makeApp(client: Client): App {
  const session = new Session();
  return { client, session, live: new Live(client, session), clock: new Clock() };
}

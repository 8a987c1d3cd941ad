import { createContext } from "svelte";
import type { Client } from "@/ipc/client";
import { Actions } from "./actions.svelte";
import { Clock } from "./clock.svelte";
import { Live } from "./live.svelte";
import { Notices } from "./notices.svelte";
import { Session } from "./session.svelte";

/** What every component may ask for: the core, what is looked at, what is known, what time it is, what can be done. */
export interface App {
  client: Client;
  session: Session;
  live: Live;
  clock: Clock;
  actions: Actions;
  notices: Notices;
}

export const [getApp, setApp] = createContext<App>();

export function makeApp(client: Client): App {
  const session = new Session();
  return { client, session, live: new Live(client, session), clock: new Clock(), actions: new Actions(), notices: new Notices() };
}

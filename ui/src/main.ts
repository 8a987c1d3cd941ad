import { mount } from "svelte";
import App from "./App.svelte";
import "./design/tokens.css";
import "./design/fonts.css";
import "./design/base.css";
import type { Client } from "./ipc/client";
import { tauriClient } from "./ipc/tauri";
import { begin } from "./begin";

/** What the core has not told within so long is not waited for: the page says what it waits for. */
const SOON = 250;

/** In a plain browser, while developing, the page runs on made-up clusters; production builds hold none of it. */
async function chooseClient(): Promise<Client> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { devClient } = await import("./testing/dev");
    return devClient();
  }
  return tauriClient;
}

/** Draws once, with what is known, rather than an empty page first: each drawing costs more than the answers do. */
async function open(): Promise<void> {
  const app = begin(await chooseClient());
  await Promise.race([app.live.first, new Promise((soon) => setTimeout(soon, SOON))]);
  mount(App, { target: document.getElementById("app")!, props: { app } });
}

void open();

import { mount } from "svelte";
import App from "./App.svelte";
import "./design/tokens.css";
import "./design/fonts.css";
import "./design/base.css";
import type { Client } from "./ipc/client";
import { tauriClient } from "./ipc/tauri";

/** In a plain browser, while developing, the page runs on made-up clusters; production builds hold none of it. */
async function chooseClient(): Promise<Client> {
  if (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)) {
    const { devClient } = await import("./testing/dev");
    return devClient();
  }
  return tauriClient;
}

void chooseClient().then((client) => mount(App, { target: document.getElementById("app")!, props: { client } }));

import { createContext } from "svelte";
import { AccountChanges } from "@/features/accounts/accounts.svelte";
import { DesktopForm } from "@/features/settings/desktop.svelte";
import { ForgetForm } from "@/features/settings/folder.svelte";
import { SettingsForm } from "@/features/settings/settings.svelte";
import type { SettingsView } from "@/ipc/client";
import type { App } from "@/state/app";

/** What changes what is kept: the same for the page that shows it and for the palette on any page. */
export interface Forms {
  settings: SettingsForm;
  desktop: DesktopForm;
  accounts: AccountChanges;
  folder: ForgetForm;
}

export const [getForms, setForms] = createContext<Forms>();

export function makeForms({ client, live, clock }: App): Forms {
  return {
    settings: new SettingsForm(client, () => live.settings.data as SettingsView, live.settings.load),
    desktop: new DesktopForm(client, live.desktop.load),
    accounts: new AccountChanges(client, () => {
      for (const view of [live.profiles, live.accounts, live.shell, live.clusters]) void view.load();
    }),
    folder: new ForgetForm(client, () => clock.now, live.folder.load),
  };
}

import { CLOSING, NUMBERS, PACES, STARTING, THEMES } from "@/features/settings/choices";
import type { DesktopName } from "@/features/settings/desktop.svelte";
import type { LogBook } from "@/features/settings/logs.svelte";
import type { Name } from "@/features/settings/settings.svelte";
import type { DesktopChange, SettingsChange, SettingsView } from "@/ipc/client";
import { lower } from "@/lib/text";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import type { Forms } from "./forms";
import { goAndStand } from "./going";

function named<T extends string>(id: string, title: string, words: string, choices: readonly { value: T; label: string }[]): Choice<T>[] {
  return choices.map(({ value, label }) => ({ value, id: `${id}.${value}`, name: `${title}: ${lower(label)}`, group: "Settings", words }));
}

const LOOKS = named("theme", "Theme", "colours appearance mode", THEMES);
const FORMATS = named("numbers", "Numbers", "format decimal separator amounts", NUMBERS);
const SPEEDS = named("pace", "Polling", "pace how often aws is asked pause stop go on", PACES);
const ENDINGS = named("closing", "Closing the window", "tray desktop", CLOSING);
const BEGINNINGS = named("starting", "Starting Emberwatch", "tray desktop", STARTING);
const AUTOSTART = named("autostart", "Start with the system", "autostart login desktop", [{ value: "on", label: "On" }, { value: "off", label: "Off" }] as const);
/** What has to be typed or chosen there: the palette leads into its field. */
const FIELDS: readonly Choice<string>[] = [
  { value: "Time zone", id: "settings.zone", name: "Settings: time zone…", group: "Settings", words: "clock utc show the time zones" },
  { value: "What a month may cost, in US dollars", id: "settings.budget", name: "Settings: budget…", group: "Settings", words: "month limit money" },
  { value: "The most that asking Cost Explorer may cost", id: "settings.cap", name: "Settings: what asking Cost Explorer may cost…", group: "Settings", words: "cap limit bills" },
  { value: "Who I am", id: "settings.me", name: "Settings: who I am…", group: "Settings", words: "owner mine name" },
  { value: "Another owner tag", id: "settings.owner_tags", name: "Settings: owner tags…", group: "Settings", words: "add another tag" },
  { value: "What to forget", id: "settings.forget", name: "Settings: forget history…", group: "Settings", words: "delete old data before a day size" },
];

/** What is set at once, on whatever page. */
export function settingsActions(app: App, forms: Forms): Action[] {
  return [...ofSettings(app, forms), ...ofDesktop(app, forms), ...FIELDS.map(({ value, ...rest }) => ({ ...rest, run: () => goAndStand(app, "settings", value) })), ...others(app, forms)];
}

function ofSettings({ live, notices }: App, { settings: form }: Forms): Action[] {
  const known = live.settings.data;
  const set = async (name: Name, change: SettingsChange) => {
    if (!(await form.set(name, change))) notices.fail(form.failures.get(name));
  };
  const actions = [
    ...oneOf(LOOKS, known?.theme, (theme) => void set("theme", { theme })),
    ...oneOf(FORMATS, known?.display.numbers, (numbers) => void set("numbers", { numbers })),
    ...oneOf(SPEEDS, known?.polling.pace, (pace) => void set("pace", { pace })),
  ];
  return known ? actions : actions.map((action) => ({ ...action, barred: "the settings are not read yet" }));
}

function ofDesktop({ live, notices }: App, { desktop: form }: Forms): Action[] {
  const known = live.desktop.data;
  if (!known) return [];
  const set = async (name: DesktopName, change: DesktopChange) => {
    if (!(await form.set(name, change))) notices.fail(form.failures.get(name));
  };
  return [
    ...oneOf(ENDINGS, known.closing, (closing) => void set("closing", { closing })),
    ...oneOf(BEGINNINGS, known.starting, (starting) => void set("starting", { starting })),
    ...(known.autostart ? oneOf(AUTOSTART, known.autostart, (autostart) => void set("autostart", { autostart })) : []),
  ];
}

function others({ client, notices }: App, { folder }: Forms): Action[] {
  const openFolder = async () => {
    await folder.open();
    notices.fail(folder.failure);
  };
  const quit = async () => {
    const answer = await client.quit();
    if (answer.status === "error") notices.fail(answer.error);
  };
  return [
    { id: "folder.open", name: "Open the data folder", group: "Settings", words: "files directory", run: () => void openFolder() },
    { id: "quit", name: "Quit Emberwatch", group: "Settings", words: "exit end close leave", run: () => void quit() },
  ];
}

const RESET: Named = { id: "settings.reset", name: "Reset settings to defaults", group: "Settings", words: "undo all" };
const FORGET: Named = { id: "settings.forget.count", name: "Forget history, as it is chosen…", group: "Settings", words: "delete old data" };
const LOG: Named = { id: "settings.log", name: "Show the last lines of the log", group: "Settings", words: "warnings read again" };
const DIAGNOSTICS: Named = { id: "settings.diagnostics", name: "Copy diagnostics…", group: "Settings", words: "report help support bug" };

/** What is done on the page itself, where it is told what came of it. */
export const SETTINGS_ROWS: readonly Named[] = [RESET, LOG, DIAGNOSTICS];

const removed = (tag: string): Named => ({ id: `tag.remove.${tag}`, name: `Remove owner tag ${tag}`, group: "Settings", onlyFound: true });
const moved = (tag: string, way: "up" | "down"): Named => ({ id: `tag.${way}.${tag}`, name: `Move owner tag ${tag} ${way}`, group: "Settings", onlyFound: true });

export function tagRows(settings: SettingsView | undefined): Named[] {
  return (settings?.owner_tags ?? []).flatMap((tag) => [removed(tag), moved(tag, "up"), moved(tag, "down")]);
}

export function settingsPageActions({ live }: App, { settings: form, folder }: Forms, logs: LogBook): Action[] {
  const tags = live.settings.data?.owner_tags ?? [];
  const last = tags.length - 1;
  const ofTags = tags.flatMap((tag, at): Action[] => [
    { ...removed(tag), run: () => void form.removeTag(tag) },
    { ...moved(tag, "up"), barred: at === 0 ? "it is the first already" : null, run: () => void form.moveTag(tag, -1) },
    { ...moved(tag, "down"), barred: at === last ? "it is the last already" : null, run: () => void form.moveTag(tag, 1) },
  ]);
  const data = live.folder.data;
  const undo: Action = { id: "settings.undo", name: "Undo", note: form.undo?.text ?? "", group: "Here", words: "take back", run: () => void form.takeBack() };
  return [
    ...(form.undo ? [undo] : []),
    { ...RESET, run: () => void form.reset() },
    { ...FORGET, barred: data ? folder.barred(data) : "the data folder is being read", run: () => void folder.count() },
    { ...LOG, run: () => void logs.show() },
    { ...DIAGNOSTICS, run: () => void logs.prepare() },
    ...ofTags,
  ];
}

/** The real side: the commands of the desktop crate. */

import type { Answer, Changed, Client, DesktopRequest, Failure, SettingsRequest } from "./client";
import { commands, events } from "./generated";

export const tauriClient: Client = {
  shell: () => guarded(commands.shell()),
  clusters: (request) => guarded(commands.clusters(request)),
  addUp: (request) => guarded(commands.addUp(request)),
  cluster: (cluster) => guarded(commands.cluster(cluster)),
  burnChart: (request) => guarded(commands.burnChart(request)),
  saveBurnChart: (request) => guarded(commands.saveBurnChart(request)),
  spotPlaces: () => guarded(commands.spotPlaces()),
  spotMarket: (request) => guarded(commands.spotMarket(request)),
  saveSpotChart: (request) => guarded(commands.saveSpotChart(request)),
  spotAdvice: (request) => guarded(commands.spotAdvice(request)),
  spotNetworks: (request) => guarded(commands.spotNetworks(request)),
  clusterNames: () => guarded(commands.clusterNames()),
  exportClusters: (request) => guarded(commands.exportClusters(request)),
  plan: (request) => guarded(commands.plan(request)),
  confirm: (request) => guarded(commands.confirm(request)),
  callBack: (hash) => guarded(commands.callBack(hash)),
  terminations: () => guarded(commands.terminations()),
  profiles: () => guarded(commands.profiles()),
  accounts: () => guarded(commands.accounts()),
  watch: (request) => guarded(commands.watch(request)),
  unwatch: (profile) => guarded(commands.unwatch(profile)),
  lookAt: (request) => guarded(commands.lookAt(request)),
  changeAccount: (request) => guarded(commands.changeAccount(request)),
  savedViews: () => guarded(commands.savedViews()),
  changeSavedViews: (change) => guarded(commands.changeSavedViews(change)),
  settings: () => guarded(commands.settings()),
  changeSettings: (change) => guarded(commands.changeSettings({ ...UNCHANGED, ...change })),
  resetSettings: () => guarded(commands.resetSettings()),
  undoReset: () => guarded(commands.undoReset()),
  timeZones: () => guarded(commands.timeZones()),
  desktop: () => guarded(commands.desktop()),
  changeDesktop: (change) => guarded(commands.changeDesktop({ ...AS_IT_IS, ...change })),
  arrived: (number) => guarded(commands.arrived(number)),
  quit: () => guarded(commands.quit()),
  answerLeaving: (answer) => guarded(commands.answerLeaving(answer)),
  costs: (request) => guarded(commands.costs(request)),
  costsProgress: () => guarded(commands.costsProgress()),
  stopCosts: () => guarded(commands.stopCosts()),
  costChart: (request) => guarded(commands.costChart(request)),
  saveCosts: (request) => guarded(commands.saveCosts(request)),
  forecast: () => guarded(commands.forecast()),
  ledgers: (request) => guarded(commands.ledgers(request)),
  changes: (request) => guarded(commands.changes(request)),
  dataFolder: () => guarded(commands.dataFolder()),
  forgettable: (before) => guarded(commands.forgettable(before)),
  forgetHistory: (before) => guarded(commands.forgetHistory(before)),
  openDataFolder: () => guarded(commands.openDataFolder()),
  logLines: () => guarded(commands.logLines()),
  diagnostics: (accounts) => guarded(commands.diagnostics(accounts)),
  refresh: () => guarded(commands.refresh()),
  openConsole: (cluster) => guarded(commands.openConsole(cluster)),
  regionsOf: (profile) => guarded(commands.regionsOf(profile)),
  onChanged,
};

const UNCHANGED: SettingsRequest = { owner_tags: null, me: null, theme: null, zone: null, numbers: null, pace: null };
const AS_IT_IS: DesktopRequest = { closing: null, starting: null, autostart: null };

/** A command that throws instead of answering (the core is gone, a message was refused) is a failure like any other. */
async function guarded<T>(answer: Answer<T>): Answer<T> {
  try {
    return await answer;
  } catch (error) {
    return { status: "error", error: unexpected(error) };
  }
}

function unexpected(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: "unexpected", message: `the core did not answer: ${message}`, next_step: "Close the window and open it again." };
}

function onChanged(listener: (changed: Changed) => void): () => void {
  let stopped = false;
  let stop: (() => void) | undefined;
  void events.changed
    .listen((event) => listener(event.payload))
    .then((unlisten) => {
      // The listener may have been given up before the core answered.
      if (stopped) unlisten();
      else stop = unlisten;
    })
    .catch((error: unknown) => console.error("the core's changes cannot be followed", error));
  return () => {
    stopped = true;
    stop?.();
  };
}

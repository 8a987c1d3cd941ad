// Every message of the page to the core passes here first. What is not plain data is not passed on.
"use strict";

/** @param {unknown} value */
function isPlain(value) {
  if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== "object") return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}

window.__TAURI_ISOLATION_HOOK__ = (message) => {
  // The message comes from another realm, so its prototypes are not ours: a structured copy makes them ours.
  const copy = structuredClone(message);
  if (!isPlain(copy)) throw new Error("a message to the core must be plain data");
  return message;
};

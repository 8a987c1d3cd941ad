/** Puts text on the clipboard; true when it is there. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/**
 * The same with text that is still to come, promised at once: a webview lets a page write only while it handles a
 * click or a key, not when an answer arrives later.
 */
export async function copyPromised(text: Promise<string>): Promise<boolean> {
  try {
    const blob = text.then((come) => new Blob([come], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    return copy(await text);
  }
}

/** The older way, for a webview that keeps the clipboard from scripts. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
  }
}

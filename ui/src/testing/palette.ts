import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";

/** Opens the palette with its keys, and types. */
export async function ask({ user }: { user: UserEvent }, text = ""): Promise<HTMLElement> {
  await user.keyboard("{Control>}k{/Control}");
  const palette = await screen.findByRole("dialog", { name: "Search or do" });
  const field = within(palette).getByRole("combobox", { name: "Search or do" });
  await waitFor(() => field.matches(":focus") || Promise.reject(new Error("the field has no focus")));
  if (text !== "") await user.type(field, text);
  return palette;
}

/** The line that Enter takes. */
export const chosen = (palette: HTMLElement) => within(palette).getByRole("option", { selected: true });

/** Does what answers best, once it is what was meant. */
export async function doIt(opened: { user: UserEvent }, text: string): Promise<void> {
  const palette = await ask(opened, text);
  const meant = text.toLowerCase();
  await waitFor(() => {
    const found = chosen(palette).textContent?.replace(/\s+/g, " ").trim().toLowerCase() ?? "";
    if (!found.startsWith(meant)) throw new Error(`${text} found ${found}`);
  });
  await opened.user.keyboard("{Enter}");
}

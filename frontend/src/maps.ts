/**
 * A page with `[data-map]` offers the map: on a click, or at once with `data-now`, the map's own script and style sheet
 * are fetched; nobody who does not ask pays for them. Where they fail, the list beside says everything.
 */
interface MapModule {
  draw(root: HTMLElement): Promise<void>;
}

export function mapsOnRequest(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-map]")) {
    const button = root.querySelector<HTMLButtonElement>("[data-map-show]");
    const show = async (): Promise<void> => {
      if (button) button.disabled = true;
      try {
        const module = (await import(/* @vite-ignore */ new URL(root.dataset.script ?? "", location.href).href)) as MapModule;
        await module.draw(root);
        if (button) button.closest<HTMLElement>(".map-open")?.remove();
      } catch {
        if (button) button.closest<HTMLElement>(".map-open")?.remove();
        const failed = root.querySelector<HTMLElement>("[data-map-failed]");
        if (failed) failed.hidden = false;
      }
    };
    if (root.dataset.now !== undefined) void show();
    else if (button) {
      button.hidden = false;
      button.addEventListener("click", () => void show());
    }
  }
}

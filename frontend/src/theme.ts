/**
 * Light, dark, or as the device says. The choice is a cookie, so that the server writes `data-theme` into the page
 * and nothing flashes.
 */
const YEAR = 31_536_000;

function current(): "light" | "dark" {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen === "night" ? "dark" : "light";
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function themeSwitch(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-switch]")) {
    const say = (): void => button.setAttribute("aria-pressed", String(current() === "dark"));
    button.hidden = false;
    say();
    button.addEventListener("click", () => {
      const next = current() === "dark" ? "light" : "dark";
      document.documentElement.dataset.theme = next === "dark" ? "night" : "day";
      const secure = location.protocol === "https:" ? "; Secure" : "";
      document.cookie = `basira_theme=${next}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
      say();
    });
  }
}

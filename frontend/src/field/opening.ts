/** The key of a phone stands behind "#", which browsers send to nobody: it is posted once, and taken out of the address. */
export async function comeIn(): Promise<void> {
  const page = document.querySelector<HTMLElement>("[data-notes-open]");
  if (!page) return;
  const says = page.querySelector<HTMLElement>("[data-notes-says]")!;
  const key = /^#([\w-]{20,200})\/(\d{1,9})$/.exec(window.location.hash);
  window.history.replaceState(null, "", window.location.pathname);
  if (!key) {
    says.textContent = page.dataset.whole ?? "";
    return;
  }
  const body = new URLSearchParams({ token: key[1]!, project: key[2]! });
  const token = page.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;
  try {
    const answer = await fetch(page.dataset.enter!, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.ok) window.location.replace(page.dataset.home!);
    else says.textContent = (await answer.json()).message;
  } catch {
    says.textContent = page.dataset.line ?? "";
  }
}

/** `<button data-copies="ID">` copies the text of that element and says so in the button, politely. */
export function copyButtons(part: ParentNode): void {
  for (const button of part.querySelectorAll<HTMLButtonElement>("button[data-copies][hidden]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent ?? "";
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copies ?? "");
      await navigator.clipboard.writeText((source?.textContent ?? "").trim());
      button.textContent = button.dataset.copied ?? words;
      window.setTimeout(() => (button.textContent = words), 2500);
    });
  }
}

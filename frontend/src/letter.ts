/**
 * `<form data-letter>`: a scanned letter brings its code behind "#", which no server and no log ever sees. It goes into the
 * field and out of the address, so that it is not in the history either; the guard decides to check it.
 */
export function scannedLetter(): void {
  const field = document.querySelector<HTMLInputElement>("form[data-letter] input[name=code]");
  const scanned = decodeURIComponent(window.location.hash.slice(1));
  if (!field || !/^[0-9a-z-]{10,40}$/i.test(scanned)) return;
  field.value = scanned;
  window.history.replaceState(null, "", window.location.pathname);
  field.form?.querySelector<HTMLButtonElement>("button[type=submit]")?.focus();
}

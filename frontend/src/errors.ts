/** A page that came back with errors puts the reader at their summary. */
export function errorSummaries(): void {
  document.querySelector<HTMLElement>(".faults-box[tabindex]")?.focus();
}

/**
 * A form with `data-ask="ID"` asks before it is sent: the dialog of that id names the thing and holds a
 * `<button value="yes">`. Where the dialog holds an input with `data-must-equal`, its text must be typed first.
 * Where it holds `data-repeats="NAME …"`, what these fields of the form say is told again there.
 * Without JavaScript the form is sent as it is, and the server asks on a page of its own.
 */
export function askBeforeActs(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const dialog = document.getElementById(form.dataset.ask ?? "");
    if (!(dialog instanceof HTMLDialogElement) || form.dataset.asked === "yes") return;
    event.preventDefault();
    const sender = event instanceof SubmitEvent ? event.submitter : null;
    const typed = dialog.querySelector<HTMLInputElement>("[data-must-equal]");
    const yes = dialog.querySelector<HTMLButtonElement>('button[value="yes"]');
    if (typed && yes) {
      const fits = (): boolean => typed.value.trim() === typed.dataset.mustEqual;
      yes.disabled = !fits();
      typed.oninput = () => (yes.disabled = !fits());
    }
    repeatInto(dialog, form);
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.asked = "yes";
      form.requestSubmit(sender instanceof HTMLButtonElement && sender.form === form ? sender : undefined);
    };
    dialog.showModal();
  });
}

/** Tells again what a form is about to say: the words beside a chosen radio, a text, the names of files. */
function repeatInto(dialog: HTMLDialogElement, form: HTMLFormElement): void {
  const place = dialog.querySelector<HTMLElement>("[data-repeats]");
  if (!place) return;
  const lines = (place.dataset.repeats ?? "").split(" ").flatMap((name) => saidIn(form, name));
  place.replaceChildren(
    ...lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.dir = "auto";
      paragraph.textContent = line;
      return paragraph;
    }),
  );
}

function saidIn(form: HTMLFormElement, name: string): string[] {
  const fields = [...form.elements].filter((field) => field.getAttribute("name") === name);
  return fields.flatMap((field) => {
    if (field instanceof HTMLTextAreaElement) return [field.value.trim()];
    if (!(field instanceof HTMLInputElement)) return [];
    if (field.type === "file") return [...(field.files ?? [])].map((file) => file.name);
    return field.checked ? [field.closest("label")?.textContent?.trim() ?? field.labels?.[0]?.textContent?.trim() ?? ""] : [];
  }).filter((line) => line !== "");
}

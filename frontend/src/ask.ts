/**
 * A form with `data-ask="ID"` asks before it is sent: the dialog of that id names the thing and holds a
 * `<button value="yes">`. Where the dialog holds an input with `data-must-equal`, its text must be typed first.
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
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.asked = "yes";
      form.requestSubmit(sender instanceof HTMLButtonElement && sender.form === form ? sender : undefined);
    };
    dialog.showModal();
  });
}

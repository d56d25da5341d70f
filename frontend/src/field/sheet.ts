/** A form on the screen: its languages, its faults, and going through it. Where it is kept and sent is its owner's. */
import { computed, nextTick, provide, reactive, ref, type Ref } from "vue";
import { askedBelow, idOf, isAnswered, type Media, type Node } from "./engine";
import { useSteps } from "./stepping";
import type { Way } from "./steps";
import type { Language } from "./words";

/** What a sheet is told. `hidden`: the path of the question that nobody is asked; `isBarred`: what cannot be answered here. */
export interface SheetOf {
  root: Ref<Node>;
  hidden: string;
  way: Way;
  media: Media;
  isBarred: (node: Node) => boolean;
  /** The reader's language, where the form's own names none. */
  language: () => Language;
  /** Called after every answer, and after another language was chosen. */
  changed: () => void;
}

export type Sheet = ReturnType<typeof useSheet>;

const FROM_THE_RIGHT = ["ar", "fa", "ur", "he"];

/** Return the state of a form on the screen, and hand its parts what they ask for. */
export function useSheet({ root, hidden, way, media, isBarred, language, changed }: SheetOf) {
  const checked = ref(false);
  const unread = reactive(new Set<string>());
  const shown = computed(() => (root.value ? askedBelow(root.value) : []).filter((node) => node.currentState.reference !== hidden));
  const done = computed(() => shown.value.filter(isAnswered).length);
  const languages = computed<Node[]>(() => (root.value?.languages ?? []).filter((each: Node) => each.language !== ""));
  const faults = computed(() =>
    shown.value.filter((node) => !isBarred(node) && (unread.has(node.nodeId) || node.validationState.violation !== null)),
  );
  const stepping = useSteps({ root, hidden, way, isUnread: (node) => unread.has(node.nodeId) });

  provide("checked", checked);
  provide("unread", unread);
  provide("changed", changed);
  provide("hidden", hidden);
  provide("media", media);

  /** Read the form in the language of this name; else in the reader's, where the form has it. */
  function speak(wanted?: string): void {
    const code = language();
    const found =
      languages.value.find((each) => each.language === wanted) ??
      languages.value.find((each) => each.locale?.language === code || each.language.includes(`(${code})`));
    if (found) root.value.setLanguage(found);
  }

  function tongue(): string {
    const active = root.value.currentState.activeLanguage;
    return active.locale?.language ?? /\((\w+)\)/.exec(active.language)?.[1] ?? language();
  }

  function direction(): "rtl" | "ltr" {
    return FROM_THE_RIGHT.includes(tongue()) ? "rtl" : "ltr";
  }

  /** Tell whether the form may be given over; from now on its faults are told, and the list of them is where one looks. */
  async function isSound(): Promise<boolean> {
    checked.value = true;
    await nextTick();
    if (faults.value.length > 0) document.getElementById("notes-faults")?.focus();
    return faults.value.length === 0;
  }

  async function goTo(node: Node): Promise<void> {
    await stepping.show(node);
    const place = document.getElementById(idOf(node));
    place?.scrollIntoView({ block: "center" });
    place?.querySelector<HTMLElement>("input, select, textarea, button")?.focus();
  }

  return { root, checked, shown, done, languages, faults, stepping, speak, tongue, direction, isSound, goTo, changed };
}

/** Going through the form step by step: where one is, back, on, and to the question with a fault. */
import { computed, nextTick, ref, watch, type Ref } from "vue";
import { askedBelow, idOf, type Node } from "./engine";
import { placeOf, stepsBelow, type Step, type Way } from "./steps";

/** What a form needs to be gone through. `isUnread`: what was typed there cannot be read. */
export interface Stepping {
  root: Ref<Node>;
  hidden: string;
  way: Way;
  isUnread: (node: Node) => boolean;
}

/** Return the state of going through a form, and what changes it. */
export function useSteps({ root, hidden, way, isUnread }: Stepping) {
  const isOne = ref(way.isOne());
  const place = ref(0);
  const steps = computed<Step[]>(() => (isOne.value && root.value ? stepsBelow(root.value, hidden) : []));
  const step = computed<Step | undefined>(() => steps.value[place.value]);
  const isAtEnd = computed(() => !isOne.value || place.value >= steps.value.length);

  /** A question before this one that is asked no more, or newly asked, must not move the shopper to another. */
  watch(steps, (now, before) => {
    const shown = before[place.value]?.node;
    if (!shown || now[place.value]?.node.nodeId === shown.nodeId) return;
    const found = placeOf(now, shown);
    const wasAdded = before[place.value]?.is === "range" && found > place.value;
    if (wasAdded) return; // the first question of the new instance stands here now
    if (found >= 0 && now[found]?.node.nodeId === shown.nodeId) place.value = found;
    else if (place.value > now.length) place.value = now.length;
  });

  function choose(one: boolean): void {
    isOne.value = one;
    way.keep(one);
    void focusStep(false);
  }

  async function focusStep(intoControl: boolean): Promise<void> {
    await nextTick();
    const page = document.querySelector<HTMLElement>(".notes-step");
    const control = intoControl ? page?.querySelector<HTMLElement>("input:not([type=file]), select, textarea") : null;
    page?.scrollIntoView({ block: "nearest" });
    (control ?? page)?.focus({ preventScroll: true });
  }

  /** Go on, unless what was answered here does not fit: then its fault is told, and nothing moves. */
  async function next(): Promise<void> {
    const wrong = step.value ? wrongIn(step.value.node) : undefined;
    if (wrong) {
      document.getElementById(idOf(wrong))?.dispatchEvent(new FocusEvent("focusout", { bubbles: true })); // left, so it may tell
      return;
    }
    const wasTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
    place.value = Math.min(place.value + 1, steps.value.length);
    await focusStep(wasTyping);
  }

  /** A missing answer may be given later; one that does not fit is best put right at once. */
  function wrongIn(node: Node): Node | undefined {
    return askedBelow(node).find((each) => isUnread(each) || each.validationState?.violation?.condition === "constraint");
  }

  async function back(): Promise<void> {
    place.value = Math.max(place.value - 1, 0);
    await focusStep(false);
  }

  /** Show the step that holds a question, wherever it is. */
  async function show(node: Node): Promise<void> {
    const found = placeOf(steps.value, node);
    if (found >= 0) place.value = found;
    await nextTick();
  }

  return { isOne, place, steps, step, isAtEnd, choose, next, back, show, focusStep };
}

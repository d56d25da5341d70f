/** The moments of a note as they follow one another: the last one, which may come next, and how long it has been. */
import { computed, onBeforeUnmount, ref, type ComputedRef, type Ref } from "vue";
import { LAST, standing, type Book, type Mark } from "../record";

const TICK_MS = 5_000;

export interface Moments {
  now: Ref<number>;
  last: ComputedRef<Mark | undefined>;
  /** What may be touched next, in the order in which things happen. */
  coming: ComputedRef<string[]>;
  isRunning: ComputedRef<boolean>;
  minutes: ComputedRef<number>;
  isAllowed: (what: string) => boolean;
}

/** Follow the marks of a book among those that its kind offers. */
export function useMoments(book: Book, offered: () => string[]): Moments {
  const now = ref(Date.now());
  const ticking = window.setInterval(() => (now.value = Date.now()), TICK_MS);
  onBeforeUnmount(() => window.clearInterval(ticking));

  const marks = computed(() => standing(book.kept.marks));
  const last = computed(() => marks.value.at(-1));
  const coming = computed(() => {
    const from = last.value ? offered().indexOf(last.value.what) + 1 : 0;
    return offered().slice(from).filter((what) => !marks.value.some((each) => each.what === what) && isAllowed(what));
  });
  const isRunning = computed(() => last.value !== undefined && !LAST.has(last.value.what));
  const minutes = computed(() => Math.max(0, Math.floor((Math.max(now.value, Date.now()) - new Date(last.value?.at ?? 0).getTime()) / 60_000)));

  /** A hold ends only after it began. */
  function isAllowed(what: string): boolean {
    const held = (code: string): number => marks.value.filter((each) => each.what === code).length;
    if (what === "hold-ended") return held("hold-began") > held("hold-ended");
    return what !== "hold-began" || held("hold-began") === held("hold-ended");
  }

  return { now, last, coming, isRunning, minutes, isAllowed };
}

/** What comes later, in one file that a phone keeps: a mission with its form, and the form's preview at the desk. */
export { default as MissionNote } from "./MissionNote.vue";
export { startPreview } from "./preview/start";

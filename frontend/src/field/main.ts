/** The shopper's notes. */
import { startNotes } from "./start";

startNotes();

/** The shopper's notes: coming in with a key, or the notes themselves. Each looks for its own markup. */
import { comeIn } from "./opening";
import { startNotes } from "./start";

void comeIn();
startNotes();

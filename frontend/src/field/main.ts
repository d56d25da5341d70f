/** The shopper's notes. */
import "./phone.css";
import { startNotes } from "./start";

startNotes();

/** The shopper's pages: coming in with a key, leaving, and the form of a mission. Each part looks for its own markup. */
import { comeIn } from "./opening";
import { forgetOnLeaving } from "./leaving";
import { startForm } from "./start";

comeIn();
forgetOnLeaving();
startForm();

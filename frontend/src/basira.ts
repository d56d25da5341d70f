/** What every page may use. Each part looks for its own markup and does nothing where there is none. */
import "./basira.css";
import { askBeforeActs } from "./ask";
import { copyButtons } from "./copy";
import { drawers } from "./drawer";
import { errorSummaries } from "./errors";
import { keepFocus, keyboardHelp } from "./keys";
import { mapsOnRequest } from "./maps";
import { tablesAsCards } from "./tables";
import { themeSwitch } from "./theme";

function start(part: ParentNode): void {
  tablesAsCards(part);
  copyButtons(part);
}

themeSwitch();
drawers();
askBeforeActs();
keyboardHelp();
errorSummaries();
mapsOnRequest();
start(document);
// A part that htmx swapped in wants the same care.
document.addEventListener("htmx:after:swap", (event) => {
  start(document);
  keepFocus(event);
});

/** htmx, for the surfaces that swap parts of pages (the console). The public site does not load it. */
import "htmx.org";

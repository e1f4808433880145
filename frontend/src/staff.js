import "./public.js";
import htmx from "htmx.org";

htmx.config.includeIndicatorCSS = false;

// On a narrow screen the menu is a strip: where one is must not be outside of it.
const strip = document.querySelector(".staff-nav ul");
const current = strip?.querySelector("[aria-current]");
if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;

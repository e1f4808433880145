import "./public.js";
import htmx from "htmx.org";

htmx.config.includeIndicatorCSS = false;

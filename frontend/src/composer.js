// Everything here improves a form that works without it; the markup is described in
// newsletter/templates/ui/composer.html. Texts come from the server in data attributes.
import { startAutosave } from "./composer/autosave.js";
import { startBlocks } from "./composer/blocks.js";
import { startPanes } from "./composer/panes.js";
import { startPreview } from "./composer/preview.js";
import { startUploads } from "./composer/uploads.js";

const enrichTexts = async (root) => {
  const areas = root.querySelectorAll("textarea[data-rich-text]:not([hidden])");
  if (!areas.length) return;
  const { enrich } = await import("./composer/rich-text.js");
  for (const area of areas) enrich(area);
};

const startComposer = (form) => {
  const preview = startPreview(form);
  const autosave = startAutosave(form, preview.refresh);
  startBlocks(form, { changed: autosave.schedule, added: enrichTexts });
  startUploads(form, autosave.schedule);
  startPanes(form);
};

for (const form of document.querySelectorAll("form[data-composer]")) startComposer(form);
enrichTexts(document);

/** Fills {name} places in a sentence that the server sent in a data attribute. */
export const fill = (sentence, values) =>
  (sentence ?? "").replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

/** Says a sentence in the page's live region, so that screen readers hear what a button did. */
export const announce = (form, sentence) => {
  const region = form.querySelector("[data-live]");
  if (!region || !sentence) return;
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
};

/**
 * The preview is a page of its own in a sandboxed frame: it is loaded again after each saved change, at the block
 * that was edited last. Its links (desktop, phone, text) work without scripts through their target.
 */
export const startPreview = (form) => {
  const frame = form.querySelector("iframe[data-preview]");
  if (!frame) return { refresh: () => {} };
  const links = [...form.querySelectorAll("a[data-preview-form]")];
  let address = frame.src;
  let block = "";

  form.addEventListener("focusin", (event) => {
    block = event.target.closest("[data-block]")?.dataset.block ?? block;
  });

  const load = (revision) => {
    const url = new URL(address);
    if (revision) url.searchParams.set("revision", revision);
    url.hash = block && `block-${block}`;
    frame.src = url.href;
  };

  for (const link of links) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      address = link.href;
      frame.parentElement.dataset.form = link.dataset.previewForm;
      for (const other of links) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      load();
    });
  }
  return { refresh: load };
};

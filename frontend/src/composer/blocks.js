import Sortable from "sortablejs";
import { announce, fill } from "./texts.js";

const newId = () => `n${crypto.getRandomValues(new Uint32Array(2)).join("").slice(0, 11)}`;

/** The list of blocks: add, remove with undo, move by button or by hand, each said in the live region. */
export const startBlocks = (form, { changed, added }) => {
  const list = form.querySelector("[data-blocks]");
  if (!list) return;
  const texts = form.dataset;
  const blocks = () => [...list.querySelectorAll(":scope > [data-block]")];
  const nameOf = (block) => block.dataset.blockName;

  /** Place numbers, and which move buttons are at the end. They keep focus there, so they are never `disabled`. */
  const number = () => {
    const all = blocks();
    all.forEach((block, index) => {
      const place = block.querySelector("[data-block-place]");
      if (place) place.textContent = fill(texts.textPlace, { place: index + 1, count: all.length });
      block.querySelector('[data-move="up"]')?.setAttribute("aria-disabled", String(index === 0));
      block.querySelector('[data-move="down"]')?.setAttribute("aria-disabled", String(index === all.length - 1));
    });
    form.querySelector("[data-no-blocks]")?.toggleAttribute("hidden", all.length > 0);
  };

  const settle = (sentence, block) => {
    number();
    changed();
    const all = blocks();
    announce(form, fill(sentence, { block: nameOf(block), place: all.indexOf(block) + 1, count: all.length }));
  };

  const move = (button) => {
    if (button.getAttribute("aria-disabled") === "true") return;
    const block = button.closest("[data-block]");
    if (button.dataset.move === "up") block.previousElementSibling.before(block);
    else block.nextElementSibling.after(block);
    button.focus();
    block.scrollIntoView({ block: "nearest" });
    settle(texts.textMoved, block);
  };

  const add = (type, after) => {
    const template = form.ownerDocument.querySelector(`template[data-block-template="${CSS.escape(type)}"]`);
    if (!template) return false;
    const holder = document.createElement("template");
    holder.innerHTML = template.innerHTML.replaceAll("__id__", newId());
    const block = holder.content.querySelector("[data-block]");
    if (after) after.after(block);
    else list.append(block);
    settle(texts.textAdded, block);
    Promise.resolve(added(block)).then(() => {
      block.querySelector("[contenteditable], input:not([type=hidden]), select, textarea:not([hidden])")?.focus();
    });
    return true;
  };

  const remove = (block) => {
    const next = block.nextElementSibling ?? block.previousElementSibling ?? list;
    const marker = document.createComment("");
    block.replaceWith(marker);
    settle(texts.textRemoved, block);
    offerUndo(block, marker);
    next.focus();
  };

  const undo = form.querySelector("[data-undo]");
  const offerUndo = (block, marker) => {
    if (!undo) return;
    undo.hidden = false;
    undo.querySelector("[data-undo-text]").textContent = fill(texts.textRemoved, { block: nameOf(block) });
    undo.querySelector("button").onclick = () => {
      undo.hidden = true;
      marker.replaceWith(block);
      settle(texts.textRestored, block);
      block.focus();
    };
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const block = button.closest("[data-block]");
    if (button.dataset.move) {
      event.preventDefault();
      move(button);
    } else if (button.dataset.remove !== undefined) {
      event.preventDefault();
      remove(block);
    } else if (button.dataset.add && add(button.dataset.add, block)) {
      event.preventDefault();
      button.closest("details")?.removeAttribute("open");
    }
  });

  form.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.add-menu[open]");
    if (!menu) return;
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const menu of form.querySelectorAll("details.add-menu[open]")) {
      if (!menu.contains(event.target)) menu.removeAttribute("open");
    }
  });

  Sortable.create(list, {
    handle: "[data-drag]",
    draggable: "[data-block]",
    animation: 150,
    forceFallback: true,
    fallbackOnBody: false,
    onEnd: ({ item, oldIndex, newIndex }) => {
      if (oldIndex !== newIndex) settle(texts.textMoved, item);
    },
  });
  for (const handle of list.querySelectorAll("[data-drag]")) handle.hidden = false;
  new MutationObserver(() => {
    for (const handle of list.querySelectorAll("[data-drag][hidden]")) handle.hidden = false;
  }).observe(list, { childList: true });
  number();
};

/** What the person here wrote in a block, as plain lines. */
const mineIn = (form, id) => {
  const fields = form.querySelectorAll(`[data-block="${CSS.escape(id)}"] :is(textarea, input[type="text"])`);
  const lines = [...fields].map(({ value }) => new DOMParser().parseFromString(value, "text/html").body.innerText);
  return lines.join("\n").trim();
};

/** Shows both texts of every block that two people changed; the person here decides which one stays. */
export const showConflict = (form, answer, keepMine) => {
  const dialog = document.querySelector("dialog[data-conflict]");
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("[data-conflict-list]");
  const row = dialog.querySelector("template[data-conflict-row]");
  dialog.querySelector("[data-conflict-by]").textContent = answer.by ?? "";
  list.replaceChildren(
    ...(answer.blocks ?? []).map(({ id, label, theirs }) => {
      const shown = row.content.cloneNode(true);
      shown.querySelector("[data-label]").textContent = label;
      shown.querySelector("[data-mine]").textContent = mineIn(form, id);
      shown.querySelector("[data-theirs]").textContent = theirs;
      return shown;
    }),
  );
  dialog.querySelector("[data-keep-mine]").onclick = () => {
    dialog.close();
    keepMine();
  };
  dialog.querySelector("[data-take-theirs]").onclick = () => {
    form.dispatchEvent(new Event("submit")); // their text is taken as it stands: nothing here is unsaved any more
    window.location.reload();
  };
  dialog.showModal();
};

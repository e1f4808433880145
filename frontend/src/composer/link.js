const WEB_OR_MAIL = /^(https:\/\/|mailto:|tel:)[^\s]+$/i;

/** Addresses that the page itself offers (merge fields) count as well as web, mail and telephone. */
const offered = () => [...document.querySelectorAll("template[data-rich-text-tools]")].flatMap((template) =>
  [...template.content.querySelectorAll("[data-link]")].map((button) => button.dataset.link),
);

export const isAllowedAddress = (address) => WEB_OR_MAIL.test(address ?? "") || offered().includes(address);

/** What people type, as an address: "example.org" is a web page, "a@example.org" a mail address. */
export const completeAddress = (typed) => {
  const address = typed.trim();
  if (!address || isAllowedAddress(address) || /^[a-z]+:/i.test(address)) return address;
  return /^[^\s@/]+@[^\s@/]+$/.test(address) ? `mailto:${address}` : `https://${address}`;
};

/** Asks for the address in the page's <dialog data-link-dialog>; an empty answer takes the link away. */
export const askForLink = (editor, button) => {
  const dialog = document.querySelector("dialog[data-link-dialog]");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const error = dialog.querySelector("[data-link-error]");
  const showError = (isShown) => {
    error.hidden = !isShown;
    field.setAttribute("aria-invalid", String(isShown));
  };
  field.value = editor.getAttributes("link").href ?? "";
  showError(false);

  const apply = () => {
    const address = completeAddress(field.value);
    if (address && !isAllowedAddress(address)) {
      showError(true);
      field.focus();
      return;
    }
    dialog.close();
    editor.view.focus();
    const chain = editor.chain().extendMarkRange("link");
    if (!address) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: field.value.trim(), marks: [{ type: "link", attrs: { href: address } }] }).run();
    } else chain.setLink({ href: address }).run();
  };

  dialog.querySelector("[data-link-apply]").onclick = apply;
  field.onkeydown = (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    apply();
  };
  dialog.onclose = () => button.focus();
  dialog.showModal();
  field.select();
};

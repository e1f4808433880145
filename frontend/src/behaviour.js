// Small behaviour that every page shares. Each piece only improves what works without it.

const LONGEST_ANSWER = 10_000;

/** The error summary takes focus when a page, or a part swapped into it, brings one. */
const focusErrorSummary = (root) => {
  root.querySelector("[data-error-summary]")?.focus();
};

/** A form is sent once: pressing again while the answer is on its way does nothing. */
const sendOnce = (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches('form[method="post" i]')) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "true";
  setTimeout(() => delete form.dataset.sending, LONGEST_ANSWER);
};

/** A page that the browser brings back from its cache may be sent again. */
const allowSendingAgain = () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
};

/** A select or checkbox marked so sends its form by itself; a button does it without JavaScript. */
const sendOnChange = (event) => {
  event.target.closest("[data-send-on-change]")?.form?.requestSubmit();
};

/** A search field marked so narrows the list it names while one types; a button does it without JavaScript. */
const narrow = (event) => {
  const list = document.getElementById(event.target.dataset?.narrows ?? "");
  if (!list) return;
  const words = event.target.value.toLocaleLowerCase().split(/\s+/);
  for (const row of list.children) {
    const text = row.textContent.toLocaleLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
};

document.addEventListener("submit", sendOnce);
document.addEventListener("input", narrow);
document.addEventListener("change", sendOnChange);
document.addEventListener("htmx:after:swap", (event) => focusErrorSummary(event.target));
window.addEventListener("pageshow", allowSendingAgain);
focusErrorSummary(document);

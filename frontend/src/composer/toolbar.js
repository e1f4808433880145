/** The row of buttons over a rich text, cloned from the page's <template data-rich-text-tools>. One tab stop; arrows move inside. */
export class Toolbar {
  constructor(editorId, run) {
    const template = document.querySelector("template[data-rich-text-tools]");
    this.element = template?.content.firstElementChild.cloneNode(true);
    if (!this.element) return;
    this.element.setAttribute("aria-controls", editorId);
    this.buttons = [...this.element.querySelectorAll("button")];
    this.buttons.forEach((button, index) => {
      button.tabIndex = index ? -1 : 0;
    });
    this.element.addEventListener("keydown", (event) => this.#walk(event));
    this.element.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      this.#hold(button);
      run(button);
    });
  }

  /** Marks which formats hold where the text cursor stands. */
  show(isOn) {
    for (const button of this.buttons) {
      if (button.hasAttribute("aria-pressed")) {
        button.setAttribute("aria-pressed", String(Boolean(isOn(button.dataset.command))));
      }
    }
  }

  #walk(event) {
    const last = this.buttons.length - 1;
    const at = this.buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#hold(this.buttons[to]);
    this.buttons[to].focus();
  }

  #hold(chosen) {
    for (const button of this.buttons) button.tabIndex = button === chosen ? 0 : -1;
  }
}

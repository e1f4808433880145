const WIDE = "(min-width: 64rem)";

/** Edit and preview stand side by side where there is room; below that they become two tabs. */
export const startPanes = (form) => {
  const tabs = form.querySelector("[data-pane-tabs]");
  if (!tabs) return;
  const buttons = [...tabs.querySelectorAll("[role=tab]")];
  const paneOf = (button) => document.getElementById(button.getAttribute("aria-controls"));
  const wide = window.matchMedia(WIDE);

  const choose = (chosen) => {
    for (const button of buttons) {
      const isChosen = button === chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      paneOf(button).hidden = !isChosen && !wide.matches;
    }
  };

  const arrange = () => {
    tabs.hidden = wide.matches;
    for (const button of buttons) {
      const pane = paneOf(button);
      if (wide.matches) pane.removeAttribute("role");
      else pane.setAttribute("role", "tabpanel");
    }
    choose(buttons.find((button) => button.getAttribute("aria-selected") === "true") ?? buttons[0]);
  };

  tabs.addEventListener("click", (event) => {
    const button = event.target.closest("[role=tab]");
    if (button) choose(button);
  });
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
    choose(next);
    next.focus();
  });
  wide.addEventListener("change", arrange);
  arrange();
};

/**
 * A picture is sent as soon as it is chosen: <input type="file" data-upload="URL" data-upload-into="FIELD NAME">.
 * The answer {value, url, name} fills the hidden field and the <img data-upload-shown> of the same block.
 */
const upload = async (input, form) => {
  const content = new FormData();
  content.set("file", input.files[0]);
  content.set("csrf_token", form.elements.namedItem("csrf_token")?.value ?? "");
  const response = await fetch(input.dataset.upload, {
    method: "POST",
    body: content,
    headers: { Accept: "application/json" },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? answer.title);
  return answer;
};

const put = (form, around, name, { value, url }) => {
  form.elements.namedItem(name).value = value;
  const shown = around.querySelector("img[data-upload-shown]");
  if (!shown) return;
  shown.src = url;
  shown.hidden = false;
};

/** A picture that is there already: <button data-pick="ADDRESS" data-pick-into="FIELD NAME">. */
const pick = (button, form, changed) => {
  const address = button.dataset.pick;
  put(form, button.closest("[data-block]") ?? form, button.dataset.pickInto, { value: address, url: address });
  button.closest("details")?.removeAttribute("open");
  changed();
};

export const startUploads = (form, changed) => {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-pick]");
    if (!button) return;
    event.preventDefault();
    pick(button, form, changed);
  });
  form.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-upload]") || !input.files.length) return;
    const around = input.closest("[data-block]") ?? form;
    const message = around.querySelector("[data-upload-message]");
    input.setAttribute("aria-busy", "true");
    try {
      const answer = await upload(input, form);
      put(form, around, input.dataset.uploadInto, answer);
      if (message) message.hidden = true;
      input.removeAttribute("aria-invalid");
      input.value = "";
      changed();
    } catch (error) {
      input.setAttribute("aria-invalid", "true");
      if (message) {
        message.textContent = error instanceof TypeError || error instanceof SyntaxError ? form.dataset.textFailed : error.message;
        message.hidden = false;
      }
    } finally {
      input.removeAttribute("aria-busy");
    }
  });
};

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

export const startUploads = (form, changed) => {
  form.addEventListener("change", async (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-upload]") || !input.files.length) return;
    const around = input.closest("[data-block]") ?? form;
    const message = around.querySelector("[data-upload-message]");
    const shown = around.querySelector("img[data-upload-shown]");
    input.setAttribute("aria-busy", "true");
    try {
      const answer = await upload(input, form);
      form.elements.namedItem(input.dataset.uploadInto).value = answer.value;
      if (shown) {
        shown.src = answer.url;
        shown.hidden = false;
      }
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

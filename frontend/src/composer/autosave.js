import { showConflict } from "./conflict.js";
import { fill } from "./texts.js";

const PAUSE_AFTER_TYPING = 1200;
const PAUSE_AFTER_FAILURE = 5000;

/** The whole form as it stands, without files: those travel by themselves (uploads.js). */
const contentOf = (form) => {
  const content = new FormData(form);
  for (const [name, value] of [...content]) if (value instanceof File) content.delete(name);
  content.set("do", "autosave");
  return content;
};

const send = async (form) => {
  const response = await fetch(form.dataset.autosave, {
    method: "POST",
    body: contentOf(form),
    headers: { Accept: "application/json" },
    redirect: "manual",
  });
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, answer: isJson ? await response.json() : {} };
};

/**
 * Sends the form a moment after every change. The hidden field `revision` names what the change was made to;
 * the server answers with the next one, or with 409 and the other person's text.
 */
export const startAutosave = (form, saved) => {
  const texts = form.dataset;
  const state = form.querySelector("[data-save-state]");
  const revision = form.elements.namedItem("revision");
  let unsaved = false;
  let sending = false;
  let timer;

  const show = (sentence, kind) => {
    if (!state) return;
    state.textContent = sentence ?? "";
    state.dataset.saveState = kind;
  };

  const outcomes = {
    200: (answer) => {
      revision.value = answer.revision;
      show(fill(texts.textSaved, { time: answer.saved_at }), unsaved ? "unsaved" : "saved");
      saved(answer.revision);
      form.dispatchEvent(new CustomEvent("composer-saved"));
    },
    409: (answer) => {
      unsaved = true;
      show(texts.textConflict, "failed");
      showConflict(form, answer, () => {
        revision.value = answer.revision;
        save();
      });
    },
    422: (answer) => {
      unsaved = true;
      const [reason] = Object.values(answer.errors ?? {}).flat();
      show(fill(texts.textRefused, { reason: reason ?? "" }), "failed");
    },
  };

  const retry = (sentence) => {
    unsaved = true;
    show(sentence, "failed");
    schedule(PAUSE_AFTER_FAILURE);
  };

  const save = async () => {
    if (sending) return schedule();
    sending = true;
    unsaved = false;
    show(texts.textSaving, "saving");
    try {
      const { status, answer } = await send(form);
      if (outcomes[status]) outcomes[status](answer);
      else if (status >= 500) retry(texts.textFailed);
      else {
        unsaved = true;
        show(texts.textSignedOut, "failed");
      }
    } catch {
      retry(texts.textFailed);
    } finally {
      sending = false;
    }
  };

  const schedule = (pause = PAUSE_AFTER_TYPING) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };

  const changed = () => {
    unsaved = true;
    if (!sending) show(texts.textUnsaved, "unsaved");
    schedule();
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    unsaved = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved || sending) event.preventDefault();
  });
  return { schedule: changed };
};

import { Editor } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Text } from "@tiptap/extension-text";
import { UndoRedo } from "@tiptap/extensions/undo-redo";
import { askForLink, isAllowedAddress } from "./link.js";
import { Toolbar } from "./toolbar.js";

/** One level: the headings above it are blocks of their own. What is pasted with other levels becomes this one. */
const SubHeading = Heading.extend({
  parseHTML() {
    return ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag, attrs: { level: 3 } }));
  },
}).configure({ levels: [3] });

/** A link is an address and nothing else: what is pasted with it stays behind. */
const PlainLink = Link.extend({
  addAttributes() {
    return { href: { default: null } };
  },
}).configure({
  openOnClick: false,
  autolink: true,
  defaultProtocol: "https",
  HTMLAttributes: { target: null, rel: null, class: null },
  isAllowedUri: (address) => isAllowedAddress(address),
});

/** The schema keeps only what is allowed; this goes first, for the policy forbids even to read inline styles. */
const withoutStyles = (html) =>
  html
    .replace(/<(style|head|xml)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, "");

/** Tab must leave the editor, so lists keep only Enter of their usual keys. */
const PlainListItem = ListItem.extend({
  addKeyboardShortcuts() {
    return { Enter: () => this.editor.commands.splitListItem(this.name) };
  },
});

const extensions = [
  Document,
  Paragraph,
  Text,
  Bold,
  Italic,
  SubHeading,
  BulletList,
  OrderedList,
  PlainListItem,
  ListKeymap,
  HardBreak,
  UndoRedo,
  PlainLink,
];

const commands = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  heading: (chain) => chain.toggleHeading({ level: 3 }),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
};

const states = {
  bold: (editor) => editor.isActive("bold"),
  italic: (editor) => editor.isActive("italic"),
  heading: (editor) => editor.isActive("heading"),
  bulletList: (editor) => editor.isActive("bulletList"),
  orderedList: (editor) => editor.isActive("orderedList"),
  link: (editor) => editor.isActive("link"),
};

/** The editor takes over the textarea's name and description, so labels and error links lead to it. */
const attributesFrom = (area) => {
  const names = { role: "textbox", "aria-multiline": "true", class: "rich-text ds-input", id: area.id };
  for (const name of ["aria-labelledby", "aria-describedby", "aria-invalid", "aria-required", "lang"]) {
    if (area.hasAttribute(name)) names[name] = area.getAttribute(name);
  }
  return names;
};

const linked = (text, href) => ({ type: "text", text, marks: [{ type: "link", attrs: { href } }] });

const run = (editor, button) => {
  const { command, insert, link, linkText } = button.dataset;
  if (command === "link") return askForLink(editor, button);
  editor.view.focus(); // at once: TipTap's own focus command waits a frame, and a key pressed meanwhile is lost
  if (insert) editor.commands.insertContent(insert);
  else if (link) editor.commands.insertContent(linked(linkText, link));
  else commands[command]?.(editor.chain()).run();
};

/** Puts an editor in the place of a textarea; the textarea stays, hidden, and is what the form sends. */
export const enrich = (area) => {
  const holder = document.createElement("div");
  holder.className = "rich-text-holder";
  const attributes = attributesFrom(area);
  const label = area.labels?.[0];
  area.hidden = true;
  area.id = `${area.id}-source`;
  area.after(holder);

  const editor = new Editor({
    element: holder,
    extensions,
    content: area.value,
    injectCSS: false,
    editorProps: { attributes, transformPastedHTML: withoutStyles },
    onUpdate: ({ editor: changed }) => {
      area.value = changed.isEmpty ? "" : changed.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
  const toolbar = new Toolbar(attributes.id, (button) => run(editor, button));
  if (!toolbar.element) return;
  holder.prepend(toolbar.element);
  const show = () => toolbar.show((command) => states[command]?.(editor));
  editor.on("transaction", show);
  show();
};

// Bundles the browser sources into the folder named as the only argument and writes manifest.json there.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const target = process.argv[2];
const here = import.meta.dirname;
const entries = ["main.css", "public.js", "staff.js", "composer.js", "icon.svg"];

await mkdir(target, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/${name}`),
  outdir: target,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["chrome111", "edge111", "firefox115", "safari16.4"],
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  legalComments: "none",
  metafile: true,
  logLevel: "error",
});

/** Packages whose files really ended up in the bundle, by the folder they were read from. */
const bundledPackages = () => {
  const packages = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const input of Object.keys(output.inputs)) {
      const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found) packages.add(found[1]);
    }
  }
  return [...packages].sort();
};

const licenceOf = async (name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt", "license", "LICENCE"]) {
    const text = await readFile(join(folder, file), "utf8").catch(() => null);
    if (text) return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  }
  return `${name} ${version} (${license})\n`;
};

const licences = await Promise.all(bundledPackages().map(licenceOf));
await writeFile(join(target, "LICENSES.txt"), licences.join(`\n${"-".repeat(78)}\n\n`));

const manifest = {};
for (const [path, { entryPoint, inputs }] of Object.entries(metafile.outputs)) {
  const source = entryPoint ?? Object.keys(inputs).find((name) => name.endsWith(".woff2"));
  if (source) manifest[basename(source)] = basename(path);
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(target, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);

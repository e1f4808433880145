// Unpacks the browser of @sparticuz/chromium into the folder named as the only argument.
// The package's own unpacking writes to the system's temporary folder and adds its libraries only inside a cloud function.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";

const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules", "@sparticuz", "chromium", "bin");
const target = process.argv[2];
const unfinished = `${target}.${process.pid}`;

const unpack = (name, sink) =>
  pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), sink);

await mkdir(unfinished, { recursive: true });
await Promise.all([
  unpack("chromium.br", createWriteStream(join(unfinished, "chromium"), { mode: 0o755 })),
  unpack("al2023.tar.br", extract(unfinished)),
  unpack("fonts.tar.br", extract(join(unfinished, "fonts"))),
  unpack("swiftshader.tar.br", extract(unfinished)),
]);
await rm(target, { recursive: true, force: true });
await rename(unfinished, target);

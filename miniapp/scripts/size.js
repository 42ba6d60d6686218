// How much the first screen weighs, as it is sent: the entry, which holds the list of houses, with all that it imports.
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { URL } from 'node:url';
import { gzipSync } from 'node:zlib';

// The budgets of the project, in KB of gzip.
const BUDGET = { js: 135, css: 50 };

/** @typedef {{ file: string, imports?: string[], css?: string[] }} Chunk */

const dist = new URL('../dist/', import.meta.url);
/** @type {unknown} */
const parsed = JSON.parse(await readFile(new URL('.vite/manifest.json', dist), 'utf8'));
const manifest = /** @type {Record<string, Chunk>} */ (parsed);

/** @param {string} key @param {Set<string>} files */
function collect(key, files) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build has no ${key}`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const imported of chunk.imports ?? []) collect(imported, files);
}

/** @param {string} file */
async function weight(file) {
  return gzipSync(await readFile(new URL(file, dist))).length / 1024;
}

/** @type {Set<string>} */
const files = new Set(['boot.css']);
collect('index.html', files);

const total = { js: 0, css: 0 };
for (const file of files) {
  const kind = file.endsWith('.css') ? 'css' : 'js';
  const kb = await weight(file);
  total[kind] += kb;
  if (process.argv.includes('--files'))
    process.stdout.write(`${kb.toFixed(1).padStart(8)} ${file}\n`);
}

let isOver = false;
for (const kind of /** @type {const} */ (['js', 'css'])) {
  const over = total[kind] > BUDGET[kind];
  isOver ||= over;
  process.stdout.write(
    `${kind}: ${total[kind].toFixed(1)} KB gz of ${BUDGET[kind]}${over ? ' — TOO MUCH' : ''}\n`,
  );
}
process.exitCode = isOver ? 1 : 0;

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whose code the bundles hold, and the text of each one's licence, as its package carries them.
 * @param {import('esbuild').Metafile} metafile with paths from the folder that this runs in
 * @returns {string}
 */
export function notices(metafile) {
  const parts = packageFolders(metafile).map((folder) => {
    const { name, version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version}\nLicence: ${license}\n${homepage ? `${homepage}\n` : ''}\n${licenceText(folder)}\n`;
  });
  return [`The files in functions/ and lambda/ hold code of ${parts.length} packages.\n`, ...parts].join(`${RULE}\n`);
}

const RULE = '-'.repeat(80);

/**
 * @param {import('esbuild').Metafile} metafile
 * @returns {string[]} the folders of the packages, each once, by name
 */
function packageFolders({ outputs }) {
  const modules = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = modules.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** @param {string} folder */
function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : 'The package carries no text of its licence.';
}

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../support/command-line.js';

/**
 * `npm` and `npx` as the samples call them, without a registry: `npx` runs what is installed in this repository,
 * `npm install` succeeds when every package that it names is one of those, `npm run` when there is such a script.
 */
export async function writeShims(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const modules = path.join(ROOT, 'node_modules');
  const npx = `#!/bin/sh
program=$1
shift
exec "${process.execPath}" "$(readlink -f "${modules}/.bin/$program")" "$@"
`;
  const npm = `#!/bin/sh
case "$1" in
  install|i)
    shift
    for package in "$@"; do
      case "$package" in
        -*) continue ;;
      esac
      [ -f "${modules}/$package/package.json" ] || { echo "There is no package $package." >&2; exit 1; }
    done ;;
  run)
    grep -q "\\"$2\\":" "${ROOT}/package.json" || { echo "There is no script $2." >&2; exit 1; } ;;
  *) echo "The docs test knows no npm $1." >&2; exit 1 ;;
esac
`;
  for (const [name, script] of Object.entries({ npx, npm })) {
    await writeFile(path.join(folder, name), script);
    await chmod(path.join(folder, name), 0o755);
  }
}

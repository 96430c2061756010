import { goCode } from './go.js';
import { javaCode } from './java.js';
import { nodeCode } from './node.js';
import { phpCode } from './php.js';
import { pythonCode } from './python.js';
import type { Recipe } from './recipe.js';
import { rubyCode } from './ruby.js';
import { curlCode } from './shell.js';

export interface Language {
  readonly name: string;
  readonly code: (recipe: Recipe) => string;
}

export const LANGUAGES: readonly Language[] = [
  { name: 'Node', code: nodeCode },
  { name: 'Python', code: pythonCode },
  { name: 'Go', code: goCode },
  { name: 'PHP', code: phpCode },
  { name: 'Ruby', code: rubyCode },
  { name: 'Java', code: javaCode },
  { name: 'curl', code: curlCode },
];

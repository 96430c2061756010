export { seriousFindings } from './accessibility.js';
export { ConsoleWorld } from './console.js';
export type { Visitor } from './visitor.js';
export { setScene, type Scene } from './scene.js';
export { openPage, PAGES, type PageOfConsole, type Places } from './pages.js';

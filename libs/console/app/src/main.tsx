import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import './theme/mantine.css';
import './theme/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { place } from './place.js';

// The library that locks scrolling behind a dialog writes a style and looks for its nonce here.
Object.assign(globalThis, { __webpack_nonce__: place.nonce });

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);

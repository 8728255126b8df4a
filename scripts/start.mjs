#!/usr/bin/env node
/** `npm start`: serves the app from source, prints the address, and opens a browser where there is a screen. */
import { createServer } from 'vite';

const hasScreen =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
const server = await createServer({ server: { open: hasScreen && !process.env.CI } });
await server.listen();
server.printUrls();

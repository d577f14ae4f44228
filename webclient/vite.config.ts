import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Where `npm run dev` finds the server; built pages come from the server itself.
const SERVER = "http://127.0.0.1:8080";

/** Every screen in its states, for the eye and for tests; built by `make stories`, no part of the client. */
const STORIES = { outDir: "../build/stories", emptyOutDir: true, rolldownOptions: { input: "stories.html" } };

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  // The server writes a new nonce into every page it serves in place of this word.
  html: { cspNonce: "__NONCE__" },
  build: {
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    // No data: addresses for fonts or scripts: the content security policy names 'self' only.
    assetsInlineLimit: 0,
    // bench/first_load.py counts by it; the server does not serve it.
    manifest: true,
    ...(mode === "stories" ? STORIES : {}),
    sourcemap: false,
  },
  server: {
    proxy: {
      "/api": SERVER,
      "/socket.io": { target: SERVER, ws: true },
    },
  },
  test: {
    include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
    environment: "node",
    setupFiles: ["src/core/testing/jsdom.ts"],
    restoreMocks: true,
    // A whole page by role in jsdom takes seconds on a machine that ten others use; none waits for time to pass.
    testTimeout: 60_000,
  },
}));

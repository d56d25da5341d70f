import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import vue from "@vitejs/plugin-vue";
import { defineConfig, type Plugin } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the built files go; the test that proves them (tests/house/test_assets.py) names another folder. */
const destination = process.env.BASIRA_ASSETS_OUT ?? here("../src/basira/surfaces/shared/static/dist");

/** The licences of everything that ends up in the built files, laid beside them. */
const LICENCES: Record<string, string> = {
  "ibm-plex-sans-arabic.txt": "node_modules/@fontsource/ibm-plex-sans-arabic/LICENSE",
  "ibm-plex-sans.txt": "node_modules/@fontsource/ibm-plex-sans/LICENSE",
  "htmx.txt": "node_modules/htmx.org/LICENSE",
  "daisyui.txt": "node_modules/daisyui/LICENSE",
  "tailwindcss.txt": "node_modules/tailwindcss/LICENSE",
  "vue.txt": "node_modules/vue/LICENSE",
  "maplibre-gl.txt": "node_modules/maplibre-gl/LICENSE.txt",
  "topojson-client.txt": "node_modules/topojson-client/LICENSE",
  "world-atlas.txt": "node_modules/world-atlas/LICENSE",
  "echarts.txt": "node_modules/echarts/LICENSE",
  "echarts-notice.txt": "node_modules/echarts/NOTICE",
  "zrender.txt": "node_modules/zrender/LICENSE",
};

function licences(): Plugin {
  return {
    name: "basira-licences",
    generateBundle() {
      for (const [name, path] of Object.entries(LICENCES)) {
        this.emitFile({ type: "asset", fileName: `licences/${name}`, source: readFileSync(here(path)) });
      }
    },
  };
}

/** What the map needs beside its script: its style sheet (only its page loads it) and the ground that ships. */
function mapFiles(): Plugin {
  return {
    name: "basira-map-files",
    generateBundle() {
      const library = readFileSync(here("node_modules/maplibre-gl/dist/maplibre-gl.css"), "utf8");
      const house = readFileSync(here("src/map/map.css"), "utf8");
      this.emitFile({ type: "asset", fileName: "map.css", source: `${library}\n${house}` });
      const ground = readFileSync(here("node_modules/world-atlas/countries-50m.json"));
      this.emitFile({ type: "asset", fileName: "ground.json", source: ground });
    },
  };
}

/**
 * Compressed copies beside the style sheet and the scripts: whitenoise serves them to browsers that take them. Another
 * release of Node may compress to other bytes, so the proof of the built files compares what they unpack to.
 */
function compressed(): Plugin {
  return {
    name: "basira-compressed",
    writeBundle(_options, bundle) {
      for (const name of Object.keys(bundle).filter((each) => /\.(css|js|json)$/.test(each))) {
        const content = readFileSync(join(destination, name));
        writeFileSync(join(destination, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(destination, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root: here("."),
  // Relative addresses, so that the style sheet finds its fonts wherever Django serves static files from.
  base: "./",
  publicDir: false,
  plugins: [tailwindcss(), vue({ features: { optionsAPI: false } }), licences(), mapFiles(), compressed()],
  worker: {
    format: "es",
    // A fixed name, as for every entry: whitenoise adds the hash.
    rolldownOptions: { output: { entryFileNames: "map-worker.js" } },
  },
  build: {
    outDir: destination,
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 1200,
    // Fonts stay files: a data address would be refused by the Content-Security-Policy, and paid for by every reader.
    assetsInlineLimit: 0,
    rollupOptions: {
      // The entries of the map and of a note are imported by address and asked to draw, so their exports stay.
      preserveEntrySignatures: "exports-only",
      input: {
        basira: here("src/basira.ts"),
        htmx: here("src/htmx.ts"),
        field: here("src/field/main.ts"),
        note: here("src/field/note.ts"),
        "field-worker": here("src/field/worker.ts"),
        entrance: here("src/entrance.ts"),
        preview: here("src/preview.ts"),
        map: here("src/map/map.ts"),
        charts: here("src/charts/charts.ts"),
      },
      output: {
        // Fixed names: whitenoise adds the hash when it collects the files.
        entryFileNames: "[name].js",
        // Addresses that a phone keeps say nothing of what the notes are for.
        // What the list and a note share has one name, whichever of its parts the bundler would call it after.
        chunkFileNames: (chunk) => (chunk.moduleIds.some((id) => id.includes("/src/field/")) ? "words.js" : "[name].js"),
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".woff2")) ? "fonts/[name][extname]" : "[name][extname]",
      },
    },
  },
});

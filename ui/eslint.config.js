import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";

const rooms = ["letters", "signing", "sending", "settings"];
const tauri = { group: ["@tauri-apps/*"], message: "Only src/ipc speaks to the shell." };

/** What a folder may not import. */
const forbid = (folder, ...patterns) => ({
  files: [`src/${folder}/**/*.{ts,svelte}`],
  rules: { "no-restricted-imports": ["error", { patterns: [tauri, ...patterns] }] },
});

export default ts.config(
  // Generated from Rust.
  { ignores: ["dist/", "node_modules/", "src/ipc/bindings.ts"] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  { files: ["tools/**/*.mjs", "*.js"], rules: { "no-undef": "off" } },
  {
    rules: {
      "no-restricted-imports": ["error", { patterns: [tauri] }],
      "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_$", argsIgnorePattern: "^_" }],
      "no-eval": "error",
      "no-console": "error",
      eqeqeq: "error",
      "svelte/no-at-html-tags": "error",
      "svelte/no-inline-styles": "error",
    },
  },
  { files: ["tools/**/*.mjs"], rules: { "no-console": "off" } },
  forbid("parts", {
    group: ["**/ipc/*", "**/ipc", "**/draft/*", "**/draft", "**/words/*", "**/words", ...rooms.map((r) => `**/${r}/*`)],
    message: "Parts know nothing of the rooms: pass words and values in.",
  }),
  forbid("draft", { group: ["**/parts/*", "**/*.svelte"], message: "The draft is pure." }),
  ...rooms.map((room) =>
    forbid(room, {
      group: rooms.filter((r) => r !== room).map((r) => `**/${r}/*`),
      message: "Rooms do not import each other.",
    }),
  ),
  { files: ["src/ipc/**/*.ts"], rules: { "no-restricted-imports": "off" } },
);

import js from "@eslint/js";
import tseslint from "typescript-eslint";
import folders from "./tools/eslint/folders.mjs";
import testTitles from "./tools/eslint/test-titles.mjs";

/** One way to write a thing, where the language has two. */
const dialect = [
  {
    selector: "ExportAllDeclaration",
    message: "Export each name by itself: an index shows what a folder offers.",
  },
  {
    selector:
      "ImportSpecifier[importKind='type'], ExportSpecifier[exportKind='type'][parent.exportKind!='type']",
    message: "Write a separate `import type` or `export type` statement.",
  },
  {
    selector: "PropertyDefinition > PrivateIdentifier, MethodDefinition > PrivateIdentifier",
    message: "Use `private`, as all classes here do.",
  },
];

/** Folders whose test titles are sentences that start with a verb; add a folder once it has no findings. */
const foldersOfTitles = [
  "unit",
  "client",
  "simulator",
  "cli",
  "grpc",
  "faults",
  "fuzz",
  "sequences",
  "engine",
  "tools",
  "bench",
  "pictures",
  "release",
];

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "**/node_modules/",
      "tools/engine/bin/",
      "tools/contract/.venv/",
      "tools/release/.venv/",
      "sdk/nodejs/",
      "sdk/python/",
      "sdk/go/",
      "sdk/java/",
      "sdk/dotnet/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
      "no-restricted-syntax": ["error", ...dialect],
    },
  },
  ...folders,
  // Generated: its length follows the protocol's.
  { files: ["provider/plugin/messages.ts"], rules: { "max-lines": "off" } },
  // An example or a template stands on an installed package; the engine tests compile it.
  { files: ["examples/**/*.ts", "templates/**/*.ts"], extends: [tseslint.configs.disableTypeChecked] },
  {
    files: ["tests/**/*.ts"],
    rules: {
      // A chai property assertion is a statement of its own.
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: foldersOfTitles.map((folder) => `tests/${folder}/**/*.test.ts`),
    plugins: { local: { rules: { "test-titles": testTitles } } },
    rules: { "local/test-titles": "error" },
  },
  {
    files: ["**/*.{mjs,js}"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);

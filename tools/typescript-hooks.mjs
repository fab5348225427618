// @ts-check
// Lets Node run the TypeScript sources in place, without types checked: for one test file, with no build before it.
import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";

const root = join(import.meta.dirname, "..");

registerHooks({
  // Sources import without an extension, as CommonJS allows, or with the one of the compiled file.
  resolve: (specifier, context, next) => {
    const parent = context.parentURL;
    if (specifier.startsWith(".") && parent?.endsWith(".ts")) {
      const base = new URL(specifier.replace(/\.js$/, ""), parent);
      for (const end of [".ts", "/index.ts"]) {
        const url = base.href + end;
        if (existsSync(new URL(url))) return { url, format: "commonjs", shortCircuit: true };
      }
    }
    return next(specifier, context);
  },
  load: (url, context, next) => {
    if (!url.endsWith(".ts")) return next(url, context);
    const file = fileURLToPath(url);
    const { code } = transformSync(readFileSync(file, "utf8"), {
      loader: "ts",
      format: "cjs",
      target: "node22",
      // Node resolves the imports of a source loaded by import() without these hooks.
      supported: { "dynamic-import": false },
      sourcefile: file,
      sourcemap: "inline",
      // Paths from a file to the root are those of the compiled file.
      define: { __dirname: JSON.stringify(join(root, "dist", relative(root, dirname(file)))) },
    });
    return { format: "commonjs", source: code, shortCircuit: true };
  },
});

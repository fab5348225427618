import { registerHooks } from "node:module";

// Stryker's runner asks for files of Mocha by the names that they had before Mocha 12.
registerHooks({
  resolve: (specifier, context, next) =>
    next(/[\\/]mocha[\\/]lib[\\/]cli[\\/][a-z-]+$/.test(specifier) ? `${specifier}.cjs` : specifier, context),
});

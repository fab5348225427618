export { extensionFunctions } from "./functions";
export type { ExtensionInfo, ExtensionKey } from "./look-up";
export { extensionInfoOf, findExtension } from "./look-up";

import { isSameId } from "../ids";

/** An extension for the browsers of fingerprints, as responses show it. */
export interface SimulatedExtension {
  extensionUUID: string;
  name: string;
  description: string;
  url: string;
}

/** The extensions that every simulator has. */
export const fixedExtensions: readonly SimulatedExtension[] = [
  {
    extensionUUID: "e0000000-0000-4000-8000-000000000001",
    name: "Ad blocker",
    description: "Blocks advertisements.",
    url: "https://extensions.example/ad-blocker",
  },
  {
    extensionUUID: "e0000000-0000-4000-8000-000000000002",
    name: "Wallet",
    description: "Signs transactions.",
    url: "https://extensions.example/wallet",
  },
  {
    extensionUUID: "e0000000-0000-4000-8000-000000000003",
    name: "Translator",
    description: "Translates pages.",
    url: "https://extensions.example/translator",
  },
];

/** Stores all extensions. They belong to no account, and no operation changes them. */
export class ExtensionStore {
  private readonly extensions: readonly SimulatedExtension[];

  constructor(added: readonly SimulatedExtension[] = []) {
    this.extensions = [...fixedExtensions, ...added];
  }

  /** Returns the fixed extensions and then the added ones. */
  all(): readonly SimulatedExtension[] {
    return this.extensions;
  }

  /** Returns the extension with this id, in any case. */
  find(extensionUUID: string): SimulatedExtension | undefined {
    return this.extensions.find((one) => isSameId(one.extensionUUID, extensionUUID));
  }
}

/** A release that is being built. */
export interface Release {
  /** The folder of this repository. */
  readonly root: string;
  /** The folder that holds what is released, and nothing else. */
  readonly folder: string;
  /** A folder for intermediate files. It is removed afterwards. */
  readonly temporary: string;
  /** The version, without "v". */
  readonly version: string;
}

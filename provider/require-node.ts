import { nodeVersionFault } from "./node-version";

// Imported before all else: an older Node fails on the modules that follow, with an error that names none of this.
const fault = nodeVersionFault(process.versions.node);
if (fault !== undefined) {
  const error = new Error(fault);
  // Node would print the stack, which does not help a user.
  error.stack = fault;
  throw error;
}

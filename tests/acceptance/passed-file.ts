import { join } from "node:path";

/** Where a run of the tests leaves the names of those that passed. */
export const passedFile = join(__dirname, "../../acceptance/passed.json");

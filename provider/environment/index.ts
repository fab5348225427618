export { environmentApi, environmentDefinition } from "./definition";
export type { EnvironmentInfo } from "./look-up";
export { findEnvironment, findEnvironments } from "./look-up";
export { environmentFilters, environmentResource } from "./resource";
export { environmentFunctions } from "./functions";

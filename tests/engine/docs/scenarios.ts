import type { Scenario } from "./scenario";
import { cloneScenario, exampleScenarios } from "./scenarios.examples";
import { dynamicScenario } from "./scenarios.dynamic";
import { pluginScenario } from "./scenarios.plugin";

/** All scenarios. A line that stands in several documents runs once. */
export const scenarios: readonly Scenario[] = [
  dynamicScenario,
  pluginScenario,
  ...exampleScenarios,
  cloneScenario,
];

import type { Scenario } from "./scenario";
import { lifecycleScenarios } from "./scenarios.lifecycle";
import { objectScenarios } from "./scenarios.objects";
import { serviceScenarios } from "./scenarios.service";
import { operationScenarios } from "./scenarios.operation";

export const scenarios: readonly Scenario[] = [
  ...lifecycleScenarios,
  ...objectScenarios,
  ...serviceScenarios,
  ...operationScenarios,
];

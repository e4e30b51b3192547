export { createPlanCatalogue, type PlanCatalogue, type PlanLine } from './catalogue.ts';
export { plan, PlanError, type Seen, step, wait, type Waiting, waiting } from './definition.ts';
export { type PlanPosition, type SliceOutcome, type SliceReport, type StepRecord, StepTimeout } from './outcome.ts';
export {
  again,
  done,
  type Facts,
  type Plan,
  type Secrets,
  type Step,
  type StepAction,
  type StepResult,
  type StepRun,
} from './plan.ts';
export { type Classification, runSlice, sliceBudget, type SliceOptions, type StepEvent } from './slice.ts';

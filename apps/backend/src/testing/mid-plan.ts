import { type createPlanBook } from '../plans/index.ts';

type PlanBook = ReturnType<typeof createPlanBook>;

/** The plans, but that `deed` is done once, right before the step is begun for the first time; `during` it, once it has begun. */
export function interrupted(
  book: PlanBook,
  step: string,
  deed: () => Promise<void>,
  when: 'before' | 'during' = 'before',
) {
  let isDone = false;
  const once = async () => {
    if (isDone) return;
    isDone = true;
    await deed();
  };
  const find: PlanBook['find'] = (kind, version) => {
    const plan = book.find(kind, version);
    return (
      plan && {
        ...plan,
        steps: plan.steps.map((one) =>
          one.name !== step
            ? one
            : {
                ...one,
                action: async (...given: Parameters<typeof one.action>) => {
                  if (when === 'before') await once();
                  const [result] = await Promise.all([one.action(...given), when === 'during' ? once() : undefined]);
                  return result;
                },
              },
        ),
      }
    );
  };
  return { book: { ...book, find }, wasDone: () => isDone };
}
